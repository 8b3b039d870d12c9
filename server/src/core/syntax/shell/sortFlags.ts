import type { Config, Entry } from '../../config/config';
import type { Edit } from '../../config/edit';
import { indentOf, lineBreakOf, startOfLine, startOfOwnLine } from '../../text/lines';
import { sortArrays } from './sortArray';
import { isGap, listSortableFlags } from './writtenFlags';

/** Limit of the column of values, in characters after the beginning of a flag. */
const MAX_ALIGNED_WIDTH = 48;

/**
 * Sorts the flags of a command by rank and aligns their values, each flag on a line of its own. Everything else stays in
 * place, and flags are sorted only between two such words.
 */
export function sortShellFlags(text: string, config: Config, rankOf: (entry: Entry) => number): Edit[] {
  const runs = listRuns(text, config);
  const width = findWidth(runs.flat());
  const inCommand = runs.flatMap((run): Edit[] => {
    const [first, last] = [run[0], run.at(-1)];
    if (!first || !last) return [];
    const sorted = run.toSorted((a, b) => rankOf(a) - rankOf(b));
    const separator = ` \\${lineBreakOf(text)}${findIndent(text, config, run)}`;
    const span = { start: startOfGap(text, first.fullSpan.start), end: last.fullSpan.end };
    const newText = sorted.map((entry) => separator + printAligned(text, entry, width)).join('');
    return newText === text.slice(span.start, span.end) ? [] : [{ span, newText }];
  });
  const listed = config.flags.filter(({ enclosure }) => enclosure?.kind === 'list');
  const listWidth = findWidth(listed);
  return [...inCommand, ...sortArrays(text, config, rankOf, (entry) => printAligned(text, entry, listWidth))];
}

/** Lists the sequences of written flags between which there are only spaces and continued line breaks. */
function listRuns(text: string, config: Config): Entry[][] {
  const runs: Entry[][] = [];
  for (const entry of listSortableFlags(text, config)) {
    const previous = runs.at(-1)?.at(-1);
    if (previous && isGap(text, previous.fullSpan.end, entry.fullSpan.start)) runs.at(-1)?.push(entry);
    else runs.push([entry]);
  }
  return runs;
}

/** The width of the longest of several flags with aligned values. */
const findWidth = (entries: readonly Entry[]): number =>
  entries.map(widthOf).reduce((max, each) => (each <= MAX_ALIGNED_WIDTH ? Math.max(max, each) : max), 0);

/** The width of a flag whose value follows after spaces. */
const widthOf = ({ key, values, joinedByEquals }: Entry): number =>
  values.length === 0 || joinedByEquals ? 0 : key.end - key.start;

function printAligned(text: string, { key, values, joinedByEquals, fullSpan }: Entry, width: number): string {
  const [first] = values;
  if (!first || joinedByEquals) return text.slice(fullSpan.start, fullSpan.end);
  return `${text.slice(key.start, key.end).padEnd(width)} ${text.slice(first.span.start, fullSpan.end)}`;
}

/** Returns the indentation of the flags that begin a line, or one level more than that of the command. */
function findIndent(text: string, config: Config, run: readonly Entry[]): string {
  const other = [...run, ...config.flags].find(
    ({ fullSpan: { start }, enclosure }) => !enclosure && startOfOwnLine(text, start) !== undefined,
  );
  if (other) return indentOf(text, startOfLine(text, other.fullSpan.start));
  return `${indentOf(text, startOfLine(text, config.fullSpan.start))}    `;
}

/** Returns the start of the spaces and continued line breaks before an offset. */
function startOfGap(text: string, offset: number): number {
  let start = offset;
  for (;;) {
    if (text[start - 1] === ' ' || text[start - 1] === '\t') start--;
    else if (text.endsWith('\\\n', start)) start -= 2;
    else if (text.endsWith('\\\r\n', start)) start -= 3;
    else return start;
  }
}
