import type { Config, Problem, Span } from '../../config/config';
import { indentOf, lineBreakOf, startOfSpaces } from '../../text/lines';
import type { ScriptText } from './source';
import type { StrayLine } from './strayLines';

/** The causes that end a command before its last lines. Each has a repair of its own. */

/** Limit of reported causes in one command; the others are reported once these are repaired. */
const MAX_CAUSES = 50;

/** A piece of a command that ends too early, and the lost lines after it. */
interface LostEnd {
  config: Config;
  /** The end of the last word of the piece. */
  end: number;
  lines: readonly StrayLine[];
}

/** Reports what ends a command before each of the lost lines, and a space after the backslash of its last line. */
export function checkLostLines(config: Config, lines: readonly StrayLine[], script: ScriptText): Problem[] {
  const ends = [config.fullSpan.end, ...lines.map(({ end }) => end)];
  return ends
    .slice(0, MAX_CAUSES)
    .flatMap((end, index) => checkEnd({ config, end, lines: lines.slice(index) }, script) ?? []);
}

function checkEnd({ config, end, lines }: LostEnd, script: ScriptText): Problem | undefined {
  const lostFlags = listFlags(lines);
  const lost = { lostFlags, ...(lines.length > 0 && { isReadOn: true as const }) };
  const comment = findCommentAfterBackslash(end, script);
  if (comment && lines.length === 0) return createLastCommentProblem(comment);
  const trailingSpace = comment ? undefined : findSpaceAfterBackslash(config, end, script);
  if (trailingSpace) return { ...createTrailingSpaceProblem(trailingSpace, lostFlags), ...lost };
  const [next] = lines;
  if (!next) return undefined;
  const gap = { start: end, end: next.span.start };
  const between = script.slice(gap.start, gap.end);
  const restOfLine = script.slice(end, script.endOfLine(end));
  if (/#/.test(between)) return { ...createCommentProblem(config, gap, between, lostFlags, script), ...lost };
  if (!restOfLine.includes('\\')) return { ...createMissingBackslashProblem(gap, between, lostFlags, script), ...lost };
  if (/\\[ \t]*\r?\n[ \t]*\r?\n/.test(between)) return { ...createEmptyLineProblem(gap, between, lostFlags), ...lost };
  return undefined;
}

const listFlags = (lines: readonly StrayLine[]): string[] =>
  lines.flatMap(({ args }) =>
    args.flatMap(({ text, value = text }) => (value.startsWith('-') ? [value.split('=')[0] ?? ''] : [])),
  );

const describeLostFlags = (lostFlags: readonly string[]): string => {
  if (lostFlags.length === 0) return '';
  const displayText = lostFlags.slice(0, 8).join(', ');
  const more = lostFlags.length > 8 ? ` and ${lostFlags.length - 8} more` : '';
  return ` ${lostFlags.length === 1 ? 'One flag never reaches' : `${lostFlags.length} flags never reach`} the trainer: ${displayText}${more}.`;
};

/** Finds `\ ` at the end of a line, an escaped space, which does not continue the line. */
function findSpaceAfterBackslash(config: Config, last: number, script: ScriptText): Span | undefined {
  const end = script.endOfLine(last);
  const match = /\\[ \t]+$/.exec(script.slice(Math.max(script.startOfLine(last), last - 200), end));
  if (!match || config.flags.length === 0) return undefined;
  return { start: end - match[0].length, end };
}

/** Finds a backslash and the comment after it, from the end of the last word of a piece on. */
function findCommentAfterBackslash(last: number, script: ScriptText): Span | undefined {
  const end = script.endOfLine(last);
  const spaces = /^[ \t]+(?=\\[ \t]+#)/.exec(script.slice(last, end));
  return spaces ? { start: last + spaces[0].length, end } : undefined;
}

const NO_COMMENT = 'Bash reads what follows the backslash as arguments, not as a comment';

/** Reports a comment after a backslash in the last line of a command, where the backslash has no use. */
const createLastCommentProblem = (span: Span): Problem => ({
  rule: 'cli.comment-in-continuation',
  message: `${NO_COMMENT}. Delete the backslash.`,
  span,
  repairs: [
    {
      title: 'Delete the backslash',
      edits: [{ span: { start: span.start, end: span.start + 2 }, newText: '' }],
    },
  ],
});

const createTrailingSpaceProblem = (span: Span, lostFlags: readonly string[]): Problem => ({
  rule: 'cli.backslash-space',
  message: `A space after the backslash ends the command here.${describeLostFlags(lostFlags)} Delete the space.`,
  span,
  repairs: [
    {
      title: 'Delete the spaces after the backslash',
      edits: [{ span: { start: span.start + 1, end: span.end }, newText: '' }],
    },
  ],
});

function createCommentProblem(
  config: Config,
  gap: Span,
  between: string,
  lostFlags: readonly string[],
  script: ScriptText,
): Problem {
  const comments = between
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^\\[ \t]+(?=#)/, ''))
    .filter((line) => line.startsWith('#'));
  const lineStart = startAbove(config, script);
  const indent = indentOf(script.slice(lineStart, script.endOfLine(lineStart)), 0);
  const above = comments.map((line) => `${indent}${line}${lineBreakOf(between)}`).join('');
  const at = gap.start + between.indexOf('#');
  return {
    rule: 'cli.comment-in-continuation',
    message: `${/^[ \t]*\\[ \t]+#/.test(between) ? `${NO_COMMENT}, and the line ends the command.` : 'A comment inside a continued command ends it.'}${describeLostFlags(lostFlags)} Move the comment above the command.`,
    span: { start: at, end: script.endOfLine(at) },
    repairs: [
      {
        title: 'Move the comment above the command',
        edits: [
          { span: { start: lineStart, end: lineStart }, newText: above },
          { span: gap, newText: createContinuation(between) },
        ],
      },
    ],
  };
}

/** Returns the start of the first line of a command: the lines above may be continued, as after `nohup \\`. */
function startAbove({ fullSpan }: Config, script: ScriptText): number {
  let start = script.startOfLine(fullSpan.start);
  while (script.slice(start - 1, start) === '\n') {
    const above = script.startOfLine(start - 1);
    if (!/(?<!\\)(?:\\\\)*\\\r?$/.test(script.slice(above, start - 1))) break;
    start = above;
  }
  return start;
}

/** Creates the text that belongs in the gap: a backslash, a line break and the indentation of the next flag. */
function createContinuation(between: string): string {
  const indent = between.slice(startOfSpaces(between, between.length));
  return ` \\${lineBreakOf(between)}${indent}`;
}

const createEmptyLineProblem = (gap: Span, between: string, lostFlags: readonly string[]): Problem => ({
  rule: 'cli.comment-in-continuation',
  message: `An empty line inside a continued command ends it.${describeLostFlags(lostFlags)} Delete the line.`,
  span: { start: gap.start + between.indexOf('\\'), end: gap.start + between.indexOf('\\') + 1 },
  repairs: [{ title: 'Delete the empty line', edits: [{ span: gap, newText: createContinuation(between) }] }],
});

/** Limit of the marked word at the end of a line, in characters. */
const MAX_MARKED_LENGTH = 80;

/** Reports a line without a backslash at its last word. */
function createMissingBackslashProblem(
  gap: Span,
  between: string,
  lostFlags: readonly string[],
  script: ScriptText,
): Problem {
  const { start: end } = gap;
  const before = script.slice(Math.max(script.startOfLine(end), end - MAX_MARKED_LENGTH), end);
  let length = 0;
  while (length < before.length && /\S/.test(before[before.length - length - 1] ?? '')) length++;
  const start = end - length;
  return {
    rule: 'cli.missing-backslash',
    message: `This line does not end with a backslash, so the command ends here, and bash runs the next line as a command of its own.${describeLostFlags(lostFlags)} Add the backslash.`,
    span: { start, end },
    repairs: [{ title: 'Add the backslash', edits: [{ span: gap, newText: createContinuation(between) }] }],
  };
}
