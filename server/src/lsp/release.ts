import { diffLines } from 'diff';
import type { Connection } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { applyEdits } from '../core/edit';
import type { Service } from '../core/service';
import { configAt, type Documents } from './documents';
import { guarded, type Log } from './guarded';
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

/** Answers what is asked about releases: which one counts, how to name another, and how a document is for that one. */
export function answerReleases(connection: Connection, service: Service, documents: Documents, log: Log): void {
  connection.onRequest(
    RELEASE,
    guarded(log, RELEASE, null, ({ uri, line }: ReleaseParams): ReleaseResult | null => {
      const open = documents.get(uri);
      const config = open && configAt(open, line);
      if (!open || !config) return null;
      const { version, from, known, reason } = service.releaseOf(open.document, config);
      return { version, from, known, reason, releases: service.catalog.releases.toReversed() };
    }),
  );
  connection.onRequest(
    SET_RELEASE,
    guarded(log, SET_RELEASE, [] as SetReleaseResult, ({ uri, version }: SetReleaseParams) => {
      const open = documents.get(uri);
      if (!open) return [];
      const edits = service.modelineEdits(open.document, version);
      return textEdits(open.texts.own, applyEdits(open.document.text, edits));
    }),
  );
  connection.onRequest(
    MIGRATE,
    guarded(log, MIGRATE, null, ({ uri, version }: MigrateParams): MigrateResult | null => {
      const open = documents.get(uri);
      if (!open || open.document.reading.configs.length === 0) return null;
      const { from, edits, notes } = service.migrate(open.document, version);
      const text = applyEdits(open.document.text, edits);
      return { from, notes, text, edits: textEdits(open.texts.own, text) };
    }),
  );
}

/** A new text as edits of whole lines, which leave cursors and folds elsewhere alone. */
function textEdits(document: TextDocument, after: string): SetReleaseResult {
  const edits: SetReleaseResult = [];
  let at = 0;
  for (const { value, added, removed } of diffLines(document.getText(), after)) {
    const end = removed ? at + value.length : at;
    const last = edits.at(-1);
    const start = document.positionAt(at);
    if (added && last && document.offsetAt(last.range.end) === at) last.newText += value;
    else if (added || removed)
      edits.push({ range: { start, end: document.positionAt(end) }, newText: added ? value : '' });
    if (!added) at += value.length;
  }
  return edits;
}
