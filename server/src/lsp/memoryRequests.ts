import { URI } from 'vscode-uri';
import { baseName } from '../core/text/baseName';
import { escapeControls } from '../core/text/printable';
import { configAt } from './documentStore';
import { guardRequest } from './handler';
import type { Machine } from './machine';
import { MEMORY_PICTURE, type MemoryPictureParams, type MemoryPictureResult } from './memoryProtocol';
import type { RequestContext } from './requestContext';

/** Answers requests for pictures of the memory. */
export function registerMemoryRequests(
  { connection, service, documents, log }: RequestContext,
  loadSizing: Machine['loadSizing'],
): void {
  connection.onRequest(
    MEMORY_PICTURE,
    guardRequest(log, MEMORY_PICTURE, null, ({ uri, line }: MemoryPictureParams): MemoryPictureResult | null => {
      const open = documents.get(uri);
      const config = open && configAt(open, line);
      if (!open || !config || !loadSizing) return null;
      const firstLine = open.texts.own.positionAt(config.head.start).line + 1;
      const title = escapeControls(`${baseName(URI.parse(uri).path)}:${firstLine}`);
      return { title, ...loadSizing().drawMemory(service, open.document, config, title, 'theme') };
    }),
  );
}
