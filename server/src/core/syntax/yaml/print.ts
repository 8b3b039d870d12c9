import type { Config, Entry, Span } from '../../config/config';
import type { Change, Edit } from '../../config/edit';
import { entriesOf, findFlag } from '../../config/lookup';
import { endOfLine, lineBreakOf, startOfLine, startOfNextLine, startOfOwnLine } from '../../text/lines';
import { removeItems } from '../json/print';
import type { Cursor, PrintFlag } from '../syntax';
import { addTopComment, commentOut } from './comment';
import { printListItem, printScalar, printValues } from './printValue';

/** Prints changes of a YAML config with its line breaks and list style, and with the quotes that keep the meaning. */
export function printYamlChanges(text: string, config: Config, changes: readonly Change[]): Edit[] {
  const added: string[] = [];
  const reasons: string[] = [];
  const removed: Entry[] = [];
  const edits = changes.flatMap((change): Edit[] => {
    switch (change.op) {
      case 'set': {
        const entry = findFlag(config, change.flag);
        if (entry && !isWrittenElsewhere(text, entry)) return replaceValues(text, entry, change.values);
        added.push(`${change.flag}: ${printValues(change.values)}`);
        return [];
      }
      case 'write':
        if (!isWrittenElsewhere(text, change.entry)) return replaceValues(text, change.entry, change.values);
        added.push(`${change.entry.name}: ${printValues(change.values)}`);
        return [];
      case 'remove':
        removed.push(change.entry);
        return [];
      case 'retire': {
        const commented = isWrittenElsewhere(text, change.entry)
          ? undefined
          : commentOut(text, change.entry, change.reason);
        if (commented) return definesUsedAnchor(text, commented.span) ? [] : [commented];
        reasons.push(change.reason);
        removed.push(change.entry);
        return [];
      }
      case 'rename':
        return isWrittenElsewhere(text, change.entry) ? [] : [{ span: change.entry.key, newText: change.to }];
      case 'text':
        return [{ span: change.span, newText: change.newText }];
      case 'setEnv':
        return setVariable(text, config, change.name, change.value);
      default:
        return [];
    }
  });
  const all = [...edits, ...removeEntries(text, removed), ...addTopComment(text, config, reasons)];
  return added.length > 0 ? [...all, insertKeys(text, config, added, removed)] : all;
}

/** Whether a merge or an alias adds the entry, so that the text at its span is not its own. */
const isWrittenElsewhere = (text: string, { key, name }: Entry): boolean =>
  (text[key.start] === '*' || text.slice(key.start, key.end) === '<<') && name !== '<<';

/** Returns the indentation of a key that begins its line. */
function keyIndentOf(text: string, at: number): string {
  const start = startOfOwnLine(text, at);
  return start === undefined ? '' : text.slice(start, at).replace('\uFEFF', '');
}

/** Inserts new keys after the last remaining one, or else in place of the removed ones. */
function insertKeys(text: string, config: Config, lines: readonly string[], removed: readonly Entry[]): Edit {
  const { start } = config.fullSpan;
  const removedEntries = new Set(removed);
  const remaining = entriesOf(config).filter((entry) => !removedEntries.has(entry));
  const isFlow = text[start] === '{';
  if (remaining.length === 0 && removed.length > 0) {
    const first = removed.reduce((min, { fullSpan }) => Math.min(min, fullSpan.start), text.length);
    const at = isFlow ? first : startOfLine(text, first);
    const indent = text.slice(at, first);
    const newText = isFlow ? lines.join(', ') : lines.map((line) => indent + line + lineBreakOf(text)).join('');
    return { span: { start: at, end: at }, newText };
  }
  const at = remaining.reduce((end, { fullSpan }) => Math.max(end, fullSpan.end), start);
  if (isFlow) {
    const before = remaining.length === 0 ? '' : ', ';
    const end = remaining.length === 0 ? start + 1 : at;
    return { span: { start: end, end }, newText: before + lines.join(', ') };
  }
  const end = endOfLine(text, at);
  const lineStart = lineBreakOf(text) + keyIndentOf(text, start);
  return { span: { start: end, end }, newText: lines.map((line) => lineStart + line).join('') };
}

function replaceValues(text: string, entry: Entry, values: readonly string[]): Edit[] {
  const valuesSpan = entry.valuesSpan ?? { start: entry.key.end, end: entry.key.end };
  const isOnLine = !text.slice(entry.key.end, valuesSpan.start).includes('\n');
  const isInPlace = isOnLine && valuesSpan.start > entry.key.end && valuesSpan.end > valuesSpan.start;
  // A block list below its key, or no value at all: the new value follows the colon.
  const colon = text.indexOf(':', entry.key.end);
  const start = isInPlace ? valuesSpan.start : colon < 0 ? entry.key.end : colon + 1;
  const span = { start, end: Math.max(start, valuesSpan.end) };
  if (definesUsedAnchor(text, span)) return [];
  return [{ span, newText: `${isInPlace ? '' : colon < 0 ? ': ' : ' '}${printValues(values)}` }];
}

