import { type DiskLists, type DiskQuery, NO_LISTS } from '../../document/diskLists';
import type { Document } from '../../document/document';
import { getFacts } from '../../document/facts';
import type { Cursor } from '../../syntax/syntax';
import { startOfLine } from '../../text/lines';
import { completeSbatchDirective } from '../sbatchDirectives';
import type { CompletionContext } from './context';
import { completeFlags } from './flags';
import type { Completion } from './item';
import { completeJsonKeys } from './jsonKeys';
import { completeModeline, createModeline } from './modelineWords';
import { completeStart } from './start';
import { completeValues, findDiskQueryAt } from './values';
import { completeVariables, completeVariableValues } from './variables';

/**
 * Completes flags, values, variables, keys, commands and comments at an offset. `lists` answers the query of
 * `findDiskQuery` for the same position.
 */
export function complete(
  context: CompletionContext,
  document: Document,
  offset: number,
  lists: DiskLists = NO_LISTS,
): Completion[] {
  const { catalog } = context;
  const { syntax, text, reading } = document;
  const inComment = isAfterHash(text, offset)
    ? (completeSbatchDirective(catalog, document, offset) ?? completeModeline(context, document, offset))
    : undefined;
  if (inComment) return inComment;
  const jsonPosition = syntax.findMapCursor(text, reading, offset);
  const keys = jsonPosition && completeJsonKeys(getFacts(catalog, document, jsonPosition.config), text, jsonPosition);
  if (keys) return keys;
  const cursor = syntax.findCursor(text, reading, offset);
  if (cursor) return completeAt(context, document, cursor, lists);
  return syntax.findStartCursor
    ? completeStart(context, document, offset)
    : completeEmptyConfig(context, document, offset);
}

function completeAt(context: CompletionContext, document: Document, cursor: Cursor, lists: DiskLists): Completion[] {
  const facts = getFacts(context.catalog, document, cursor.config);
  if (cursor.at === 'env') return completeVariables(facts, document, cursor);
  if (cursor.at === 'envValue') return completeVariableValues(facts, document, cursor);
  if (cursor.at === 'flag') return preselectFirst(completeFlags(context, document, cursor, facts));
  return completeValues(context, document, cursor, facts, lists);
}

/** Selects the item that is needed most, if one is needed at all. */
function preselectFirst(items: Completion[]): Completion[] {
  const first = items.reduce<Completion | undefined>(
    (best, item) => (best && best.sort <= item.sort ? best : item),
    undefined,
  );
  return items.map((item) => (item === first && item.sort < '2' ? { ...item, isPreselected: true } : item));
}

/** The comment that marks a text as a config, although it has no keys yet. */
const MARK = '# preflight:\n';

/** Completes the first key of a config file, and the comment that names its release. */
function completeEmptyConfig(context: CompletionContext, document: Document, offset: number): Completion[] {
  const { syntax, text } = document;
  if (document.reading.configs.length > 0 || !syntax.isEmpty?.(text, offset)) return [];
  const marked = context.reread(MARK + text, document);
  const cursor = marked.syntax.findCursor(marked.text, marked.reading, offset + MARK.length);
  if (cursor?.at !== 'flag') return [];
  const span = { start: cursor.span.start - MARK.length, end: cursor.span.end - MARK.length };
  const keys = completeAt(context, marked, cursor, NO_LISTS).map((item) => ({
    ...item,
    edit: { ...item.edit, span },
  }));
  const isFirst = text.slice(0, span.start).trim() === '';
  const modeline = createModeline(context.catalog.releases.at(-1) ?? '', span, cursor.prefix);
  if (!isFirst || !'preflight'.startsWith(cursor.prefix.toLowerCase())) return keys;
  // The selected item is the first one, so that a list never opens with it out of sight.
  return [modeline, ...keys.map((item) => ({ ...item, isPreselected: false }))];
}

/** Whether a comment may begin on the line before an offset. Only then are its words and directives completed. */
const isAfterHash = (text: string, offset: number): boolean =>
  text.slice(startOfLine(text, offset), offset).includes('#');

/** Returns the lists of the disk that complete the value at an offset; undefined where none do. */
export function findDiskQuery(
  { catalog }: CompletionContext,
  document: Document,
  offset: number,
): DiskQuery | undefined {
  const { syntax, text, reading } = document;
  const cursor = syntax.findCursor(text, reading, offset);
  if (cursor?.at !== 'value') return undefined;
  return findDiskQueryAt(getFacts(catalog, document, cursor.config), cursor);
}
