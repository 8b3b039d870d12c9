import { type Config, type Entry, entriesOf, flagNamed, type Span } from '../../config/config';
import type { Change, Edit } from '../../config/edit';
import { endOfLine, lineBreakOf, nextLine, startOfLine } from '../../text/lines';
import { withoutItems } from '../json/print';
import type { Cursor } from '../syntax';
import { commentedOut, commentOnTop } from './comment';
import { itemText, scalarText, valueText } from './printValue';

/** Prints changes of a YAML config with the line breaks, list style and quotes that keep its meaning. */
export function yamlEdits(text: string, config: Config, changes: readonly Change[]): Edit[] {
  const added: string[] = [];
  const reasons: string[] = [];
  const removed: Entry[] = [];
  const edits = changes.flatMap((change): Edit[] => {
    switch (change.op) {
      case 'set': {
        const entry = flagNamed(config, change.flag);
        if (entry && !isElsewhere(text, entry)) return valueEdits(text, entry, change.values);
        added.push(`${change.flag}: ${valueText(change.values)}`);
        return [];
      }
      case 'write':
        if (!isElsewhere(text, change.entry)) return valueEdits(text, change.entry, change.values);
        added.push(`${change.entry.name}: ${valueText(change.values)}`);
        return [];
      case 'remove':
        removed.push(change.entry);
        return [];
      case 'retire': {
        const inPlace = isElsewhere(text, change.entry) ? undefined : commentedOut(text, change.entry, change.reason);
        if (inPlace) return namesAnchor(text, inPlace.span) ? [] : [inPlace];
        reasons.push(change.reason);
        removed.push(change.entry);
        return [];
      }
      case 'rename':
        return isElsewhere(text, change.entry) ? [] : [{ span: change.entry.key, newText: change.to }];
      case 'text':
        return [{ span: change.span, newText: change.newText }];
      case 'setEnv':
        return variableEdits(text, config, change.name, change.value);
      default:
        return [];
    }
  });
  const all = [...edits, ...removals(text, removed), ...commentOnTop(text, config, reasons)];
  return added.length > 0 ? [...all, addition(text, config, added, removed)] : all;
}

/** A merge or an alias brings the entry here: what is written in this place is not its own text. */
const isElsewhere = (text: string, { key, name }: Entry): boolean =>
  (text[key.start] === '*' || text.slice(key.start, key.end) === '<<') && name !== '<<';

/** The blanks in front of the first key, where it has its line for itself. */
function indentOf(text: string, at: number): string {
  const before = text.slice(startOfLine(text, at), at);
  return before.trim() === '' ? before.replace('\uFEFF', '') : '';
}

/** New keys stand behind the last one that is left, or else in the place of those that go. */
function addition(text: string, config: Config, lines: readonly string[], removed: readonly Entry[]): Edit {
  const { start } = config.whole;
  const left = entriesOf(config).filter((entry) => !removed.includes(entry));
  const isFlow = text[start] === '{';
  if (left.length === 0 && removed.length > 0) {
    const first = Math.min(...removed.map(({ whole }) => whole.start));
    const at = isFlow ? first : startOfLine(text, first);
    const indent = text.slice(at, first);
    const newText = isFlow ? lines.join(', ') : lines.map((line) => indent + line + lineBreakOf(text)).join('');
    return { span: { start: at, end: at }, newText };
  }
  const at = left.reduce((end, { whole }) => Math.max(end, whole.end), start);
  if (isFlow) {
    const before = left.length === 0 ? '' : ', ';
    const end = left.length === 0 ? start + 1 : at;
    return { span: { start: end, end }, newText: before + lines.join(', ') };
  }
  const end = endOfLine(text, at);
  const lineStart = lineBreakOf(text) + indentOf(text, start);
  return { span: { start: end, end }, newText: lines.map((line) => lineStart + line).join('') };
}