/** Whether a span defines an anchor that the rest of the text uses; without it, the file could not be loaded. */
function definesUsedAnchor(text: string, { start, end }: Span): boolean {
  const anchors = text.slice(start, end).matchAll(/&([\w-]+)/g);
  return [...anchors].some(
    ([, name = '']) => isAliasUsed(text, name, 0, start) || isAliasUsed(text, name, end, text.length),
  );
}

/** Whether a part of a text uses an alias. */
function isAliasUsed(text: string, name: string, from: number, to: number): boolean {
  const alias = `*${name}`;
  for (let at = text.indexOf(alias, from); at >= 0 && at < to; at = text.indexOf(alias, at + 1)) {
    if (!/[\w-]/.test(text[at + alias.length] ?? '')) return true;
  }
  return false;
}

function removeEntries(text: string, entries: readonly Entry[]): Edit[] {
  const removable = entries.filter(
    (entry) => !isWrittenElsewhere(text, entry) && !definesUsedAnchor(text, entry.fullSpan),
  );
  const blocks: Span[] = [];
  for (const lines of removable.flatMap((entry) => ownLinesOf(text, entry) ?? []).sort((a, b) => a.start - b.start)) {
    const block = blocks.at(-1);
    if (block && lines.start <= block.end) blocks.splice(-1, 1, { start: block.start, end: lines.end });
    else blocks.push(lines);
  }
  const items = removable.filter((entry) => !ownLinesOf(text, entry)).map(({ fullSpan }) => fullSpan);
  return [
    ...blocks.map((block) => ({ span: extendToLineBreak(text, block), newText: '' })),
    ...removeItems(text, items),
  ];
}

/** Returns the lines of an entry; undefined when it shares them with others, as in a map in braces. */
function ownLinesOf(text: string, { fullSpan }: Entry): Span | undefined {
  const start = startOfOwnLine(text, fullSpan.start);
  if (start === undefined) return undefined;
  const end = startOfNextLine(text, fullSpan.end);
  return /^\s*(?:#|$)/.test(text.slice(fullSpan.end, end)) ? { start, end } : undefined;
}

/** Extends the last lines of a file without a final line break to the line break before them. */
function extendToLineBreak(text: string, { start, end }: Span): Span {
  const isLast = end === text.length && !text.endsWith('\n') && start > 0;
  return { start: isLast ? endOfLine(text, startOfLine(text, start - 1)) : start, end };
}

function setVariable(text: string, config: Config, name: string, value: string): Edit[] {
  const { variables } = config;
  const entry = variables.findLast((variable) => variable.name === name);
  const lastOwn = variables.findLast((variable) => !isWrittenElsewhere(text, variable));
  if (entry && !isWrittenElsewhere(text, entry)) return replaceValues(text, entry, [value]);
  const line = `${name}: ${printScalar(value)}`;
  if (!lastOwn) return variables.length > 0 ? [] : [addFirstVariable(text, config, line)];
  const before = text.slice(startOfLine(text, lastOwn.key.start), lastOwn.key.start);
  const separator = before.trim() === '' ? lineBreakOf(text) + before : ', ';
  return [{ span: { start: lastOwn.fullSpan.end, end: lastOwn.fullSpan.end }, newText: separator + line }];
}

/** Adds the first variable to an empty ENV, or inserts ENV before all keys. */
function addFirstVariable(text: string, config: Config, line: string): Edit {
  const { start } = config.fullSpan;
  const indent = keyIndentOf(text, start);
  const empty = new RegExp(`^${indent}ENV[ \\t]*:[ \\t]*(?=#|\\r?$)`, 'm').exec(text);
  if (empty) {
    const at = empty.index + empty[0].trimEnd().length;
    const rest = /^[^\r\n]*/.exec(text.slice(at))?.[0].length ?? 0;
    return { span: { start: at + rest, end: at + rest }, newText: `${lineBreakOf(text)}${indent}  ${line}` };
  }
  if (text[start] === '{') return { span: { start: start + 1, end: start + 1 }, newText: `ENV: {${line}}, ` };
  const newText = `ENV:${lineBreakOf(text)}${indent}  ${line}${lineBreakOf(text)}${indent}`;
  return { span: { start, end: start }, newText };
}

export function createYamlFlagPrinter(text: string, cursor: Cursor): PrintFlag {
  const hasColon = /^[ \t]*:/.test(text.slice(cursor.span.end, cursor.span.end + 80));
  return (name) => (hasColon ? name : `${name}: `);
}

export function printYamlValue(value: string, text: string, cursor: Cursor): string {
  const quote = /^["']/.exec(cursor.prefix)?.[0];
  if (quote && !value.includes(quote)) return `${quote}${value}${quote}`;
  const needsSpace = text[cursor.span.start - 1] === ':' || text[cursor.span.start - 1] === '-';
  const before = text.slice(startOfLine(text, cursor.span.start), cursor.span.start);
  const isItem = /^\s*-\s*$|\[[^\]]*$/.test(before);
  return `${needsSpace && cursor.prefix === '' ? ' ' : ''}${isItem ? printListItem(value) : printScalar(value)}`;
}
