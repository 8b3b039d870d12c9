import type { Config, Entry, Span } from '../../config/config';
import type { Change, Edit } from '../../config/edit';
import { findFlag } from '../../config/lookup';
import { startOfSpaces } from '../../text/lines';

/** Prints changes of a JSON config in the layout of the file: numbers and booleans bare, everything else in quotes. */
export function printJsonChanges(text: string, config: Config, changes: readonly Change[]): Edit[] {
  const added: string[] = [];
  const removed: Span[] = [];
  const edits = changes.flatMap((change): Edit[] => {
    switch (change.op) {
      case 'set': {
        const entry = findFlag(config, change.flag);
        if (entry) return replaceValues(entry, change.values);
        added.push(`${JSON.stringify(change.flag)}: ${printJsonValues(change.values)}`);
        return [];
      }
      case 'write':
        return replaceValues(change.entry, change.values);
      case 'remove':
      case 'retire':
        removed.push(change.entry.fullSpan);
        return [];
      case 'rename':
        return [{ span: change.entry.key, newText: JSON.stringify(change.to) }];
      case 'text':
        return [{ span: change.span, newText: change.newText }];
      case 'setEnv':
        return setVariable(text, config, change.name, change.value);
      default:
        return [];
    }
  });
  const all = [...edits, ...removeItems(text, removed)];
  return added.length > 0 ? [...all, insertPairs(text, config, added, removed)] : all;
}

const printJsonValues = (values: readonly string[]): string =>
  values.length === 1
    ? printJsonScalar(values[0] ?? '')
    : `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

/** Prints one value. A number that Python would print differently must stay text. */
function printJsonScalar(value: string): string {
  if (/^(?:true|false)$/i.test(value)) return value.toLowerCase();
  return /^-?(?:0|[1-9]\d{0,14})$/.test(value) ? value : JSON.stringify(value);
}

const replaceValues = ({ key, valuesSpan }: Entry, values: readonly string[]): Edit[] => [
  { span: valuesSpan ?? { start: key.end, end: key.end }, newText: printJsonValues(values) },
];

/**
 * Removes items from maps in braces. Adjacent items are removed together: separately they would leave a comma, or
 * remove one twice.
 */
export function removeItems(text: string, items: readonly Span[]): Edit[] {
  const runs: Span[] = [];
  for (const item of [...items].sort((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    const isNext = run !== undefined && /^\s*,\s*$/.test(text.slice(run.end, item.start));
    if (isNext) runs.splice(-1, 1, { start: run.start, end: item.end });
    else runs.push(item);
  }
  return runs.map((run) => ({ span: extendToComma(text, run), newText: '' }));
}

/** Extends the span of an item of a map in braces to the comma between it and its neighbor. */
function extendToComma(text: string, { start, end }: Span): Span {
  const after = /^\s*,\s*/.exec(text.slice(end))?.[0].length ?? 0;
  if (after > 0) return { start, end: end + after };
  const before = text.slice(0, start).trimEnd();
  return { start: before.endsWith(',') ? before.length - 1 : start, end };
}

/** Inserts new pairs after the last remaining one, on separate lines if the others are. */
function insertPairs(text: string, config: Config, pairs: readonly string[], removed: readonly Span[]): Edit {
  const removedSpans = new Set(removed);
  const last = config.flags.findLast(({ fullSpan }) => !removedSpans.has(fullSpan));
  const at = last?.fullSpan.end ?? removed.reduce((min, { start }) => Math.min(min, start), Number.MAX_SAFE_INTEGER);
  const offset = last || removed.length > 0 ? at : config.fullSpan.start + 1;
  const gap = last ? readGapBefore(text, last.fullSpan.start) : '';
  const separator = gap.includes('\n') ? `,${gap}` : ', ';
  const newText = last ? pairs.map((pair) => separator + pair).join('') : pairs.join(', ');
  return { span: { start: offset, end: offset }, newText };
}

/** Returns the spaces before an offset and the line break before them. */
function readGapBefore(text: string, end: number): string {
  const at = startOfSpaces(text, end);
  const lineBreak = text.endsWith('\r\n', at) ? 2 : text.endsWith('\n', at) ? 1 : 0;
  return text.slice(at - lineBreak, end);
}

function setVariable(text: string, config: Config, name: string, value: string): Edit[] {
  const { variables } = config;
  const entry = variables.findLast((variable) => variable.name === name);
  if (entry) return [{ span: entry.valuesSpan ?? entry.fullSpan, newText: JSON.stringify(value) }];
  const pair = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  const last = variables.at(-1);
  if (last) return [{ span: { start: last.fullSpan.end, end: last.fullSpan.end }, newText: `, ${pair}` }];
  const at = config.fullSpan.start + 1;
  const comma = config.flags.length > 0 ? ', ' : '';
  return text[config.fullSpan.start] === '{'
    ? [{ span: { start: at, end: at }, newText: `"ENV": {${pair}}${comma}` }]
    : [];
}
