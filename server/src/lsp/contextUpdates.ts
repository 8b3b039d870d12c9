import type { TextDocuments } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { createDelayed, type Delayed } from './delayed';
import { type Log, logErrors } from './handler';

/** Updates of what is around the open documents. */
interface ContextUpdates {
  /** Updates the context of a document in a later turn, once for all requests until then. */
  schedule: (uri: string, force?: boolean) => void;
  /** Updates the context of a document after a pause in typing. */
  delayed: Delayed;
  /** Updates the context of all documents, since files or settings may have changed. */
  refreshContext: () => void;
}

/** Time without edits after which documents that share a run with the edited one are linted, in milliseconds. */
const NEIGHBOR_DELAY_MS = 150;

/** Creates the updates. `force` says that files may have changed, and `expire` runs before all documents are updated. */
export function createContextUpdates(
  open: TextDocuments<TextDocument>,
  log: Log,
  update: (uri: string, force: boolean) => void,
  expire: () => void,
): ContextUpdates {
  const waiting = new Map<string, boolean>();
  const updateSafely = (uri: string, force: boolean): void => void logErrors(log, uri, () => update(uri, force));
  const schedule = (uri: string, force = false): void => {
    const before = waiting.get(uri);
    waiting.set(uri, force || before === true);
    if (before !== undefined) return;
    setTimeout(() => {
      const isForced = waiting.get(uri) === true;
      waiting.delete(uri);
      updateSafely(uri, isForced);
    });
  };
  return {
    schedule,
    delayed: createDelayed(NEIGHBOR_DELAY_MS, (uri) => updateSafely(uri, false)),
    refreshContext: () => {
      expire();
      for (const uri of open.keys()) schedule(uri, true);
    },
  };
}
