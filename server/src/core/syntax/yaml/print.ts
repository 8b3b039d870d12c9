import { type Config, type Entry, flagsOf } from '../../config';
import type { Change, Edit } from '../../edit';
import { pythonScalar } from '../pyyaml/scalar';
import type { Cursor } from '../syntax';

/** Prints changes of a YAML config with the line breaks, list style and quotes that keep its meaning. */
export function yamlEdits(text: string, config: Config, changes: readonly Change[]): Edit[] {
  const edits: Edit[] = [];
  const added: string[] = [];
  for (const change of changes) {
    if (change.op === 'set') {
      const entry = flagsOf(config).findLast((each) => each.name.replaceAll('-', '_') === change.flag);
      if (entry) edits.push(valueEdit(entry, change.values, text));
      else added.push(`${change.flag}: ${valueText(change.values)}`);
    } else if (change.op === 'write') edits.push(valueEdit(change.entry, change.values, text));
    else if (change.op === 'remove') edits.push({ span: wholeLines(text, change.entry), newText: '' });
    else if (change.op === 'rename') edits.push({ span: change.entry.key, newText: change.to });
    else if (change.op === 'text') edits.push({ span: change.span, newText: change.newText });
    else if (change.op === 'setEnv') edits.push(envEdit(text, config, change.name, change.value));
  }
  if (added.length > 0) edits.push(addition(text, config, added));
  return edits;
}

const lineBreak = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function addition(text: string, config: Config, lines: readonly string[]): Edit {
  const last = config.entries.at(-1);
  const at = last?.whole.end ?? config.whole.end;
  if (text[config.whole.start] === '{') return { span: { start: at, end: at }, newText: `, ${lines.join(', ')}` };
  const lineEnd = text.indexOf('\n', at);
  const end = lineEnd < 0 ? text.length : text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
  return { span: { start: end, end }, newText: lines.map((line) => `${lineBreak(text)}${line}`).join('') };
}

function valueEdit(entry: Entry, values: readonly string[], text: string): Edit {
  const body = entry.body ?? { start: entry.key.end, end: entry.key.end };
  if (
    body.start > entry.key.end &&
    text.slice(body.start, body.end) !== '' &&
    !text.slice(entry.key.end, body.start).includes('\n')
  ) {
    return { span: body, newText: valueText(values) };
  }
  // A block list below its key, or no value at all: the new value goes behind the colon.
  const colon = text.indexOf(':', entry.key.end);
  const start = colon < 0 ? entry.key.end : colon + 1;
  return { span: { start, end: Math.max(start, body.end) }, newText: `${colon < 0 ? ':' : ''} ${valueText(values)}` };
}

function wholeLines(text: string, entry: Entry): Edit['span'] {
  const start = text.lastIndexOf('\n', entry.whole.start - 1) + 1;
  const newline = text.indexOf('\n', entry.whole.end);
  const isAlone = text.slice(start, entry.whole.start).trim() === '';
  if (!isAlone) return flowItem(text, entry);
  if (newline < 0 && start > 0) return { start: text[start - 2] === '\r' ? start - 2 : start - 1, end: text.length };
  return { start, end: newline < 0 ? text.length : newline + 1 };
}

/** Inside `{a: 1, b: 2}` one comma goes with the item. */
function flowItem(text: string, entry: Entry): Edit['span'] {
  const after = /^\s*,\s*/.exec(text.slice(entry.whole.end))?.[0].length ?? 0;
  if (after > 0) return { start: entry.whole.start, end: entry.whole.end + after };
  const before = /,\s*$/.exec(text.slice(0, entry.whole.start))?.[0].length ?? 0;
  return { start: entry.whole.start - before, end: entry.whole.end };
}

function envEdit(text: string, config: Config, name: string, value: string): Edit {
  const variables = config.entries.filter((entry) => entry.kind === 'env');
  const entry = variables.findLast((each) => each.name === name);
  if (entry) return valueEdit(entry, [value], text);
  const last = variables.at(-1);
  const line = `${name}: ${scalarText(value)}`;
  if (!last) {
    const start = config.whole.start;
    return { span: { start, end: start }, newText: `ENV:${lineBreak(text)}  ${line}${lineBreak(text)}` };
  }
  const lineStart = text.lastIndexOf('\n', last.key.start - 1) + 1;
  const indent = /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? '  ';
  return { span: { start: last.whole.end, end: last.whole.end }, newText: `${lineBreak(text)}${indent}${line}` };
}

const valueText = (values: readonly string[]): string =>
  values.length === 1 ? scalarText(values[0] ?? '') : `[${values.map(scalarText).join(', ')}]`;

/** Plain where YAML reads the same text back, or a boolean or number that the flag takes; quoted otherwise. */
export function scalarText(value: string): string {
  const { type, text } = pythonScalar(value);
  const isPlain = /^[\w./~-][\w./~+ #@=-]*$/.test(value) && !/ #|^-\s|^~$/.test(value) && value.trim() === value;
  if (
    isPlain &&
    (type === 'str' || text === value || type === 'bool' || (type === 'float' && Number(text) === Number(value)))
  )
    return value;
  return JSON.stringify(value);
}

export function yamlFlagText(name: string, _takesValue: boolean, text: string, cursor: Cursor): string {
  return /^[ \t]*:/.test(text.slice(cursor.span.end, cursor.span.end + 80)) ? name : `${name}: `;
}

export function yamlValueText(value: string, text: string, cursor: Cursor): string {
  const quote = /^["']/.exec(cursor.prefix)?.[0];
  if (quote && !value.includes(quote)) return `${quote}${value}${quote}`;
  const needsBlank = text[cursor.span.start - 1] === ':' || text[cursor.span.start - 1] === '-';
  return `${needsBlank && cursor.prefix === '' ? ' ' : ''}${scalarText(value)}`;
}