function valueEdits(text: string, entry: Entry, values: readonly string[]): Edit[] {
  const body = entry.body ?? { start: entry.key.end, end: entry.key.end };
  const isOnLine = !text.slice(entry.key.end, body.start).includes('\n');
  const isInPlace = isOnLine && body.start > entry.key.end && body.end > body.start;
  // A block list below its key, or no value at all: the new value goes behind the colon.
  const colon = text.indexOf(':', entry.key.end);
  const start = isInPlace ? body.start : colon < 0 ? entry.key.end : colon + 1;
  const span = { start, end: Math.max(start, body.end) };
  if (namesAnchor(text, span)) return [];
  return [{ span, newText: `${isInPlace ? '' : colon < 0 ? ': ' : ' '}${valueText(values)}` }];
}

/** Whether a part of the text defines an anchor that the rest names; without it, the file could not be loaded. */
function namesAnchor(text: string, { start, end }: Span): boolean {
  const rest = `${text.slice(0, start)}\n${text.slice(end)}`;
  const anchors = text.slice(start, end).matchAll(/&([\w-]+)/g);
  return [...anchors].some(([, name]) => new RegExp(`\\*${name}(?![\\w-])`).test(rest));
}

function removals(text: string, entries: readonly Entry[]): Edit[] {
  const own = entries.filter((entry) => !isElsewhere(text, entry) && !namesAnchor(text, entry.whole));
  const blocks: Span[] = [];
  for (const lines of own.flatMap((entry) => linesOf(text, entry) ?? []).sort((a, b) => a.start - b.start)) {
    const block = blocks.at(-1);
    if (block && lines.start <= block.end) blocks.splice(-1, 1, { start: block.start, end: lines.end });
    else blocks.push(lines);
  }
  const items = own.filter((entry) => !linesOf(text, entry)).map(({ whole }) => whole);
  return [...blocks.map((block) => ({ span: toLineBreak(text, block), newText: '' })), ...withoutItems(text, items)];
}

/** The lines that an entry has for itself; undefined where it shares them, as in a map in braces. */
function linesOf(text: string, { whole }: Entry): Span | undefined {
  const start = startOfLine(text, whole.start);
  const end = nextLine(text, whole.end);
  const isAlone = text.slice(start, whole.start).trim() === '' && /^\s*(?:#|$)/.test(text.slice(whole.end, end));
  return isAlone ? { start, end } : undefined;
}

/** The last lines of a file that ends without a line break take the one in front of them along. */
function toLineBreak(text: string, { start, end }: Span): Span {
  const isLast = end === text.length && !text.endsWith('\n') && start > 0;
  return { start: isLast ? endOfLine(text, startOfLine(text, start - 1)) : start, end };
}

function variableEdits(text: string, config: Config, name: string, value: string): Edit[] {
  const { variables } = config;
  const entry = variables.findLast((each) => each.name === name);
  const own = variables.findLast((each) => !isElsewhere(text, each));
  if (entry && !isElsewhere(text, entry)) return valueEdits(text, entry, [value]);
  const line = `${name}: ${scalarText(value)}`;
  if (!own) return variables.length > 0 ? [] : [firstVariable(text, config, line)];
  const before = text.slice(startOfLine(text, own.key.start), own.key.start);
  const separator = before.trim() === '' ? lineBreakOf(text) + before : ', ';
  return [{ span: { start: own.whole.end, end: own.whole.end }, newText: separator + line }];
}

/** An ENV that is there but empty gets its first variable; else it is put in front of all keys. */
function firstVariable(text: string, config: Config, line: string): Edit {
  const { start } = config.whole;
  const indent = indentOf(text, start);
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

export function yamlFlagText(name: string, _takesValue: boolean, text: string, cursor: Cursor): string {
  return /^[ \t]*:/.test(text.slice(cursor.span.end, cursor.span.end + 80)) ? name : `${name}: `;
}

export function yamlValueText(value: string, text: string, cursor: Cursor): string {
  const quote = /^["']/.exec(cursor.prefix)?.[0];
  if (quote && !value.includes(quote)) return `${quote}${value}${quote}`;
  const needsBlank = text[cursor.span.start - 1] === ':' || text[cursor.span.start - 1] === '-';
  const before = text.slice(startOfLine(text, cursor.span.start), cursor.span.start);
  const isItem = /^\s*-\s*$|\[[^\]]*$/.test(before);
  return `${needsBlank && cursor.prefix === '' ? ' ' : ''}${isItem ? itemText(value) : scalarText(value)}`;
}
