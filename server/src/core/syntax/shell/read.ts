import { type Config, type Directive, EMPTY, type Problem, type Reading } from '../../config';
import { mergeCalls } from './calls';
import { directivesIn, windowsLines } from './directives';
import { withProblems } from './lost';
import { newScope } from './scope';
import { mentionsProgram, parseScript, readableText } from './text';
import { newWalk, unreachedOnly, type Walk, walkScript } from './walk';

/** How many commands of one script are looked at, called functions included. Real scripts have some hundred. */
const STEPS = 200_000;

/** Reads every training command of a shell script, with the environment that reaches it. */
export function readShell(text: string): Reading {
  // Without the word there is nothing to read and nothing to parse.
  if (!mentionsProgram(text)) return EMPTY;
  let walk: Walk | undefined;
  try {
    const { commands } = parseScript(readableText(text));
    walk = newWalk(commands, text, { left: STEPS }, 0);
    walkScript(commands, newScope(), walk);
  } catch {
    // The parser promises not to throw. Should it do so all the same, a half-read file is better than a dead editor.
  }
  if (!walk) return EMPTY;
  const found = [...walk.found, ...unreachedOnly(walk)];
  const isConfig = (each: Config | Problem): each is Config => 'flags' in each;
  const problems = found.filter((each): each is Problem => !isConfig(each));
  const configs = withProblems(mergeCalls(found.filter(isConfig)), walk.strays, text);
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
  problems: isFirst ? [...config.problems, ...windowsLines(text, directives)] : config.problems,
});
