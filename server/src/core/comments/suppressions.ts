import type { Reading, Span } from '../config/config';
import { MAX_EXPORT_SETS } from '../config/lookup';
import { lowerBound, maxEndsOf } from '../config/spanIndex';
import { endOfLine, startOfLine, startOfNextLine } from '../text/lines';
import { toCurrentRuleId } from './formerRuleIds';

/** A comment that silences findings: `# preflight: ignore[rec.full-method]`, or `ignore` alone for all rules. */
export interface Suppression {
  /** The rules that it names, `group.*` for a group; empty for every rule. */
  ids: { id: string; span: Span }[];
  /** The span of `ignore[...]`. */
  span: Span;
  /** The span of the comment, from its hash to the end of its line. */
  comment: Span;
  /** It has a line of its own and applies to the text below, rather than to the line that it ends. */
  isAbove: boolean;
  /** The text that it applies to. */
  target: Span;
}

/** The suppressions with the same target: one at the end of a line, or all that are stacked above a line. */
export interface SuppressionGroup {
  members: Suppression[];
  target: Span;
  isAbove: boolean;
  /** The ids that its members name, each as it is called today. */
  ids: Set<string>;
  /** A member names no id and silences every rule. */
  hasAll: boolean;
}

/** The suppressions of a text, grouped, and the groups that apply to an offset. */
export interface Suppressions {
  groups: readonly SuppressionGroup[];
  findAt: (offset: number) => SuppressionGroup[];
}

/** Reads the suppressions of a text. `continuation` is the character that continues a line on the next one. */
export function readSuppressions(text: string, reading: Reading, continuation: string | undefined): Suppressions {
  const groups = groupByTarget(findSuppressions(text, reading, continuation));
  const targets = groups.map(({ target }) => target);
  const maxEnds = maxEndsOf(targets);
  const findAt = (offset: number): SuppressionGroup[] => {
    const covering: SuppressionGroup[] = [];
    for (let index = findLastStarting(targets, offset); index >= 0 && (maxEnds[index] ?? -1) >= offset; index--) {
      const group = groups[index];
      if (group && group.target.end >= offset) covering.push(group);
    }
    return covering.reverse();
  };
  return { groups, findAt };
}

/** Groups suppressions by target, sorted by its start. Thousands may be stacked above one line. */
function groupByTarget(suppressions: readonly Suppression[]): SuppressionGroup[] {
  const groups = new Map<string, SuppressionGroup>();
  for (const suppression of suppressions) {
    const { target, isAbove, ids } = suppression;
    const key = `${target.start} ${target.end} ${isAbove}`;
    const group = groups.get(key) ?? { members: [], target, isAbove, ids: new Set<string>(), hasAll: false };
    groups.set(key, group);
    group.members.push(suppression);
    for (const { id } of ids) group.ids.add(toCurrentRuleId(id));
    group.hasAll ||= ids.length === 0;
  }
  return [...groups.values()].sort((a, b) => a.target.start - b.target.start);
}

/**
 * Returns the index of the last span that starts at or before the offset, -1 when there is none. `spans` are sorted by
 * start.
 */
const findLastStarting = (spans: readonly Span[], offset: number): number =>
  lowerBound(spans, ({ start }) => start <= offset) - 1;

const KEYWORD = 'preflight:';
const PREFLIGHT_COMMENT = /(?<=^|[ \t])#[ \t]*preflight:[^\r\n]*/my;
const IGNORE_KEYWORD = /(?<=[\s:])ignore(?:\[([^\][]*)\])?(?=\s|$)/;

/**
 * Finds the suppressions of a text, in source order. After a continued line no comment is possible, so one there has no
 * effect.
 */
function findSuppressions(text: string, reading: Reading, continuation: string | undefined): Suppression[] {
  const comments = findPreflightComments(text);
  const isInsideValue = createInsideValueTest(reading);
  const targetsByLine = new Map<number, Span>();
  const found: Suppression[] = [];
  // Bottom-up, so that stacked comments share the target of the last one.
  for (let index = comments.length - 1; index >= 0; index--) {
    const match = comments[index];
    const keyword = match && IGNORE_KEYWORD.exec(match[0]);
    if (!match || !keyword) continue;
    const comment = { start: match.index, end: match.index + match[0].length };
    if (isInsideValue(comment.start)) continue;
    const lineStart = startOfLine(text, comment.start);
    const isAbove = text.slice(lineStart, comment.start).trim() === '';
    if (isAbove && isContinuation(text, lineStart, continuation)) continue;
    const target = isAbove
      ? findTargetBelow(text, comment.end, continuation, targetsByLine)
      : { start: lineStart, end: comment.start };
    if (isAbove) targetsByLine.set(lineStart, target);
    const start = comment.start + keyword.index;
    const ids = parseIds(keyword[1] ?? '', start + 'ignore['.length);
    found.push({ ids, span: { start, end: start + keyword[0].length }, comment, isAbove, target });
  }
  return found.reverse();
}

