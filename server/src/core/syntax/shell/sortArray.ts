import type { Config, Enclosure, Entry, Span } from '../../config/config';
import type { Edit } from '../../config/edit';
import { endOfLine, lineBreakOf, startOfLine, startOfNextLine, startOfOwnLine } from '../../text/lines';

/** One flag of an array with its lines: the comments above it, and one at its end. */
interface FlagLines {
  entry: Entry;
  span: Span;
}

/**
 * Sorts the flags of the arrays that a command expands, where each flag has lines of its own: a comment stays with its
 * flag. `print` writes a flag with its value aligned.
 */
export function sortArrays(
  text: string,
  config: Config,
  rankOf: (entry: Entry) => number,
  print: (entry: Entry) => string,
): Edit[] {
  const arrays = new Map<Enclosure, Entry[]>();
  for (const entry of config.flags) {
    const { enclosure, fullSpan } = entry;
    if (enclosure?.kind !== 'list') continue;
    const entries = arrays.get(enclosure) ?? [];
    // A command that expands an array twice has each of its flags twice.
    if (!entries.some((each) => each.fullSpan.start === fullSpan.start)) entries.push(entry);
    arrays.set(enclosure, entries);
  }
  return [...arrays.values()].flatMap((entries) => {
    const lines = listLines(text, entries);
    const [first, last] = [lines?.[0], lines?.at(-1)];
    if (!lines || !first || !last) return [];
    const span = { start: first.span.start, end: last.span.end };
    const sorted = lines.toSorted((a, b) => rankOf(a.entry) - rankOf(b.entry));
    const newText = sorted.map((each) => printLines(text, each, print)).join(lineBreakOf(text));
    return newText === text.slice(span.start, span.end) ? [] : [{ span, newText }];
  });
}

/** Lists the lines of flags without a gap; undefined if a word or a flag shares its line with another one. */
function listLines(text: string, entries: readonly Entry[]): FlagLines[] | undefined {
  const lines: FlagLines[] = [];
  for (const entry of entries) {
    const { start, end } = entry.fullSpan;
    const ownStart = startOfOwnLine(text, start);
    const lineEnd = endOfLine(text, end);
    const isAlone = ownStart !== undefined && /^[ \t]*(?:#|$)/.test(text.slice(end, lineEnd));
    const isPlain = !entry.fromExpansion && !entry.endUnknown && entry.values.every((each) => !each.maySplit);
    if (!isAlone || !isPlain || text.slice(start, end).includes('\n')) return undefined;
    const previous = lines.at(-1);
    const spanStart = previous ? startOfNextLine(text, previous.span.end) : startOfComments(text, ownStart);
    if (spanStart > ownStart || !isOnlyComments(text.slice(spanStart, ownStart))) return undefined;
    lines.push({ entry, span: { start: spanStart, end: lineEnd } });
  }
  return lines;
}

const isOnlyComments = (lines: string): boolean => lines.split('\n').every((line) => /^\s*(?:#|$)/.test(line));

/** Returns the start of the comment lines directly above a line. */
function startOfComments(text: string, lineStart: number): number {
  let start = lineStart;
  for (let above = start; above > 0; ) {
    above = startOfLine(text, start - 1);
    if (!/^[ \t]*#/.test(text.slice(above, start))) return start;
    start = above;
  }
  return start;
}

const printLines = (text: string, { entry, span }: FlagLines, print: (entry: Entry) => string): string =>
  text.slice(span.start, entry.fullSpan.start) + print(entry) + text.slice(entry.fullSpan.end, span.end);
