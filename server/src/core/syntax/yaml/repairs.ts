import type { Problem, Scalar, Span } from '../../config/config';
import { startOfLine } from '../../text/lines';
import { type Node, type SequenceNode, spanOf } from '../pyyaml/node';

/** Small changes of the text that mend what the reader notes, and keep everything around it as it is. */
export type Repair = NonNullable<Problem['repairs']>[number];

/** Text in quotes, so that YAML leaves it alone; undefined where it spans lines or defines what others name. */
function inQuotes(text: string): string | undefined {
  if (/[\r\n]|(?:^|[\s[{,])&\w/.test(text) || text === '') return undefined;
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

export function quoteRepair(scalars: readonly Pick<Scalar, 'text' | 'span'>[]): Repair[] {
  const edits = scalars.flatMap(({ text, span }) => {
    const newText = inQuotes(text);
    return newText === undefined ? [] : [{ span, newText }];
  });
  const title = scalars.length === 1 ? `Put ${scalars[0]?.text} in quotes` : `Put all ${scalars.length} in quotes`;
  return edits.length === scalars.length ? [{ title, edits }] : [];
}

/** What helps where nothing can be made of a value: without its tag, or in quotes, it is text. */
export function textRepair(text: string, node: Node, at: number): Repair[] {
  const tag = /^!\S*[ \t]*/.exec(text.slice(at, at + 200))?.[0] ?? '';
  if (tag !== '') {
    return [{ title: `Remove ${tag.trim()}`, edits: [{ span: { start: at, end: at + tag.length }, newText: '' }] }];
  }
  const span = spanOf(node);
  const isPlain = node.kind === 'scalar' && node.plain && span.start === at;
  return isPlain ? quoteRepair([{ text: text.slice(span.start, span.end), span }]) : [];
}

/** Takes the dashes away from a list of maps, so that it is one map. */
export function mapRepair(text: string, root: Node): Repair[] {
  if (root.kind !== 'sequence') return [];
  const pairs = root.items.flatMap((item) => (item.kind === 'mapping' ? item.pairs : []));
  const marks = pairs.map(({ start }): Span => ({ start: startOfLine(text, start), end: start }));
  const isAll = pairs.length > 0 && root.items.every(({ kind }) => kind === 'mapping');
  const isPlain = isAll && marks.every(({ start, end }) => /^[ -]*$/.test(text.slice(start, end)));
  return isPlain ? [{ title: 'Remove the dashes', edits: marks.map((span) => ({ span, newText: '' })) }] : [];
}

/** Writes `NAME=value`, one or a list of them, as a map of variables. */
export function variablesRepair(text: string, value: Node): Repair[] {
  const lines = linesOf(text, value);
  const edits = lines.flatMap(({ span, word, before }) => {
    const [, name, setting = ''] = /^["']?([A-Za-z_]\w*)=(.*?)["']?$/.exec(word) ?? [];
    if (name === undefined) return [];
    return [{ span, newText: `${before}${name}: ${/^[\w./-]+$/.test(setting) ? setting : `"${setting}"`}` }];
  });
  const isAll = lines.length > 0 && edits.length === lines.length;
  return isAll ? [{ title: 'Write it as a map', edits }] : [];
}

function linesOf(text: string, value: Node): { span: Span; word: string; before: string }[] {
  const span = spanOf(value);
  const wordOf = (each: Span): string => text.slice(each.start, each.end);
  const colon = { start: text.slice(0, span.start).trimEnd().length, end: span.end };
  if (value.kind === 'scalar') return [{ span: colon, word: wordOf(span), before: '\n  ' }];
  return value.kind === 'sequence' && text[span.start] !== '[' ? itemLines(text, value, wordOf) : [];
}

const itemLines = (text: string, { items }: SequenceNode, wordOf: (span: Span) => string) =>
  items.map((item) => {
    const span = spanOf(item);
    const start = startOfLine(text, span.start);
    const indent = /^ */.exec(text.slice(start))?.[0] ?? '';
    return { span: { start, end: span.end }, word: wordOf(span), before: indent || '  ' };
  });
