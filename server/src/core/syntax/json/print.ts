import { type Config, type Entry, flagNamed, type Span } from '../../config/config';
import type { Change, Edit } from '../../config/edit';
import { startOfBlanks } from '../../text/lines';

/** Prints changes of a JSON config: numbers and booleans bare, everything else in quotes, the layout of the file kept. */
export function jsonEdits(text: string, config: Config, changes: readonly Change[]): Edit[] {
  const added: string[] = [];
  const removed: Span[] = [];
  const edits = changes.flatMap((change): Edit[] => {
    switch (change.op) {
      case 'set': {
        const entry = flagNamed(config, change.flag);
        if (entry) return valueEdits(entry, change.values);
        added.push(`${JSON.stringify(change.flag)}: ${valueText(change.values)}`);
        return [];
      }
      case 'write':
        return valueEdits(change.entry, change.values);
      case 'remove':
      case 'retire':
        removed.push(change.entry.whole);
        return [];
      case 'rename':
        return [{ span: change.entry.key, newText: JSON.stringify(change.to) }];
      case 'text':
        return [{ span: change.span, newText: change.newText }];
      case 'setEnv':
        return variableEdits(text, config, change.name, change.value);
      default:
        return [];
    }
  });
  const all = [...edits, ...withoutItems(text, removed)];
  return added.length > 0 ? [...all, addition(text, config, added, removed)] : all;
}

const valueText = (values: readonly string[]): string =>
  values.length === 1 ? scalarText(values[0] ?? '') : `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;

/** A number that Python prints in another way than it is written has to stay text. */
function scalarText(value: string): string {
  if (/^(?:true|false)$/i.test(value)) return value.toLowerCase();
  return /^-?(?:0|[1-9]\d{0,14})$/.test(value) ? value : JSON.stringify(value);
}

const valueEdits = ({ key, body }: Entry, values: readonly string[]): Edit[] => [
  { span: body ?? { start: key.end, end: key.end }, newText: valueText(values) },
];

/** Takes items out of maps in braces. Neighbours go as one: each by itself would leave a comma behind, or take one twice. */
export function withoutItems(text: string, items: readonly Span[]): Edit[] {
  const runs: Span[] = [];
  for (const item of [...items].sort((a, b) => a.start - b.start)) {
    const run = runs.at(-1);
    const isNext = run !== undefined && /^\s*,\s*$/.test(text.slice(run.end, item.start));
    if (isNext) runs.splice(-1, 1, { start: run.start, end: item.end });
    else runs.push(item);
  }
  return runs.map((run) => ({ span: withComma(text, run), newText: '' }));
}

/** An item of a map in braces with the comma that parts it from its neighbour. */
function withComma(text: string, { start, end }: Span): Span {
  const after = /^\s*,\s*/.exec(text.slice(end))?.[0].length ?? 0;
  if (after > 0) return { start, end: end + after };
  const before = text.slice(0, start).trimEnd();
  return { start: before.endsWith(',') ? before.length - 1 : start, end };
}

/** New pairs stand behind the last one that is left, each on a line of its own where the others do. */
function addition(text: string, config: Config, pairs: readonly string[], removed: readonly Span[]): Edit {
  const last = config.flags.findLast(({ whole }) => !removed.includes(whole));
  const at = last?.whole.end ?? Math.min(...removed.map(({ start }) => start), Number.MAX_SAFE_INTEGER);
  const place = last || removed.length > 0 ? at : config.whole.start + 1;
  const gap = last ? gapBefore(text, last.whole.start) : '';
  const separator = gap.includes('\n') ? `,${gap}` : ', ';
  const newText = last ? pairs.map((pair) => separator + pair).join('') : pairs.join(', ');
  return { span: { start: place, end: place }, newText };
}

/** The blanks in front of a place, with the line break in front of them. */
function gapBefore(text: string, end: number): string {
  const at = startOfBlanks(text, end);
  const lineBreak = text.endsWith('\r\n', at) ? 2 : text.endsWith('\n', at) ? 1 : 0;
  return text.slice(at - lineBreak, end);
}

function variableEdits(text: string, config: Config, name: string, value: string): Edit[] {
  const { variables } = config;
  const entry = variables.findLast((each) => each.name === name);
  if (entry) return [{ span: entry.body ?? entry.whole, newText: JSON.stringify(value) }];
  const pair = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  const last = variables.at(-1);
  if (last) return [{ span: { start: last.whole.end, end: last.whole.end }, newText: `, ${pair}` }];
  const at = config.whole.start + 1;
  const comma = config.flags.length > 0 ? ', ' : '';
  return text[config.whole.start] === '{'
    ? [{ span: { start: at, end: at }, newText: `"ENV": {${pair}}${comma}` }]
    : [];
}
