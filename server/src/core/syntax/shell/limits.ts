import type { Config, Problem } from '../../config/config';
import { endOfLine } from '../../text/lines';
import { wordSpanAt } from '../syntax';
import { mentionsProgram, type ParsedScript } from './text';

/** How many commands of one script are looked at, called functions and rounds of loops included. Real ones have some hundred. */
export const MAX_STEPS = 200_000;

/** How far a walk through a script has come. */
export interface Steps {
  remaining: number;
  /** Where the last command begins that was looked at. */
  current: number;
  /** Where the first one begins that was not. */
  firstSkipped?: number;
}

/** What of a script is not read, and why: silence about it would look like approval. */
export function checkUnread(source: string, parsed: ParsedScript, steps: Steps, hasStopped: boolean): Problem[] {
  const tooDeep = parsed.tooDeep[0] ?? (hasStopped ? steps.current : undefined);
  const problems: Problem[] = [];
  if (steps.firstSkipped !== undefined)
    problems.push(
      createUnreadProblem(
        source,
        steps.firstSkipped,
        `More than ${MAX_STEPS} commands, each round of a loop and each call counted`,
      ),
    );
  if (tooDeep !== undefined)
    problems.push(createUnreadProblem(source, tooDeep, 'Commands nest too deeply in each other'));
  return problems.filter(({ span }) => mentionsProgram(source.slice(span.start)));
}

const createUnreadProblem = (source: string, at: number, reason: string): Problem => ({
  rule: 'cli.unread',
  message: `${reason}: what comes from here on is not read and not judged. Move it to a script of its own.`,
  span: wordSpanAt(source, at),
  isHint: true,
});

/** Quotes that are never closed. What bash has read before such a line it runs; the commands below never start. */
export const checkOpenQuotes = (
  source: string,
  { openQuotes: offsets }: ParsedScript,
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
        message: `This ${quote} is never closed, so that bash stops here with an error and runs nothing below. Close it.`,
        span: { start: at, end: at + 1 },
        repairs: [{ title: `Close it with ${quote}`, edits: [{ span: { start: close, end: close }, newText: quote }] }],
      };
    });
