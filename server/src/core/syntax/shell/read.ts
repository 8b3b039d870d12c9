import { type Config, EMPTY, type Problem, type Reading, type Scalar } from '../../config';
import { type StrayLine, withProblems } from './lost';
import { newScope } from './scope';
import { parseScript, readableText } from './text';
import { functionsIn, walkScript } from './walk';

/** How many commands of one script are looked at, called functions included. Real scripts have some hundred. */
const STEPS = 200_000;

/** Reads every training command of a shell script, with the environment that reaches it. */
export function readShell(text: string): Reading {
  // Without the word there is nothing to read and nothing to parse. Quotes and backslashes may stand inside it.
  if (!text.includes('megatron') && !text.replace(/\\\r?\n|[\\"']/g, '').includes('megatron')) return EMPTY;
  const found: (Config | Problem)[] = [];
  const strays: StrayLine[] = [];
  try {
    const { commands } = parseScript(readableText(text));
    const functions = functionsIn(commands);
    const walk = {
      source: text,
      found,
      strays,
      functions,
      called: new Set<never>(),
      depth: 0,
      steps: { left: STEPS },
      embedding: 0,
    };
    walkScript(commands, newScope(), walk);
  } catch {
    // The parser promises not to throw. Should it do so all the same, a half-read file is better than a dead editor.
  }
  const isConfig = (each: Config | Problem): each is Config => 'entries' in each;
  const problems = found.filter((each): each is Problem => !isConfig(each));
  return { configs: withProblems(mergeCalls(found.filter(isConfig)), strays, text), problems };
}

/** A command inside a function is met once for each call. What differs between the calls cannot be known. */
function mergeCalls(configs: readonly Config[]): Config[] {
  const byPlace = new Map<number, Config>();
  for (const config of configs) {
    const before = byPlace.get(config.head.start);
    byPlace.set(config.head.start, before ? mergeTwo(before, config) : config);
  }
  return [...byPlace.values()].sort((a, b) => a.whole.start - b.whole.start);
}

function mergeTwo(a: Config, b: Config): Config {
  const isAlike = a.entries.length === b.entries.length && a.words.length === b.words.length;
  const entries = a.entries.map((entry, index) => {
    const other = isAlike ? b.entries[index] : undefined;
    const same = other?.name === entry.name && other.values.length === entry.values.length;
    const values = entry.values.map((value, at) => mergeValues(value, same ? other.values[at] : undefined));
    return { ...entry, values };
  });
  const words = a.words.map((word, index) => mergeValues(word, isAlike ? b.words[index] : undefined));
  return { ...a, entries, words, open: a.open || b.open || !isAlike };
}

const mergeValues = (a: Scalar, b: Scalar | undefined): Scalar => {
  if (b && a.value === b.value) return a;
  const { from: _, ...rest } = a;
  return { ...rest, value: undefined, splice: true };
};
