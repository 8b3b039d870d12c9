import type { Config, Entry, Span } from '../../config/config';
import type { Change, Edit } from '../../config/edit';
import { findFlag, findVariable } from '../../config/lookup';
import { endOfLine, startOfSpaces } from '../../text/lines';
import { quoteWord } from '../../text/shellQuote';
import type { Cursor, PrintFlag } from '../syntax';
import { addCommentAbove } from './comment';

/** Prints changes of a command in the spelling, spacing and line breaks that the command already uses. */
export function printShellChanges(text: string, config: Config, changes: readonly Change[]): Edit[] {
  if (!changes.every((change) => canBePrinted(config, change))) return [];
  const printed = changes.map((change) => printChange(text, config, change));
  const edits = printed.flatMap(({ edit }) => edit ?? []);
  const comments = printed.flatMap(({ comment }) => comment ?? []);
  const added = printed.flatMap(({ flag }) => flag ?? []);
  if (added.length > 0) {
    const gap = findSeparator(text, config);
    const { end } = config.fullSpan;
    edits.push({ span: { start: end, end }, newText: added.map((flag) => gap + flag).join('') });
  }
  edits.push(...addCommentAbove(text, config, comments));
  if (!config.embedded || config.verbatim) return edits;
  if (config.onlyWordEdits) return edits.every((edit) => isWordEdit(text, edit)) ? edits : [];
  // Quotes and dollars have another meaning inside the quotes of the outer command, so such an edit is not offered.
  const isSafe = edits.every(({ newText }) => !/["'`$]|\\(?!\\?\r?\n)/.test(newText));
  // Text after a quote inside quotes may be between two quoted texts: `'a '\''b'\'''`.
  const isOpen = added.length > 0 && /["'\\]/.test(text[config.fullSpan.end - 1] ?? '');
  return isSafe && !isOpen ? edits : [];
}

/** Whether an edit replaces a word by another one that needs quotes in no syntax. */
const isWordEdit = (text: string, { span: { start, end }, newText }: Edit): boolean =>
  end > start && !/[\s"']/.test(text.slice(start, end)) && /^[\w./+-][\w./=:+-]*$/.test(newText);

/** A printed change: an edit in the command, a comment above it, or a flag to add at its end. */
interface PrintedChange {
  edit?: Edit;
  comment?: string;
  flag?: string;
}

function printChange(text: string, config: Config, change: Change): PrintedChange {
  switch (change.op) {
    case 'set': {
      const entry = findFlag(config, change.flag);
      if (!entry) return { flag: printFlagWithValues(config, change.flag, change.values) };
      return { edit: replaceValues(entry, change.values) };
    }
    case 'write':
      return { edit: replaceValues(change.entry, change.values) };
    case 'retire': {
      const { fullSpan } = change.entry;
      const comment = `${change.reason} It was: ${text.slice(fullSpan.start, fullSpan.end)}`;
      if (hasOwnLine(text, change.entry)) return { edit: { span: fullSpan, newText: `# ${comment}` } };
      return { comment, edit: { span: extendOverGap(text, config, change.entry), newText: '' } };
    }
    case 'remove':
      return { edit: { span: extendOverGap(text, config, change.entry), newText: '' } };
    case 'rename':
      return { edit: { span: change.entry.key, newText: printRenamed(text, change.entry, change.to) } };
    case 'export': {
      const { start } = change.entry.key;
      return { edit: { span: { start, end: start }, newText: 'export ' } };
    }
    case 'text':
      return { edit: { span: change.span, newText: change.newText } };
    case 'setEnv':
      return { edit: setVariable(text, config, change.name, change.value) };
  }
}

/**
 * Whether a change can be written: not at the span of an expansion that produced the flag, and inside quotes only
 * without further quotes.
 */
function canBePrinted(config: Config, change: Change): boolean {
  const entry = 'entry' in change ? change.entry : change.op === 'set' ? findFlag(config, change.flag) : undefined;
  if (!entry) return true;
  if (entry.fromExpansion || (entry.endUnknown && change.op !== 'rename')) return false;
  const values = change.op === 'set' || change.op === 'write' ? change.values : [];
  const isQuoted = [entry, ...entry.values].some(({ enclosure }) => enclosure?.kind === 'quotes');
  return !isQuoted || values.every((value) => quoteWord(value) === value);
}

/** Spells a name with dashes if the command does, otherwise with underscores, as ms-swift's examples do. */
const spellName = (name: string, dashes: boolean): string => (dashes ? name.replaceAll('_', '-') : name);

/** Limit of flags that are inspected for the style of a command. */
const MAX_SAMPLED_FLAGS = 100;

const usesDashes = (config: Config): boolean => {
  const names = config.flags.slice(0, MAX_SAMPLED_FLAGS).map((entry) => entry.name);
  return names.filter((name) => name.includes('-')).length > names.filter((name) => name.includes('_')).length;
};

const usesEquals = (config: Config): boolean => {
  const valued = config.flags.slice(0, MAX_SAMPLED_FLAGS).filter((entry) => entry.values.length > 0);
  return valued.filter(({ joinedByEquals }) => joinedByEquals).length * 2 > valued.length;
};

function printFlagWithValues(config: Config, flag: string, values: readonly string[]): string {
  const name = `--${spellName(flag, usesDashes(config))}`;
  if (values.length === 1 && (usesEquals(config) || /^-/.test(values[0] ?? '')))
    return `${name}=${quoteWord(values[0] ?? '')}`;
  return [name, ...values.map(quoteWord)].join(' ');
}

/** Prints the new name in the quotes of the old one. In `"--lr=1"`, only the opening quote belongs to the name. */
function printRenamed(text: string, entry: Entry, to: string): string {
  const dashes = entry.name.includes('-') && !entry.name.startsWith('-') && !entry.name.includes('_');
  const name = entry.kind === 'flag' ? `--${spellName(to, dashes)}` : to;
  const [, opening = '', closing = ''] =
    /^([\\"']*)[^\\"']*([\\"']*)$/.exec(text.slice(entry.key.start, entry.key.end)) ?? [];
  return opening + name + closing;
}

/** Replaces the values of an entry. A value that starts with a dash is joined by `=`, since argparse reads it as a flag. */
function replaceValues(entry: Entry, values: readonly string[]): Edit {
  const words = values.map(quoteWord).join(' ');
  // An argument after the end of the flag may be another flag, so it stays.
  const ownValues = entry.values.filter(({ span }, index) => index === 0 || isInside(span, entry.fullSpan));
  const [first] = ownValues;
  const last = ownValues.at(-1);
  const glue = entry.kind === 'flag' && values[0]?.startsWith('-') ? '=' : undefined;
  if (!first || !last) return { span: { start: entry.key.end, end: entry.key.end }, newText: `${glue ?? ' '}${words}` };
  if (glue && !entry.joinedByEquals)
    return { span: { start: entry.key.end, end: last.span.end }, newText: `${glue}${words}` };
  return { span: { start: first.span.start, end: last.span.end }, newText: words };
}

const isInside = (inner: Span, { start, end }: Span): boolean => start <= inner.start && inner.end <= end;

/** Returns the separator of the flags: ` \` with a line break and indentation if each has a line of its own. */
function findSeparator(text: string, config: Config): string {
  for (const entry of config.flags.toReversed()) {
    const gap = text.slice(extendOverGap(text, config, entry).start, entry.fullSpan.start);
    if (gap.includes('\n')) return gap;
  }
  return ' ';
}

/** Extends an entry over the spaces and continued line breaks before it, so that removing it leaves no dangling backslash. */
function extendOverGap(text: string, config: Config, { fullSpan, enclosure }: Entry): Span {
  let { start, end } = fullSpan;
  for (let gap = measureGapBefore(text, start, config); gap > 0; gap = measureGapBefore(text, start, config))
    start -= gap;
  // At the beginning of a quoted text, the gap after the entry is removed instead.
  if (enclosure?.kind === 'quotes' && start === fullSpan.start) while (isSpaceOrTab(text[end])) end++;
  return { start, end };
}

/**
 * Returns the length of the space or continued line break before an offset; 0 if there is none. Where an outer shell
 * removes backslashes first, as in a here-document, a line ends with two of them.
 */
function measureGapBefore(text: string, at: number, { embedded, verbatim }: Config): number {
  if (isSpaceOrTab(text[at - 1])) return 1;
  if (embedded && !verbatim && text.endsWith('\\\\\n', at)) return 3;
  if (text.endsWith('\\\n', at)) return 2;
  return text.endsWith('\\\r\n', at) ? 3 : 0;
}

const isSpaceOrTab = (letter: string | undefined): boolean => letter === ' ' || letter === '\t';

/** Whether an item of an array is alone on its line, so that a comment can replace it. */
function hasOwnLine(text: string, { enclosure, fullSpan }: Entry): boolean {
  if (enclosure?.kind !== 'list' || text.slice(fullSpan.start, fullSpan.end).includes('\n')) return false;
  const start = startOfSpaces(text, fullSpan.start);
  return (
    (start === 0 || text[start - 1] === '\n') &&
    /^[ \t]*(?:#|$)/.test(text.slice(fullSpan.end, endOfLine(text, fullSpan.end)))
  );
}

function setVariable(text: string, config: Config, name: string, value: string): Edit {
  const entry = findVariable(config, name);
  if (entry?.values.length) return replaceValues(entry, [value]);
  const at = config.fullSpan.start;
  const lineBreak = /^[A-Za-z_]\w*=\S*[ \t]*(\\\r?\n[ \t]*)/.exec(text.slice(at, config.head.start));
  return { span: { start: at, end: at }, newText: `${name}=${quoteWord(value)} ${lineBreak?.[1] ?? ''}` };
}

/** Prepares completed flag names, spelled as their beginning was typed, with the space that their value needs. */
export function createShellFlagPrinter(text: string, cursor: Cursor): PrintFlag {
  const typedDashes = /^-{0,2}\w+-/.test(cursor.prefix);
  const dashes = typedDashes || (!cursor.prefix.includes('_') && usesDashes(cursor.config));
  const next = text[cursor.span.end];
  const mayAddSpace = !cursor.config.onlyWordEdits && next !== ' ' && next !== '=' && next !== '\t';
  const isEnd = isUnfinished(cursor);
  return (name, takesValue) => `--${spellName(name, dashes)}${mayAddSpace && (takesValue || isEnd) ? ' ' : ''}`;
}

/** Whether the flag at the cursor ends an unfinished line, so that its value is not written yet. */
const isUnfinished = (cursor: Cursor): boolean =>
  cursor.at === 'flag' && cursor.entry?.values.length === 1 && cursor.entry.values[0]?.span.start === cursor.span.end;

/** Prints a completed value in the quote that was opened, and closes the quote if necessary. */
export function printShellValue(value: string, text: string, cursor: Cursor): string {
  const { start, end } = cursor.span;
  if (cursor.config.onlyWordEdits) return value;
  const quote = /^["']/.exec(cursor.prefix)?.[0];
  if (quote && !value.includes(quote)) return `${quote}${value}${quote}`;
  // The reader replaces an open quote by a space, so the argument starts after it.
  const openQuote = /["']/.exec(text[start - 1] ?? '')?.[0];
  if (openQuote && !value.includes(openQuote)) return text[end] === openQuote ? value : `${value}${openQuote}`;
  return quoteWord(value);
}

export function printShellVariable(name: string, text: string, cursor: Cursor): string {
  return text[cursor.span.end] === '=' ? name : `${name}=`;
}

/** Prints a reference to a variable after the typed part of a value, and closes the quote that was opened. */
export function printShellReference(name: string, text: string, { prefix, span }: Cursor): string {
  const dollar = prefix.lastIndexOf('$');
  const before = dollar < 0 ? prefix : prefix.slice(0, dollar);
  const reference = prefix.startsWith('${', dollar) && dollar >= 0 ? `\${${name}}` : `$${name}`;
  const isOpen = prefix.startsWith('"') || (text[span.start - 1] === '"' && text[span.end] !== '"');
  return `${before}${reference}${isOpen ? '"' : ''}`;
}
