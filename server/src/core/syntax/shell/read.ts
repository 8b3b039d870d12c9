import { type Config, type Directive, EMPTY, type Problem, type Reading } from '../../config/config';
import { windowsBatch } from './carriageReturns';
import { directivesIn } from './directives';
import { mergeCalls } from './interpreter/mergeCalls';
import { newScope } from './interpreter/scope';
import { newWalk, unreachedOnly, type Walk, walkScript } from './interpreter/walk';
import { MOST_STEPS, openQuotes, type Steps, unreadIn } from './limits';
import { withProblems } from './pitfalls';
import { mentionsProgram, type Parsed, parseScript, readableText } from './text';

/** Reads every training command of a shell script, with the environment that reaches it. */
export function readShell(text: string): Reading {
  // Without the word there is nothing to read and nothing to parse.
  if (!mentionsProgram(text)) return EMPTY;
  const steps: Steps = { left: MOST_STEPS, at: 0 };
  let parsed: Parsed = { commands: [], open: [], tooDeep: [] };
  let walk: Walk | undefined;
  let hasStopped = false;
  try {
    parsed = parseScript(readableText(text));
    walk = newWalk(parsed.commands, text, steps, 0);
    walkScript(parsed.commands, newScope(), walk);
  } catch {
    // What nests without end exceeds the stack. A half-read file is better than a dead editor.
    hasStopped = true;
  }
  walk ??= newWalk([], text, steps, 0);
  const found = [...walk.found, ...unreachedOnly(walk)];
  const isConfig = (each: Config | Problem): each is Config => 'flags' in each;
  const configs = withProblems(mergeCalls(found.filter(isConfig), walk.anything), walk.strays, text);
  const problems = [
    ...found.filter((each): each is Problem => !isConfig(each)),
    ...openQuotes(text, parsed, configs),
    ...unreadIn(text, parsed, steps, hasStopped),
  ];
  const directives = directivesIn(text);
  if (directives.length === 0) return { configs, problems };
  return {
    configs: configs.map((config, index) => inBatch(config, index === 0, text, directives)),
    problems,
    directives,
  };
}

/** A command of a batch script; the first one answers for the lines that ask the scheduler. */
const inBatch = (config: Config, isFirst: boolean, text: string, directives: readonly Directive[]): Config => ({
  ...config,
  batch: { directives, isFirst },
  problems: isFirst ? [...config.problems, ...windowsBatch(text, directives)] : config.problems,
});
