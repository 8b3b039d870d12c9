import type { Config } from '../../config/config';
import { applyEdits, type Change, composeEdits, type Edit } from '../../config/edit';
import { isInJoined, toUntaggedSpan } from '../../config/joinConfigs';
import { findFlag } from '../../config/lookup';
import type { Document } from '../../document/document';

/** Prints each change in the text it belongs to: the one that holds the entry, or that gives the flag. */
export function printEdits(document: Document, config: Config | undefined, changes: readonly Change[]): Edit[] {
  // A finding about the entire text has no config to print changes for, only edits of the text.
  if (!config) return changes.flatMap((change) => (change.op === 'text' ? [toTextEdit(change)] : []));
  const join = document.joins.get(config);
  if (!join) return document.syntax.printChanges(document.text, config, changes);
  const joinedChanges = changes.filter((change) => isInJoinedText(change, join.config));
  const ownChanges = changes.filter((change) => !isInJoinedText(change, join.config));
  const { name, document: joinedDocument, config: joinedConfig } = join.other;
  const edits = joinedDocument.syntax.printChanges(joinedDocument.text, joinedConfig, joinedChanges);
  return [
    ...document.syntax.printChanges(document.text, config, ownChanges),
    ...edits.map(({ span, newText }) => ({ span: toUntaggedSpan(span), newText, in: name })),
  ];
}

const toTextEdit = ({ span, newText }: Change & { op: 'text' }): Edit => ({ span, newText });

function isInJoinedText(change: Change, joined: Config): boolean {
  if ('entry' in change) return isInJoined(change.entry.key);
  if (change.op === 'set') {
    const given = findFlag(joined, change.flag);
    return given !== undefined && isInJoined(given.key);
  }
  return change.op === 'text' && isInJoined(change.span);
}

/** Applies the edits of other texts to the neighbors of a document. */
export function applyToNeighbors(document: Document, edits: readonly Edit[]): Document {
  const neighbors = document.context.neighbors?.map((neighbor) => {
    const { name, text } = neighbor;
    const own = edits.filter((edit) => edit.in === name).map(({ span, newText }) => ({ span, newText }));
    // An unchanged neighbor stays the same object, so that it is not read again.
    return own.length === 0 ? neighbor : { name, text: applyEdits(text, own) };
  });
  return { ...document, context: { ...document.context, neighbors } };
}

/** Combines two successive lists of edits, which may change several texts. */
export function composeTextEdits(first: readonly Edit[], next: readonly Edit[]): Edit[] {
  const names = new Set([...first, ...next].map((edit) => edit.in));
  return [...names].flatMap((name) => {
    const [own, later] = [first, next].map((edits) => edits.filter((edit) => edit.in === name));
    const composed = composeEdits(own ?? [], later ?? []);
    return name === undefined ? composed : composed.map((edit) => ({ ...edit, in: name }));
  });
}
