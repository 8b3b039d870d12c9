import type { Command as CommandNode, Word } from 'unbash';
import type { Config, Problem, Span } from '../../config/config';
import { endOfLine, indentOf, lineBreakOf, startOfLine, startOfSpaces } from '../../text/lines';
import { checkCarriageReturns, toUnixLineEndings } from './carriageReturns';
import { checkLookalikes, LOOKALIKE } from './lookalikes';
import { withoutLostText } from './lostText';

/**
 * Text that looks like part of a training command but never reaches the trainer. Bash reports none of this, or only long
 * after the run has started.
 */

/** A command that begins with a flag or its value, as bash reads a line that is not connected to the command above. */
export interface StrayLine {
  node: CommandNode;
  words: readonly Word[];
  /** The flag that ends the command above, whose value the line begins with. */
  flagBefore?: string;
}

export const isStrayLine = (node: CommandNode): boolean =>
  /^--?[A-Za-z]/.test(node.name?.value ?? '') || isSpaceCommand(node);

/** Whether a command is an escaped space, as in `NAME=value \\ ` with a space at the end, which gets the assignments. */
const isSpaceCommand = (node: CommandNode): boolean => node.prefix.length > 0 && /^\s+$/.test(node.name?.value ?? '');

/** Limit of edits in all repairs of line endings together. Above it, only the first command of a file offers the repair. */
const MAX_LINE_ENDING_EDITS = 100_000;

/** Adds the problems of its text to each command. Stray lines are assigned in the order of the file. */
export function addProblems(
  configs: readonly Config[],
  strays: readonly StrayLine[],
  source: string,
  needsValue: (flag: string) => boolean = () => true,
): Config[] {
  const ordered = strays
    .filter(({ flagBefore }) => flagBefore === undefined || needsValue(flagBefore))
    .toSorted((a, b) => a.node.pos - b.node.pos);
  // Most files contain none of these characters and need no check of each argument.
  const [hasLookalikes, hasPasted] = [LOOKALIKE.test(source), /\\[ \t]+-/.test(source)];
  const lineEndingEdits = toUnixLineEndings(source);
  const isHuge = configs.length * lineEndingEdits.length > MAX_LINE_ENDING_EDITS;
  const advanceTo = (end: number, from: number): number => {
    let next = from;
    while (next < ordered.length && (ordered[next]?.node.pos ?? end) < end) next++;
    return next;
  };
  let next = advanceTo(configs[0]?.fullSpan.start ?? 0, 0);
  return configs.map((config, index) => {
    const from = next;
    next = advanceTo(configs[index + 1]?.fullSpan.start ?? Number.POSITIVE_INFINITY, from);
    if (config.embedded) return config;
    const ownStrays = ordered
      .slice(from, next)
      .filter(({ node }) => node.pos > config.fullSpan.end && !isSpaceCommand(node));
    const before = findLostPrefix(config, ordered, from, source);
    const found = [
      ...checkCarriageReturns(config, source, lineEndingEdits, !isHuge || index === 0),
      ...(hasLookalikes ? checkLookalikes(config) : []),
      ...(hasPasted ? checkPastedLines(config) : []),
      ...(before ? [createLostPrefixProblem(before, source)] : []),
      ...checkLostLines(config, ownStrays, source),
    ];
    return found.length === 0 ? config : withoutLostText({ ...config, problems: found });
  });
}

/** Finds the escaped space directly before a training command among the stray lines up to it. */
function findLostPrefix(
  config: Config,
  ordered: readonly StrayLine[],
  end: number,
  source: string,
): StrayLine | undefined {
  const before = ordered[end - 1];
  return before && isSpaceCommand(before.node) && isDirectlyBefore(before.node, config, source) ? before : undefined;
}

