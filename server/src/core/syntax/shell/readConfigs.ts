import { type Config, EMPTY_READING, type Problem, type Reading, type SbatchDirective } from '../../config/config';
import { type Hints, isTooLong, readTooLong } from '../syntax';
import { checkSbatchLineEndings } from './carriageReturns';
import { findDirectives } from './directives';
import { addFenceProblem } from './fences';
import { endFlags } from './flagEnds';
import { mergeCalls } from './interpreter/mergeCalls';
import { createScope, type Scope } from './interpreter/scope';
import { walkScript } from './interpreter/walk';
import { createWalk, selectUnreached, type Walk } from './interpreter/walkState';
import { checkOpenQuotes, checkUnread, createSteps } from './limits';
import { addProblems } from './pitfalls';
import { mentionsProgram, type ParsedScript, parseScript } from './text';
import { findTraits } from './textTraits';

/** Reads every training command of a shell script, with the environment that reaches it. */
export function readShell(text: string, hints: Hints): Reading {
  if (isTooLong(text)) return text.includes('megatron') ? readTooLong(text) : EMPTY_READING;
  // Without the name of the program there is nothing to read.
  if (!mentionsProgram(text)) return EMPTY_READING;
  const reading = readScript(text, hints, createScope());
  const directives = findDirectives(text);
  if (directives.length === 0) return reading;
  const configs = reading.configs.map((config, index) => attachDirectives(config, index === 0, text, directives));
  return { ...reading, configs, directives };
}

/** Reads the commands of a script that starts with the variables of a scope. */
export function readScript(text: string, hints: Hints, scope: Scope): Reading {
  const steps = createSteps();
  let parsed: ParsedScript = { commands: [], openQuotes: [], tooDeep: [] };
  let walk: Walk | undefined;
  let hasStopped = false;
  try {
    parsed = parseScript(text);
    walk = createWalk(parsed.commands, { text, base: 0 }, steps, 0);
    walkScript(parsed.commands, scope, walk);
  } catch {
    // Very deep nesting exceeds the stack. The part that was read until then is still useful.
    hasStopped = true;
  }
  walk ??= createWalk([], { text, base: 0 }, steps, 0);
  const found = [...walk.found, ...selectUnreached(walk)];
  const isConfig = (item: Config | Problem): item is Config => 'flags' in item;
  const merged = mergeCalls(found.filter(isConfig), walk.dynamicCommands);
  const isUndecided = (config: Config): boolean => config.command === 'swift export' && !isConversionOf(config, hints);
  const needsValue = (flag: string): boolean => hints.valueLimits(flag, 'sft').min > 0;
  const withProblems = addProblems(
    merged.filter((config) => !isUndecided(config)),
    walk.strayLines,
    walk.script,
    findTraits(text),
    needsValue,
  );
  const configs = addFenceProblem(
    withProblems.map((config) => endFlags(config, hints)),
    text,
    parsed,
  );
  const undecided = merged
    .filter((config) => isUndecided(config) && config.configFile !== undefined)
    .map((config) => endFlags(config, hints));
  const problems: Problem[] = [
    ...found.filter((item): item is Problem => !isConfig(item)),
    ...checkOpenQuotes(text, parsed, configs),
    ...checkUnread(text, parsed, steps, hasStopped),
  ];
  return { configs, problems, ...(undecided.length > 0 && { undecided }) };
}

/** Whether a `swift export` converts a checkpoint; dashes alone are a flag that is being typed. */
const isConversionOf = ({ flags, positionals }: Config, { isConversion }: Hints): boolean =>
  isConversion([...flags.map(({ name }) => name), ...positionals.flatMap(({ value }) => (value === '--' ? [''] : []))]);

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
