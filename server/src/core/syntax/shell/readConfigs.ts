import { type Config, EMPTY_READING, type Problem, type Reading, type SbatchDirective } from '../../config/config';
import { type Hints, isTooLong, readTooLong } from '../syntax';
import { checkSbatchLineEndings } from './carriageReturns';
import { findDirectives } from './directives';
import { addFenceProblem } from './fences';
import { finishWalk, isProblem } from './finish';
import { collectFunctions, listDefinitions } from './interpreter/functions';
import { createScope, type Scope } from './interpreter/scope';
import { walkScript } from './interpreter/walk';
import { createWalk, type Walk } from './interpreter/walkState';
import { checkOpenQuotes, checkUnread, createSteps } from './limits';
import { readByPieces } from './pieces/readPieces';
import { mentionsProgram, NOTHING_PARSED, parseScript } from './text';
import { findTraits } from './textTraits';

/**
 * Reads every training command of a shell script, with the environment that reaches it. From its second version on, a
 * script is read statement by statement, so that an edit reads only the statements again that it affects.
 */
export function readShell(text: string, hints: Hints, previous?: Reading): Reading {
  if (isTooLong(text)) return text.includes('megatron') ? readTooLong(text) : EMPTY_READING;
  // Without the name of the program there is nothing to read.
  if (!mentionsProgram(text)) return EMPTY_READING;
  const byPieces = previous && readByPieces(text, hints, previous);
  if (byPieces) return byPieces;
  const reading = readScript(text, hints, createScope());
  const directives = findDirectives(text);
  if (directives.length === 0) return reading;
  const configs = reading.configs.map((config, index) => attachDirectives(config, index === 0, text, directives));
  return { ...reading, configs, directives };
}

/** Reads the commands of a script that starts with the variables of a scope. */
export function readScript(text: string, hints: Hints, scope: Scope): Reading {
  const steps = createSteps();
  const source = { text, base: 0 };
  let parsed = NOTHING_PARSED;
  let walk: Walk | undefined;
  let hasStopped = false;
  try {
    parsed = parseScript(text);
    const functions = collectFunctions(listDefinitions(parsed.commands, source));
    walk = createWalk({ functions, source, steps, embeddingDepth: 0 });
    walkScript(parsed.commands, functions, scope, walk);
  } catch {
    // Very deep nesting exceeds the stack. The part that was read until then is still useful.
    hasStopped = true;
  }
  walk ??= createWalk({ functions: new Map(), source, steps, embeddingDepth: 0 });
  const finished = finishWalk(walk, walk.script, findTraits(text), hints);
  const configs = addFenceProblem(finished.configs, text, parsed);
  const { undecided } = finished;
  const problems: Problem[] = [
    ...walk.found.filter(isProblem),
    ...finished.unreachedProblems,
    ...checkOpenQuotes(text, parsed, configs),
    ...checkUnread(text, parsed, steps, hasStopped),
  ];
  return { configs, problems, ...(undecided.length > 0 && { undecided: [...undecided] }) };
}

/** Adds the directives of a batch script to a command. Problems of the directives are reported for the first one. */
const attachDirectives = (
  config: Config,
  isFirst: boolean,
  text: string,
  directives: readonly SbatchDirective[],
): Config => ({
  ...config,
  sbatch: { directives, isFirst },
  problems: isFirst ? [...config.problems, ...checkSbatchLineEndings(text, directives)] : config.problems,
});
