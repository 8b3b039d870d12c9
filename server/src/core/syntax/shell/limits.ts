import type { Statement } from 'unbash';
import type { Config, Problem } from '../../config/config';
import { endOfLine } from '../../text/lines';
import { wordSpanAt } from '../syntax';
import { mentionsProgram, type ParsedScript } from './text';

/** Limit of commands that are read per script, each function call and loop iteration counted. Real scripts have a few hundred. */
const MAX_STEPS = 200_000;
/** Steps that must remain for a loop to be followed, so that nested loops do not use all steps of a script. */
export const MIN_REMAINING_STEPS = 160_000;

/** Limit of the commands that parts of a script may run for each part to be read as in the whole script. */
export const MAX_COUNTED_STEPS = MAX_STEPS - MIN_REMAINING_STEPS;

/** Progress of a walk through a script. */
export interface Steps {
  remaining: number;
  /** Offset of the last command that was read. */
  current: number;
  /** Offset of the first command that was not read. */
  firstSkipped?: number;
  /** The embedded scripts that were parsed, by their text. */
  parsed: Map<string, readonly Statement[]>;
}

export const createSteps = (): Steps => ({ remaining: MAX_STEPS, current: 0, parsed: new Map() });

/** Returns the number of commands that were read. */
export const countSteps = ({ remaining }: Steps): number => MAX_STEPS - remaining;

/** Reports the part of a script that is not read, so that it does not look checked. */
export function checkUnread(source: string, parsed: ParsedScript, steps: Steps, hasStopped: boolean): Problem[] {
  const tooDeep = parsed.tooDeep[0] ?? (hasStopped ? steps.current : undefined);
  const problems: Problem[] = [];
  if (steps.firstSkipped !== undefined)
    problems.push(
      createUnreadProblem(
        source,
        steps.firstSkipped,
        `The script runs more than ${MAX_STEPS} commands, each loop iteration and each function call counted`,
      ),
    );
  if (tooDeep !== undefined) problems.push(createUnreadProblem(source, tooDeep, 'The commands are nested too deeply'));
  return problems.filter(({ span }) => mentionsProgram(source.slice(span.start)));
}

const createUnreadProblem = (source: string, at: number, reason: string): Problem => ({
  rule: 'cli.unread',
  message: `${reason}, so the text from here on is not read and not checked. Move it to a script of its own.`,
  span: wordSpanAt(source, at),
  isHint: true,
});

/** Reports quotes that are never closed. Bash runs the commands before such a line, but none after it. */
export const checkOpenQuotes = (
  source: string,
  { openQuotes: offsets }: Pick<ParsedScript, 'openQuotes'>,
  configs: readonly Config[],
): Problem[] =>
  offsets
    .filter((at) => configs.some(({ fullSpan }) => fullSpan.end >= at))
    .map((at) => {
      const quote = source[at] ?? '"';
      const inner = source.slice(at + 1, endOfLine(source, at)).trimEnd();
      const close = at + 1 + (/^[^\s\\]+/.exec(inner)?.[0].length ?? 0);
      return {
        rule: 'cli.open-quote',
        message: `The quote ${quote} is never closed: bash stops here with an error and runs nothing after it. Close it.`,
        span: { start: at, end: at + 1 },
        repairs: [{ title: `Close it with ${quote}`, edits: [{ span: { start: close, end: close }, newText: quote }] }],
      };
    });
