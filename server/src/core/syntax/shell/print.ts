import type { Config, Entry, Span } from '../../config/config';
import type { Change, Edit } from '../../config/edit';
import { findFlag, findVariable } from '../../config/lookup';
import { endOfLine, startOfSpaces } from '../../text/lines';
import { quoteWord } from '../../text/shellQuote';
import type { Cursor } from '../syntax';
import { addCommentAbove } from './comment';

/** Prints changes of a command in the spelling, spacing and line breaks that the command already uses. */
export function printShellChanges(text: string, config: Config, changes: readonly Change[]): Edit[] {
  if (!changes.every((change) => canBePrinted(config, change))) return [];
  const edits: Edit[] = [];
  const comments: string[] = [];
  const added: string[] = [];
  for (const change of changes) {
    if (change.op === 'set') {
      const entry = findFlag(config, change.flag);
      if (entry) edits.push(replaceValues(entry, change.values));
      else added.push(printFlagWithValues(config, change.flag, change.values));
    } else if (change.op === 'write') edits.push(replaceValues(change.entry, change.values));
    else if (change.op === 'retire') {
      const { fullSpan } = change.entry;
      const comment = `${change.reason} It was: ${text.slice(fullSpan.start, fullSpan.end)}`;
      if (hasOwnLine(text, change.entry)) edits.push({ span: fullSpan, newText: `# ${comment}` });
      else {
        comments.push(comment);
        edits.push({ span: extendOverGap(text, change.entry), newText: '' });
      }
    } else if (change.op === 'remove') edits.push({ span: extendOverGap(text, change.entry), newText: '' });
    else if (change.op === 'rename')
      edits.push({ span: change.entry.key, newText: printRenamed(text, change.entry, change.to) });
    else if (change.op === 'export')
      edits.push({ span: { start: change.entry.key.start, end: change.entry.key.start }, newText: 'export ' });
    else if (change.op === 'text') edits.push({ span: change.span, newText: change.newText });
    else edits.push(setVariable(text, config, change.name, change.value));
  }
  if (added.length > 0) {
    const gap = findSeparator(text, config);
    const { end } = config.fullSpan;
    edits.push({ span: { start: end, end }, newText: added.map((flag) => gap + flag).join('') });
  }
  edits.push(...addCommentAbove(text, config, comments));
  // Quotes and dollars have another meaning inside the quotes of the outer command: such an edit is not made.
  const isSafe = edits.every(({ newText }) => !/["'`$]|\\(?!\r?\n)/.test(newText));
  // What follows a quote inside quotes may stand between two texts: `'a '\''b'\'''`.
  const isOpen = added.length > 0 && /["'\\]/.test(text[config.fullSpan.end - 1] ?? '');
  return config.embedded && (!isSafe || isOpen) ? [] : edits;
}

/** What a variable or braces make of a word cannot be changed at its place; inside quotes there is no room for others. */
function canBePrinted(config: Config, change: Change): boolean {
  const entry = 'entry' in change ? change.entry : change.op === 'set' ? findFlag(config, change.flag) : undefined;
  if (!entry) return true;
  if (entry.fromExpansion || (entry.endUnknown && change.op !== 'rename')) return false;
  const values = change.op === 'set' || change.op === 'write' ? change.values : [];
  const isQuoted = [entry, ...entry.values].some(({ enclosure }) => enclosure?.kind === 'quotes');
  return !isQuoted || values.every((word) => quoteWord(word) === word);
}

/** Dashes where the command spells its flags so, underscores otherwise, which is what ms-swift's examples do. */
const spellName = (name: string, dashes: boolean): string => (dashes ? name.replaceAll('_', '-') : name);

/** So many flags show the style of a command. */
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

/** The new name in the quotes of the old one; of `"--lr=1"`, only the first stands in front of the value. */
function printRenamed(text: string, entry: Entry, to: string): string {
  const dashes = entry.name.includes('-') && !entry.name.startsWith('-') && !entry.name.includes('_');
  const name = entry.kind === 'flag' ? `--${spellName(to, dashes)}` : to;
  const [, opening = '', closing = ''] =
    /^([\\"']*)[^\\"']*([\\"']*)$/.exec(text.slice(entry.key.start, entry.key.end)) ?? [];
  return opening + name + closing;
}

/** Values that start with a dash are glued to their flag, since argparse takes such a word for a flag. */
function replaceValues(entry: Entry, values: readonly string[]): Edit {
  const words = values.map(quoteWord).join(' ');
  // What stands behind the end of the flag may be another one, and stays.
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

/** What stands between the flags: ` \` with its line break and indentation where they have lines of their own. */
function findSeparator(text: string, config: Config): string {
  for (const entry of config.flags.toReversed()) {
    const gap = text.slice(extendOverGap(text, entry).start, entry.fullSpan.start);
    if (gap.includes('\n')) return gap;
  }
  return ' ';
}

/** The entry with the blanks and continued line breaks in front of it, so that removing it leaves no dangling backslash. */
function extendOverGap(text: string, { fullSpan, enclosure }: Entry): Span {
  let { start, end } = fullSpan;
  for (let gap = measureGapBefore(text, start); gap > 0; gap = measureGapBefore(text, start)) start -= gap;
  // At the beginning of a quoted text, the gap behind it goes.
  if (enclosure?.kind === 'quotes' && start === fullSpan.start) while (isSpaceOrTab(text[end])) end++;
  return { start, end };
}

/** The length of the blank, or of the line break with its backslash, that stands in front; 0 where there is none. */
function measureGapBefore(text: string, at: number): number {
  if (isSpaceOrTab(text[at - 1])) return 1;
  if (text.endsWith('\\\n', at)) return 2;
  return text.endsWith('\\\r\n', at) ? 3 : 0;
}

const isSpaceOrTab = (letter: string | undefined): boolean => letter === ' ' || letter === '\t';

/** Whether an item of an array stands on a line alone, where a comment can take its place. */
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

/** A completed flag name, spelled as its beginning was typed, with the blank that its value needs. */
export function printShellFlag(name: string, takesValue: boolean, text: string, cursor: Cursor): string {
  const typedDashes = /^-{0,2}\w+-/.test(cursor.prefix);
  const dashes = typedDashes || (!cursor.prefix.includes('_') && usesDashes(cursor.config));
  const next = text[cursor.span.end];
  const space = takesValue && next !== ' ' && next !== '=' && next !== '\t' ? ' ' : '';
  return `--${spellName(name, dashes)}${space}`;
}

/** A completed value keeps the quote that was opened, and closes it where nothing else does. */
export function printShellValue(value: string, text: string, cursor: Cursor): string {
  const { start, end } = cursor.span;
  const quote = /^["']/.exec(cursor.prefix)?.[0];
  if (quote && !value.includes(quote)) return `${quote}${value}${quote}`;
  // A quote that is still open was blanked for reading, so the word begins behind it.
  const openQuote = /["']/.exec(text[start - 1] ?? '')?.[0];
  if (openQuote && !value.includes(openQuote)) return text[end] === openQuote ? value : `${value}${openQuote}`;
  return quoteWord(value);
}

export function printShellVariable(name: string, text: string, cursor: Cursor): string {
  return text[cursor.span.end] === '=' ? name : `${name}=`;
}
