import type { Reading, Span } from '../config/config';
import { MAX_EXPORT_SETS } from '../config/lookup';
import { lowerBound, maxEndsOf } from '../config/spanIndex';
import { endOfLine, startOfLine, startOfNextLine } from '../text/lines';

/** A comment that silences findings: `# preflight: ignore[rec.full-method]`, or `ignore` alone for all of them. */
export interface Suppression {
  /** The rules that it names, `group.*` for all of a group. None: every rule. */
  ids: { id: string; span: Span }[];
  /** The words `ignore[...]`. */
  span: Span;
  /** The comment, from its hash to the end of its line. */
  comment: Span;
  /** It has a line of its own and speaks for what follows, not for the line that it ends. */
  isAbove: boolean;
  /** The text that it speaks for. */
  target: Span;
}

/** The ignores of a text, and those that speak for a place in it. */
export interface Suppressions {
  all: readonly Suppression[];
  findAt: (offset: number) => Suppression[];
}

export function readSuppressions(text: string, reading: Reading, continuation: string | undefined): Suppressions {
  const all = parseSuppressions(text, reading, continuation);
  const sorted = all.toSorted((a, b) => a.target.start - b.target.start);
  const maxEnds = maxEndsOf(sorted.map(({ target: findAt }) => findAt));
  const findAt = (offset: number): Suppression[] => {
    const covering: Suppression[] = [];
    for (let index = findLastStarting(sorted, offset); index >= 0 && (maxEnds[index] ?? -1) >= offset; index--) {
      const suppression = sorted[index];
      if (suppression && suppression.target.end >= offset) covering.push(suppression);
    }
    return covering.reverse();
  };
  return { all, findAt };
}

/** The last one of those that are sorted by where they begin which does not begin behind the offset; -1 where none does. */
const findLastStarting = (sorted: readonly { target: Span }[], offset: number): number =>
  lowerBound(sorted, ({ target }) => target.start <= offset) - 1;

const PREFLIGHT_COMMENT = /(?<=^|[ \t])#[ \t]*preflight:[^\r\n]*/gm;
const IGNORE_KEYWORD = /(?<=[\s:])ignore(?:\[([^\]]*)\])?(?=\s|$)/;

/**
 * The ignores of a text. `continuation` is what ends a line that goes on in the next one: behind such a line no comment
 * can stand, and one that is put there all the same silences nothing.
 */
function parseSuppressions(text: string, reading: Reading, continuation: string | undefined): Suppression[] {
  if (!text.includes('preflight:')) return [];
  const findTarget = createTargetFinder(text, continuation);
  let isInsideValue: ((offset: number) => boolean) | undefined;
  // From below: of comments in a row, each speaks for what the next one speaks for.
  const found = [...text.matchAll(PREFLIGHT_COMMENT)].reverse().flatMap((match): Suppression[] => {
    const comment = { start: match.index, end: match.index + match[0].length };
    const keyword = IGNORE_KEYWORD.exec(match[0]);
    if (!keyword) return [];
    // Most texts hold no ignore, and then nobody need know where their values are.
    isInsideValue ??= createInsideValue(reading);
    if (isInsideValue(comment.start)) return [];
    const lineStart = startOfLine(text, comment.start);
    const isAbove = text.slice(lineStart, comment.start).trim() === '';
    if (isAbove && isContinuation(text, lineStart, continuation)) return [];
    const target = isAbove ? findTarget(lineStart, comment.end) : { start: lineStart, end: comment.start };
    const start = comment.start + keyword.index;
    const ids = parseIds(keyword[1] ?? '', start + 'ignore['.length);
    return [{ ids, span: { start, end: start + keyword[0].length }, comment, isAbove, target }];
  });
  return found.reverse();
}

/** Text that looks like a comment but is part of a value silences nothing. */
function createInsideValue({ configs }: Reading): (offset: number) => boolean {
  const exported = [...new Set(configs.map(({ exports }) => exports))]
    // The commands below get what those above got, and more.
    .slice(-MAX_EXPORT_SETS)
    .flatMap((exports) => exports?.entries() ?? []);
  const entries = [...exported, ...configs.flatMap(({ variables, flags }) => [...variables, ...flags])];
  const targets = entries.flatMap((entry) => entry.values.map(({ span }) => ({ target: span })));
  const sorted = targets.sort((a, b) => a.target.start - b.target.start);
  const maxEnds = maxEndsOf(sorted.map(({ target }) => target));
  return (offset) => (maxEnds[findLastStarting(sorted, offset)] ?? -1) > offset;
}

const parseIds = (list: string, start: number): Suppression['ids'] =>
  [...list.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
    id,
    span: { start: start + index, end: start + index + id.length },
  }));

/** Whether the line that begins here is the continuation of the one above. */
export const isContinuation = (text: string, lineStart: number, continuation: string | undefined): boolean =>
  continuation !== undefined &&
  text
    .slice(Math.max(0, lineStart - 3), lineStart)
    .replace(/\r?\n$/, '')
    .endsWith(continuation);

/** Finds the next line that is no comment, with all lines on which it goes on, for the comment of a line. */
function createTargetFinder(
  text: string,
  continuation: string | undefined,
): (lineStart: number, offset: number) => Span {
  const targets = new Map<number, Span>();
  const findTarget = (offset: number): Span => {
    let start = startOfNextLine(text, offset);
    while (/^[ \t]*#/.test(text.slice(start, start + 200)) && start < text.length) {
      const knownTarget = targets.get(start);
      if (knownTarget) return knownTarget;
      start = startOfNextLine(text, start);
    }
    let end = endOfLine(text, start);
    while (end < text.length && isContinuation(text, startOfNextLine(text, end), continuation)) {
      end = endOfLine(text, startOfNextLine(text, end));
    }
    return { start, end };
  };
  return (lineStart, offset) => {
    const span = findTarget(offset);
    targets.set(lineStart, span);
    return span;
  };
}

/** Whether a rule is named by its own id or by that of its group, as in `rec.*`. */
export const matchesRule = (id: string, rule: string): boolean =>
  id === rule || (id.endsWith('.*') && rule.startsWith(id.slice(0, -1)));

/** Whether an ignore names a rule. */
export const suppresses = ({ ids }: Suppression, rule: string): boolean =>
  ids.length === 0 || ids.some(({ id }) => matchesRule(id, rule));
