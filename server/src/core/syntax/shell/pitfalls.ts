import type { Config, Problem } from '../../config/config';
import { checkCarriageReturns } from './carriageReturns';
import { checkLookalikes } from './lookalikes';
import { checkLostLines } from './lostLines';
import { cutLostText } from './lostText';
import type { ScriptText } from './source';
import { collectConnected, readOn, type StrayLine } from './strayLines';
import type { TextTraits } from './textTraits';

/**
 * Text that looks like part of a training command but never reaches the trainer. Bash reports none of this, or only long
 * after the run has started.
 */

/**
 * Adds the problems of its text to each command, and the lines that it loses. Stray lines are assigned in the order of
 * the file.
 */
export function addProblems(
  configs: readonly Config[],
  strays: readonly StrayLine[],
  script: ScriptText,
  traits: TextTraits,
  needsValue: (flag: string) => boolean = () => true,
): Config[] {
  const ordered = strays
    .filter(({ flagBefore }) => flagBefore === undefined || needsValue(flagBefore))
    .toSorted((a, b) => a.span.start - b.span.start);
  const advanceTo = (end: number, from: number): number => {
    let next = from;
    while (next < ordered.length && (ordered[next]?.span.start ?? end) < end) next++;
    return next;
  };
  let next = advanceTo(configs[0]?.fullSpan.start ?? 0, 0);
  return configs.map((config, index) => {
    const from = next;
    next = advanceTo(configs[index + 1]?.fullSpan.start ?? Number.POSITIVE_INFINITY, from);
    if (config.embedded) return config;
    const ownStrays = ordered
      .slice(from, next)
      .filter(({ span, escapedSpace }) => span.start > config.fullSpan.end && escapedSpace === undefined);
    const before = findLostPrefix(config, ordered[from - 1], script);
    const lines = ownStrays.length > 0 ? collectConnected(config, ownStrays, script) : [];
    const withLines = lines.length > 0 ? readOn(config, lines) : config;
    const found = [
      ...checkCarriageReturns(withLines, script, traits.lineEndings, index === 0 || !isHuge(configs, traits)),
      ...(traits.hasLookalikes ? checkLookalikes(withLines, script) : []),
      ...(traits.hasPasted ? checkPastedLines(withLines) : []),
      ...(before ? [createLostPrefixProblem(before, script)] : []),
      ...checkLostLines(config, lines, script),
    ];
    if (found.length === 0) return withLines;
    const hiding = found.filter(({ lostFlags, isReadOn }) => lostFlags !== undefined && !isReadOn);
    return cutLostText(
      { ...withLines, problems: found },
      hiding.map(({ span }) => span.start),
    );
  });
}

/** Limit of edits in all repairs of line endings together. Above it, only the first command of a file offers the repair. */
const MAX_LINE_ENDING_EDITS = 100_000;

const isHuge = (configs: readonly Config[], { lineEndings }: TextTraits): boolean =>
  configs.length * lineEndings.length > MAX_LINE_ENDING_EDITS;

/** Returns the stray line before a training command if it ends in an escaped space directly before it. */
const findLostPrefix = (
  { fullSpan }: Config,
  before: StrayLine | undefined,
  script: ScriptText,
): StrayLine | undefined =>
  before?.escapedSpace !== undefined &&
  before.end <= fullSpan.start &&
  /^[\s\\]*$/.test(script.slice(before.end, fullSpan.start))
    ? before
    : undefined;

/** Reports a line of environment variables that a space after its backslash disconnects from the command below. */
function createLostPrefixProblem(
  { span: { start }, end, escapedSpace = start }: StrayLine,
  script: ScriptText,
): Problem {
  const names = script.slice(start, end).match(/\b[A-Za-z_]\w*(?==)/g) ?? [];
  const span = { start: escapedSpace, end };
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
