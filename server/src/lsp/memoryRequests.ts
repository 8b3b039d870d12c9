import { URI } from 'vscode-uri';
import type { Service } from '../core/service';
import type * as SizingModule from '../core/sizing';
import { baseName } from '../core/text/baseName';
import { escapeControls } from '../core/text/printable';
import { toChanges } from './convert';
import { configAt, type OpenDocument } from './documentStore';
import { guardRequest } from './handler';
import type { Machine } from './machine';
import {
  FIND_LAYOUTS,
  type FindLayoutsParams,
  type FindLayoutsResult,
  MEMORY_FIXES,
  MEMORY_PICTURE,
  type MemoryFix,
  type MemoryFixesParams,
  type MemoryPictureParams,
  type MemoryPictureResult,
} from './memoryProtocol';
import type { RequestContext } from './requestContext';

type Sizing = typeof SizingModule;

/** Answers requests for pictures of the memory, and for layouts. */
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
  connection.onRequest(
    FIND_LAYOUTS,
    guardRequest(log, FIND_LAYOUTS, null, (params: FindLayoutsParams): FindLayoutsResult | null => {
      const open = documents.get(params.uri);
      return open && loadSizing ? createLayoutsResult(service, loadSizing(), open, params) : null;
    }),
  );
  connection.onRequest(
    MEMORY_FIXES,
    guardRequest(log, MEMORY_FIXES, [] as MemoryFix[], ({ uri, line }: MemoryFixesParams): MemoryFix[] => {
      const open = documents.get(uri);
      const config = open && configAt(open, line);
      if (!config || !loadSizing) return [];
      const fixes = loadSizing().suggestMemoryFixes(service, open.document, config);
      return fixes.map(({ title, edits }) => ({ title, edit: toChanges(open.texts, edits) }));
    }),
  );
}

/** Limit of layouts in the list of an editor. */
const MAX_LISTED = 30;

function createLayoutsResult(
  service: Service,
  sizing: Sizing,
  open: OpenDocument,
  { line, nodes, gpusPerNode }: FindLayoutsParams,
): FindLayoutsResult | null {
  const { texts } = open;
  const hasSize = nodes !== undefined && gpusPerNode !== undefined && nodes >= 1 && gpusPerNode >= 1;
  const document = hasSize ? sizing.resizeDocument(service, open.document, nodes * gpusPerNode) : open.document;
  const config = configAt({ texts, document }, line);
  if (!config) return null;
  const found = sizing.findLayouts(service, document, config, { nodes, gpusPerNode, limit: MAX_LISTED });
  const needsGpus = service.getFacts(document, config).worldSize === undefined;
  const { version } = texts.own;
  if ('unknown' in found)
    return { title: '', needsGpus, message: `The search needs ${found.unknown.join('; ')}.`, version, layouts: [] };
  return {
    title: sizing.describeSearch(found),
    needsGpus,
    version,
    ...(found.offered.length === 0 && { message: sizing.describeNoFit(found) }),
    layouts: found.offered.map(({ layout, edits }) => ({
      label: sizing.formatSizes(layout),
      sum: sizing.describeSum(layout),
      memory: sizing.describeParts(layout),
      reason: sizing.describeSpeed(layout, found),
      limit: sizing.describeLimit(layout),
      edit: toChanges(texts, edits),
    })),
  };
}
