import type { Command as CommandNode } from 'unbash';
import type { Config, Problem } from '../../config/config';
import { checkCarriageReturns, toUnixLineEndings } from './carriageReturns';
import { checkLookalikes, LOOKALIKE } from './lookalikes';
import { checkLostLines } from './lostLines';
import { cutLostText } from './lostText';
import { collectConnected, isSpaceCommand, readOn, type StrayLine } from './strayLines';

/**
 * Text that looks like part of a training command but never reaches the trainer. Bash reports none of this, or only long
 * after the run has started.
 */

/** Limit of edits in all repairs of line endings together. Above it, only the first command of a file offers the repair. */
const MAX_LINE_ENDING_EDITS = 100_000;

/**
 * Adds the problems of its text to each command, and the lines that it loses. Stray lines are assigned in the order of
 * the file.
 */
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
    const lines = ownStrays.length > 0 ? collectConnected(config, ownStrays, source) : [];
    const withLines = lines.length > 0 ? readOn(config, lines) : config;
    const found = [
      ...checkCarriageReturns(withLines, source, lineEndingEdits, !isHuge || index === 0),
      ...(hasLookalikes ? checkLookalikes(withLines) : []),
      ...(hasPasted ? checkPastedLines(withLines) : []),
      ...(before ? [createLostPrefixProblem(before, source)] : []),
      ...checkLostLines(config, lines, source),
    ];
    if (found.length === 0) return withLines;
    const hiding = found.filter(({ lostFlags, isReadOn }) => lostFlags !== undefined && !isReadOn);
    return cutLostText(
      { ...withLines, problems: found },
      hiding.map(({ span }) => span.start),
    );
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