/** Reports the cause that ends a command early. Each cause has a repair of its own. */
function checkLostLines(config: Config, strays: readonly StrayLine[], source: string): Problem[] {
  const trailingSpace = findSpaceAfterBackslash(config, source);
  const connectedLines = strays.length > 0 ? collectConnected(config, strays, source) : [];
  const lostFlags = connectedLines.flatMap(({ words }) =>
    words.filter((word) => word.value.startsWith('-')).map((word) => word.value.split('=')[0] ?? ''),
  );
  if (trailingSpace) return [createTrailingSpaceProblem(trailingSpace, lostFlags)];
  const [first] = connectedLines;
  if (!first) return [];
  const gap = { start: config.fullSpan.end, end: first.node.pos };
  const between = source.slice(gap.start, gap.end);
  const last = connectedLines.at(-1)?.node.end ?? gap.end;
  if (/#/.test(between)) return [createCommentProblem(config, gap, between, lostFlags, source)];
  if (/\\[ \t]*\r?\n[ \t]*\r?\n/.test(between)) return [createEmptyLineProblem(gap, between, lostFlags)];
  return /\\/.test(between)
    ? []
    : [createMissingBackslashProblem(gap, between, { start: first.node.pos, end: last }, lostFlags)];
}

/** Limit of the text between a command and a line that belongs to it. */
const MAX_GAP_LENGTH = 1000;

/**
 * Returns the flag whose value begins a line that bash runs as a command of its own: the last word of the command above
 * is a flag without a value, and the line is indented below it or begins with what is no name of a program.
 */
export function findFlagOfLostValue(
  node: CommandNode,
  above: Config | Problem | undefined,
  source: string,
): string | undefined {
  if (!above || !('flags' in above) || above.embedded || !node.name || node.prefix.length > 0) return undefined;
  const { end } = above.fullSpan;
  const last = above.flags.at(-1);
  if (!last || node.pos <= end || node.pos - end > MAX_GAP_LENGTH || last.joinedByEquals) return undefined;
  if (last.values.some(({ value }) => value?.trim() !== '')) return undefined;
  const gap = source.slice(end, node.pos);
  if (!gap.includes('\n') || !SPACES_AND_COMMENTS.test(gap)) return undefined;
  const indentAt = (offset: number): number => indentOf(source, startOfLine(source, offset)).length;
  const isIndented = indentAt(node.pos) > indentAt(above.fullSpan.start);
  const isValue = /^["'\d/.$]|[/.=]/.test(source.slice(node.pos, node.name.end));
  return isIndented || isValue ? last.name : undefined;
}

const isDirectlyBefore = (node: CommandNode, config: Config, source: string): boolean =>
  node.end <= config.fullSpan.start && /^[\s\\]*$/.test(source.slice(node.end, config.fullSpan.start));

/** Reports a line of environment variables that a space after its backslash disconnects from the command below. */
function createLostPrefixProblem({ node }: StrayLine, source: string): Problem {
  const names = source.slice(node.pos, node.end).match(/\b[A-Za-z_]\w*(?==)/g) ?? [];
  const span = { start: node.name?.pos ?? node.pos, end: node.end };
  return {
    rule: 'cli.backslash-space',
    message: `A space after the backslash ends the line here, so ${names[0] ?? 'the variable'} does not reach the command below. Delete the space.`,
    span,
    repairs: [
      {
        title: 'Delete the spaces after the backslash',
        edits: [{ span: { start: span.start + 1, end: span.end }, newText: '' }],
      },
    ],
  };
}

/** Reports a command of several lines that was pasted into one, where each backslash now escapes a space. */
function checkPastedLines({ positionals, flags, variables, fullSpan }: Config): Problem[] {
  const scalars = [...positionals, ...[...variables, ...flags].flatMap(({ values }) => values)];
  const glued = scalars.filter(({ text, value }) => /^\\[ \t]+-/.test(text) && value !== undefined);
  const [first] = glued.sort((a, b) => a.span.start - b.span.start);
  if (!first) return [];
  const displayText = first.value?.trim().split(/\s/)[0] ?? '';
  const edits = glued.map(({ span: { start }, text }) => ({
    span: { start, end: start + (/^\\[ \t]+/.exec(text)?.[0].length ?? 0) },
    newText: '',
  }));
  return [
    {
      rule: 'cli.backslash-space',
      message: `A backslash in the middle of the line does not continue it but joins the space after it to ${displayText}, which is then not read as a flag. Delete the backslash.`,
      span: { start: first.span.start, end: fullSpan.end },
      lostFlags: glued.map(({ value }) => value?.trim() ?? ''),
      repairs: [{ title: glued.length === 1 ? 'Delete the backslash' : 'Delete the backslashes', edits }],
    },
  ];
}

/** Returns the stray lines that follow the command with only spaces and comments in between. */
function collectConnected(config: Config, strays: readonly StrayLine[], source: string): StrayLine[] {
  const connected: StrayLine[] = [];
  let end = config.fullSpan.end;
  for (const stray of strays) {
    if (!SPACES_AND_COMMENTS.test(source.slice(end, stray.node.pos))) break;
    connected.push(stray);
    end = stray.node.end;
  }
  return connected;
}

/** Spaces and comments. Each comment must extend to the end of its line, so that `# # #` matches in only one way. */
const SPACES_AND_COMMENTS = /^(?:[\s\\]|#[^\n]*(?:\n|$))*$/;

const describeLostFlags = (lostFlags: readonly string[]): string => {
  if (lostFlags.length === 0) return '';
  const displayText = lostFlags.slice(0, 8).join(', ');
  const more = lostFlags.length > 8 ? ` and ${lostFlags.length - 8} more` : '';
  return ` ${lostFlags.length === 1 ? 'One flag never reaches' : `${lostFlags.length} flags never reach`} the trainer: ${displayText}${more}.`;
};

/** Finds `\ ` at the end of the last line, an escaped space, which does not continue the line. */
function findSpaceAfterBackslash(config: Config, source: string): Span | undefined {
  const last = config.fullSpan.end;
  const match = /\\[ \t]+$/.exec(source.slice(Math.max(0, last - 200), endOfLine(source, last)));
  if (!match || config.flags.length === 0) return undefined;
  const end = endOfLine(source, last);
  return { start: end - match[0].length, end };
}

const createTrailingSpaceProblem = (span: Span, lostFlags: string[]): Problem => ({
  rule: 'cli.backslash-space',
  message: `A space after the backslash ends the command here.${describeLostFlags(lostFlags)} Delete the space.`,
  span,
  lostFlags,
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
  lostFlags: string[],
  source: string,
): Problem {
  const comments = between.split(/\r?\n/).filter((line) => line.trim().startsWith('#'));
  const lineStart = startOfLine(source, config.fullSpan.start);
  const indent = indentOf(source, lineStart);
  const above = comments.map((line) => `${indent}${line.trim()}${lineBreakOf(between)}`).join('');
  const at = gap.start + between.indexOf('#');
  return {
    rule: 'cli.comment-in-continuation',
    message: `A comment inside a continued command ends it.${describeLostFlags(lostFlags)} Move the comment above the command.`,
    span: { start: at, end: endOfLine(source, at) },
    lostFlags,
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

/** Creates the text that belongs in the gap: a backslash, a line break and the indentation of the next flag. */
function createContinuation(between: string): string {
  const indent = between.slice(startOfSpaces(between, between.length));
  return ` \\${lineBreakOf(between)}${indent}`;
}

const createEmptyLineProblem = (gap: Span, between: string, lostFlags: string[]): Problem => ({
  rule: 'cli.comment-in-continuation',
  message: `An empty line inside a continued command ends it.${describeLostFlags(lostFlags)} Delete the line.`,
  span: { start: gap.start + between.indexOf('\\'), end: gap.start + between.indexOf('\\') + 1 },
  lostFlags,
  repairs: [{ title: 'Delete the empty line', edits: [{ span: gap, newText: createContinuation(between) }] }],
});

const createMissingBackslashProblem = (gap: Span, between: string, span: Span, lostFlags: string[]): Problem => ({
  rule: 'cli.missing-backslash',
  message: `The line above does not end with a backslash, so bash runs this line as a command of its own.${describeLostFlags(lostFlags)} Add the backslash.`,
  span,
  lostFlags,
  repairs: [{ title: 'Continue the line above', edits: [{ span: gap, newText: createContinuation(between) }] }],
});
