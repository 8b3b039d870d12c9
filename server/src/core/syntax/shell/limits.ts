import type { Config, Problem } from '../../config/config';
import { endOfLine } from '../../text/lines';
import { wordAt } from '../syntax';
import { mentionsProgram, type Parsed } from './text';

/** How many commands of one script are looked at, called functions and rounds of loops included. Real ones have some hundred. */
export const MOST_STEPS = 200_000;

/** How far a walk through a script has come. */
export interface Steps {
  left: number;
  /** Where the last command begins that was looked at. */
  at: number;
  /** Where the first one begins that was not. */
  end?: number;
}

/** What of a script is not read, and why: silence about it would look like approval. */
export function unreadIn(source: string, parsed: Parsed, steps: Steps, hasStopped: boolean): Problem[] {
  const tooDeep = parsed.tooDeep[0] ?? (hasStopped ? steps.at : undefined);
  const problems: Problem[] = [];
  if (steps.end !== undefined)
    problems.push(
      unread(source, steps.end, `More than ${MOST_STEPS} commands, each round of a loop and each call counted`),
    );
  if (tooDeep !== undefined) problems.push(unread(source, tooDeep, 'Commands nest too deeply in each other'));
  return problems.filter(({ span }) => mentionsProgram(source.slice(span.start)));
}

const unread = (source: string, at: number, why: string): Problem => ({
  rule: 'cli.unread',
  message: `${why}: what comes from here on is not read and not judged. Move it to a script of its own.`,
  span: wordAt(source, at),
  isHint: true,
});

/** Quotes that are never closed. What bash has read before such a line it runs; the commands below never start. */
export const openQuotes = (source: string, { open }: Parsed, configs: readonly Config[]): Problem[] =>
  open
    .filter((at) => configs.some(({ whole }) => whole.end >= at))
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
