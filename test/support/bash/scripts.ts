import { type Build, FEATURES, type Feature, repeatRandomly, UNKNOWABLE } from './build';
import { makeCommand, makePlainTrainer } from './commands';
import { makeReference } from './names';
import { createRandom } from './random';
import { addStatement } from './statements';
import { makeExpansion, makeWord } from './words';

/** A generated script with at least one `megatron` command, reproducible by its seed and features. */
export interface BashScript {
  seed: number;
  text: string;
  /** The features that it contains, of those that were enabled. */
  features: ReadonlySet<Feature>;
  /** Whether everything in it follows from its text, so that it counts for the share of known values. */
  determined: boolean;
  /** Tags of commands that the reader may miss if it does not know all values, since no line shows them. */
  hidden: ReadonlySet<string>;
}

/** Makes a script with one feature, and others only if that one needs them. */
export function makeFeatureScript(feature: Feature, seed: number): BashScript {
  for (let tries = 0; ; tries++) {
    const script = makeScript(saltOf(feature, seed) + tries * 1_000_003, new Set([feature]));
    // With one feature, everything is known, so that no command may be missed.
    if (script.features.has(feature) || tries > 20) return { ...script, seed, hidden: new Set() };
  }
}

/** Returns a seed that depends on the feature, so that the scripts of two features differ in more than the feature. */
const saltOf = (feature: Feature, seed: number): number =>
  [...feature].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) | 0, seed);

/** Makes a script that mixes features: a few at a time, which combine in more ways than all of them at once. */
export function makeMixedScript(seed: number): BashScript {
  const random = createRandom(seed);
  const count = 3 + random.below(14);
  const on = new Set(Array.from({ length: count }, () => random.pick(FEATURES)));
  // If words are split at other characters, a command line in a variable is not a command.
  const kept = ['commandString', 'headVariables', 'eval', 'functionForwards'] as const;
  if (on.has('ifs')) for (const feature of kept) on.delete(feature);
  return { ...makeScript(seed, on), seed };
}

function makeScript(seed: number, on: ReadonlySet<Feature>): BashScript {
  const b: Build = {
    grammar: { word: makeWord, expansion: makeExpansion, statement: addStatement },
    random: createRandom(seed ^ 0x5bd1e995),
    on,
    used: new Set(),
    lines: [],
    names: { strings: [], numbers: [], arrays: [], exported: [], functions: [] },
    depth: 0,
    inFunction: false,
    shared: { commands: 0, hidden: new Set(), fresh: 0, frozen: new Set(), nesting: 0 },
  };
  if (b.random.chance(0.3)) b.lines.push('#!/bin/bash');
  if (on.has('strict')) b.lines.push(makeOpening(b));
  repeatRandomly(b, 1, 4, () => addStatement(b));
  // The last command sees all changes of the variables by the statements before it.
  b.lines.push(makeCommand(b));
  if (on.has('dangling')) b.lines.push(`${makePlainTrainer(b).join(' ')} --lr ${makeReference(b)}`);
  const end = on.has('dangling') ? makeDanglingEnd(b) : b.random.chance(0.9) ? '\n' : '';
  const determined = [...b.used].every((feature) => !UNKNOWABLE.has(feature));
  return { seed, text: b.lines.join('\n') + end, features: b.used, determined, hidden: b.shared.hidden };
}

function makeOpening(b: Build): string {
  b.used.add('strict');
  return b.random.pick(['set -e', 'set -eo pipefail', 'set -o errexit', 'set -o pipefail', 'set -e\nset -o pipefail']);
}

/** Makes an end with a backslash, as it remains when the last flag is removed. It continues no line. */
function makeDanglingEnd(b: Build): string {
  b.used.add('dangling');
  return b.random.pick([' \\', ' \\\n', '\\\n', ' \\\n\n', ' \\\n  ']);
}
