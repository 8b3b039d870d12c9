import { MOST_EXPORTS, type Reading, type Span } from '../config/config';
import { firstFrom, reachOf } from '../config/spanIndex';
import { endOfLine, nextLine, startOfLine } from '../text/lines';

/** A comment that silences findings: `# preflight: ignore[rec.full-method]`, or `ignore` alone for all of them. */
export interface Ignore {
  /** The rules that it names, `group.*` for all of a group. None: every rule. */
  ids: { id: string; span: Span }[];
  /** The words `ignore[...]`. */
  span: Span;
  /** The comment, from its hash to the end of its line. */
  comment: Span;
  /** It has a line of its own and speaks for what follows, not for the line that it ends. */
  isAbove: boolean;
  /** The text that it speaks for. */
  over: Span;
}

/** The ignores of a text, and those that speak for a place in it. */
export interface Ignores {
  all: readonly Ignore[];
  over: (offset: number) => Ignore[];
}

export function ignoresOf(text: string, reading: Reading, continuation: string | undefined): Ignores {
  const all = ignoresIn(text, reading, continuation);
  const sorted = all.toSorted((a, b) => a.over.start - b.over.start);
  const reach = reachOf(sorted.map(({ over }) => over));
  const over = (offset: number): Ignore[] => {
    const found: Ignore[] = [];
    for (let at = lastBefore(sorted, offset); at >= 0 && (reach[at] ?? -1) >= offset; at--) {
      const ignore = sorted[at];
      if (ignore && ignore.over.end >= offset) found.push(ignore);
    }
    return found.reverse();
  };
  return { all, over };
}

/** The last one of those that are sorted by where they begin which does not begin behind the offset; -1 where none does. */
const lastBefore = (sorted: readonly { over: Span }[], offset: number): number =>
  firstFrom(sorted, ({ over }) => over.start <= offset) - 1;

const COMMENT = /(?<=^|[ \t])#[ \t]*preflight:[^\r\n]*/gm;
const WORDS = /(?<=[\s:])ignore(?:\[([^\]]*)\])?(?=\s|$)/;

/**
 * The ignores of a text. `continuation` is what ends a line that goes on in the next one: behind such a line no comment
 * can stand, and one that is put there all the same silences nothing.
 */
function ignoresIn(text: string, reading: Reading, continuation: string | undefined): Ignore[] {
  if (!text.includes('preflight:')) return [];
  const below = linesBelow(text, continuation);
  let isInValue: ((offset: number) => boolean) | undefined;
  // From below: of comments in a row, each speaks for what the next one speaks for.
  const found = [...text.matchAll(COMMENT)].reverse().flatMap((match): Ignore[] => {
    const comment = { start: match.index, end: match.index + match[0].length };
    const words = WORDS.exec(match[0]);
    if (!words) return [];
    // Most texts hold no ignore, and then nobody need know where their values are.
    isInValue ??= valuesIn(reading);
    if (isInValue(comment.start)) return [];
    const lineStart = startOfLine(text, comment.start);
    const isAbove = text.slice(lineStart, comment.start).trim() === '';
    if (isAbove && continues(text, lineStart, continuation)) return [];
    const over = isAbove ? below(lineStart, comment.end) : { start: lineStart, end: comment.start };
    const start = comment.start + words.index;
    const ids = idsIn(words[1] ?? '', start + 'ignore['.length);
    return [{ ids, span: { start, end: start + words[0].length }, comment, isAbove, over }];
  });
  return found.reverse();
}

/** Text that looks like a comment but is part of a value silences nothing. */
function valuesIn({ configs }: Reading): (offset: number) => boolean {
  const shared = [...new Set(configs.map(({ exports }) => exports))]
    // The commands below get what those above got, and more.
    .slice(-MOST_EXPORTS)
    .flatMap((exports) => exports?.entries() ?? []);
  const entries = [...shared, ...configs.flatMap(({ variables, flags }) => [...variables, ...flags])];
  const values = entries.flatMap((entry) => entry.values.map(({ span }) => ({ over: span })));
  const sorted = values.sort((a, b) => a.over.start - b.over.start);
  const reach = reachOf(sorted.map(({ over }) => over));
  return (offset) => (reach[lastBefore(sorted, offset)] ?? -1) > offset;
}

const idsIn = (list: string, start: number): Ignore['ids'] =>
  [...list.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
    id,
    span: { start: start + index, end: start + index + id.length },
  }));

/** Whether the line that begins here is the continuation of the one above. */
export const continues = (text: string, lineStart: number, continuation: string | undefined): boolean =>
  continuation !== undefined &&
  text
    .slice(Math.max(0, lineStart - 3), lineStart)
    .replace(/\r?\n$/, '')
    .endsWith(continuation);

/** Finds the next line that is no comment, with all lines on which it goes on, for the comment of a line. */
function linesBelow(text: string, continuation: string | undefined): (lineStart: number, offset: number) => Span {
  const known = new Map<number, Span>();
  const search = (offset: number): Span => {
    let start = nextLine(text, offset);
    while (/^[ \t]*#/.test(text.slice(start, start + 200)) && start < text.length) {
      const same = known.get(start);
      if (same) return same;
      start = nextLine(text, start);
    }
    let end = endOfLine(text, start);
    while (end < text.length && continues(text, nextLine(text, end), continuation)) {
      end = endOfLine(text, nextLine(text, end));
    }
    return { start, end };
  };
  return (lineStart, offset) => {
    const span = search(offset);
    known.set(lineStart, span);
    return span;
  };
}

/** Whether a rule is named by its own id or by that of its group, as in `rec.*`. */
export const namesRule = (id: string, rule: string): boolean =>
  id === rule || (id.endsWith('.*') && rule.startsWith(id.slice(0, -1)));

/** Whether an ignore names a rule. */
export const speaksOf = ({ ids }: Ignore, rule: string): boolean =>
  ids.length === 0 || ids.some(({ id }) => namesRule(id, rule));
