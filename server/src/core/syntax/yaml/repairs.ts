import type { Problem, Scalar, Span } from '../../config/config';
import { startOfLine } from '../../text/lines';
import { type SequenceNode, spanOf, type YamlNode } from '../pyyaml/node';

/** A small edit of the text that fixes a reported problem and keeps everything around it. */
export type TextRepair = NonNullable<Problem['repairs']>[number];

/** Quotes a text, so that YAML keeps it as text; undefined when it spans lines or defines an anchor. */
function quoteText(text: string): string | undefined {
  if (/[\r\n]|(?:^|[\s[{,])&\w/.test(text) || text === '') return undefined;
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

export function repairByQuoting(scalars: readonly Pick<Scalar, 'text' | 'span'>[]): TextRepair[] {
  const edits = scalars.flatMap(({ text, span }) => {
    const newText = quoteText(text);
    return newText === undefined ? [] : [{ span, newText }];
  });
  const title =
    scalars.length === 1 ? `Put ${scalars[0]?.text} in quotes` : `Put all ${scalars.length} values in quotes`;
  return edits.length === scalars.length ? [{ title, edits }] : [];
}

/** Repairs a value that cannot be converted: without its tag, or in quotes, it is text. */
export function repairAsText(text: string, node: YamlNode, offset: number): TextRepair[] {
  const tag = /^!\S*[ \t]*/.exec(text.slice(offset, offset + 200))?.[0] ?? '';
  if (tag !== '') {
    return [
      { title: `Remove ${tag.trim()}`, edits: [{ span: { start: offset, end: offset + tag.length }, newText: '' }] },
    ];
  }
  const span = spanOf(node);
  const isPlain = node.kind === 'scalar' && node.plain && span.start === offset;
  return isPlain ? repairByQuoting([{ text: text.slice(span.start, span.end), span }]) : [];
}

/** Removes the dashes of a list of maps, so that it becomes one map. */
export function repairAsMap(text: string, root: YamlNode): TextRepair[] {
  if (root.kind !== 'sequence') return [];
  const pairs = root.items.flatMap((item) => (item.kind === 'mapping' ? item.pairs : []));
  const marks = pairs.map(({ start }): Span => ({ start: startOfLine(text, start), end: start }));
  const isListOfMaps = pairs.length > 0 && root.items.every(({ kind }) => kind === 'mapping');
  const isPlain = isListOfMaps && marks.every(({ start, end }) => /^[ -]*$/.test(text.slice(start, end)));
  return isPlain ? [{ title: 'Remove the dashes', edits: marks.map((span) => ({ span, newText: '' })) }] : [];
}

/** Rewrites `NAME=value`, or a list of those, as a map of variables. */
export function repairAsVariables(text: string, value: YamlNode): TextRepair[] {
  const lines = variableLinesOf(text, value);
  const edits = lines.flatMap(({ span, assignment, before }) => {
    const [, name, setting = ''] = /^["']?([A-Za-z_]\w*)=(.*?)["']?$/.exec(assignment) ?? [];
    if (name === undefined) return [];
    return [{ span, newText: `${before}${name}: ${/^[\w./-]+$/.test(setting) ? setting : `"${setting}"`}` }];
  });
  const isComplete = lines.length > 0 && edits.length === lines.length;
  return isComplete ? [{ title: 'Convert to a map', edits }] : [];
}

function variableLinesOf(text: string, value: YamlNode): { span: Span; assignment: string; before: string }[] {
  const span = spanOf(value);
  const sourceOf = ({ start, end }: Span): string => text.slice(start, end);
  const colon = { start: text.slice(0, span.start).trimEnd().length, end: span.end };
  if (value.kind === 'scalar') return [{ span: colon, assignment: sourceOf(span), before: '\n  ' }];
  return value.kind === 'sequence' && text[span.start] !== '[' ? toItemLines(text, value, sourceOf) : [];
}

const toItemLines = (text: string, { items }: SequenceNode, sourceOf: (span: Span) => string) =>
  items.map((item) => {
    const span = spanOf(item);
    const start = startOfLine(text, span.start);
    const indent = /^ */.exec(text.slice(start))?.[0] ?? '';
    return { span: { start, end: span.end }, assignment: sourceOf(span), before: indent || '  ' };
  });
