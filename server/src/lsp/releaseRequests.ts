import { URI } from 'vscode-uri';
import { applyEdits } from '../core/config/edit';
import { escapeAngles } from '../core/features/markdown/escapeAngles';
import { toTextEdits } from './convert';
import { configAt } from './documentStore';
import { guardRequest } from './handler';
import type { Machine } from './machine';
import {
  MIGRATE,
  type MigrateParams,
  type MigrateResult,
  RELEASE,
  type ReleaseParams,
  type ReleaseResult,
  SET_RELEASE,
  type SetReleaseParams,
  type SetReleaseResult,
} from './protocol';
import type { RequestContext } from './requestContext';

/** Answers requests about releases: which one applies, how to name another, and how a document looks for it. */
export function registerReleaseRequests(
  { connection, service, documents, log }: RequestContext,
  readNamedFiles: Machine['readNamedFiles'],
): void {
  const readNamedFile = (uri: string, name: string): string | undefined => {
    const { scheme, fsPath } = URI.parse(uri);
    return scheme === 'file' ? readNamedFiles(fsPath, [name], [])[0]?.text : undefined;
  };
  connection.onRequest(
    RELEASE,
    guardRequest(log, RELEASE, null, ({ uri, line }: ReleaseParams): ReleaseResult | null => {
      const open = documents.get(uri);
      const config = open && configAt(open, line);
      if (!open || !config) return null;
      const { version, requested, isGuess, reason } = service.explainRelease(open.document, config);
      const releases = service.catalog.releases.toReversed();
      return { version, isGuess, reason, releases, ...(requested !== undefined && { requested }) };
    }),
  );
  connection.onRequest(
    SET_RELEASE,
    guardRequest(log, SET_RELEASE, [] as SetReleaseResult, ({ uri, version }: SetReleaseParams) => {
      const open = documents.get(uri);
      if (!open) return [];
      return toTextEdits(open.texts.own, service.createModelineEdits(open.document, version));
    }),
  );
  connection.onRequest(
    MIGRATE,
    guardRequest(log, MIGRATE, null, ({ uri, version }: MigrateParams): MigrateResult | null => {
      const open = documents.get(uri);
      if (!open || open.document.reading.configs.length === 0) return null;
      const { from, edits, notes } = service.migrate(open.document, version, (name) => readNamedFile(uri, name));
      return {
        from,
        notes: notes.map(escapeAngles),
        text: applyEdits(open.document.text, edits),
        edits: toTextEdits(open.texts.own, edits),
      };
    }),
  );
}