/** Finds comments by their keyword, which few texts contain. A second one on a line belongs to the first. */
function findPreflightComments(text: string): RegExpExecArray[] {
  const comments: RegExpExecArray[] = [];
  let end = 0;
  for (let at = text.indexOf(KEYWORD); at >= 0; at = text.indexOf(KEYWORD, at + KEYWORD.length)) {
    let start = at - 1;
    while (text[start] === ' ' || text[start] === '\t') start--;
    if (start < end || text[start] !== '#') continue;
    PREFLIGHT_COMMENT.lastIndex = start;
    const match = PREFLIGHT_COMMENT.exec(text);
    if (!match) continue;
    comments.push(match);
    end = start + match[0].length;
  }
  return comments;
}

/**
 * Returns a test for offsets inside values, where text that looks like a comment has no effect. The values are indexed
 * on the first call, since most texts have no suppression.
 */
function createInsideValueTest(reading: Reading): (offset: number) => boolean {
  let values: Span[] | undefined;
  let maxEnds: number[] = [];
  return (offset) => {
    if (!values) {
      values = valueSpansOf(reading);
      maxEnds = maxEndsOf(values);
    }
    return (maxEnds[findLastStarting(values, offset)] ?? -1) > offset;
  };
}

/** Returns the spans of all values, sorted by start. */
function valueSpansOf({ configs }: Reading): Span[] {
  const exported = [...new Set(configs.map(({ exports }) => exports))]
    // Later commands get the exports of the earlier ones and more.
    .slice(-MAX_EXPORT_SETS)
    .flatMap((exports) => exports?.entries() ?? []);
  const entries = [...exported, ...configs.flatMap(({ variables, flags }) => [...variables, ...flags])];
  return entries.flatMap(({ values }) => values.map(({ span }) => span)).sort((a, b) => a.start - b.start);
}

const parseIds = (list: string, start: number): Suppression['ids'] =>
  [...list.matchAll(/[^\s,]+/g)].map(({ 0: id, index }) => ({
    id,
    span: { start: start + index, end: start + index + id.length },
  }));

/** Whether the line that begins at `lineStart` continues the line above. */
export const isContinuation = (text: string, lineStart: number, continuation: string | undefined): boolean =>
  continuation !== undefined &&
  text
    .slice(Math.max(0, lineStart - 3), lineStart)
    .replace(/\r?\n$/, '')
    .endsWith(continuation);

/**
 * Finds the target of a comment that has its own line: the next line that is not a comment, with its continuation
 * lines.
 */
function findTargetBelow(
  text: string,
  commentEnd: number,
  continuation: string | undefined,
  targetsByLine: ReadonlyMap<number, Span>,
): Span {
  let start = startOfNextLine(text, commentEnd);
  while (/^[ \t]*#/.test(text.slice(start, start + 200)) && start < text.length) {
    const sharedTarget = targetsByLine.get(start);
    if (sharedTarget) return sharedTarget;
    start = startOfNextLine(text, start);
  }
  let end = endOfLine(text, start);
  while (end < text.length && isContinuation(text, startOfNextLine(text, end), continuation)) {
    end = endOfLine(text, startOfNextLine(text, end));
  }
  return { start, end };
}

/** Whether a rule is named by its own id or by that of its group, as in `rec.*`. */
export const matchesRule = (id: string, rule: string): boolean =>
  toCurrentRuleId(id) === rule || (id.endsWith('.*') && rule.startsWith(id.slice(0, -1)));

/** Returns the id of all rules in the group of a rule: `rec.*` for `rec.full-method`. */
export const idOfGroup = (rule: string): string => `${rule.slice(0, rule.indexOf('.'))}.*`;

/** Whether one of the suppressions of a group applies to a rule: one for all rules, for the rule or for its group. */
export const suppresses = ({ ids, hasAll }: SuppressionGroup, rule: string): boolean =>
  hasAll || ids.has(rule) || ids.has(idOfGroup(rule));
