import type { Config } from '../../config/config';
import { toUnderscores, variablesOf } from '../../config/lookup';
import type { Document } from '../../document/document';
import type { Facts } from '../../facts/facts';
import type { RefactorContext } from './refactoring';

/**
 * Finds the first flag or variable that the runs of two documents do not share; undefined if all runs are the same. The
 * order of different flags does not matter.
 */
export function findDifference(
  { factsOf }: RefactorContext,
  before: Document,
  after: Document,
  hasSameVariables = true,
): string | undefined {
  const [old, changed] = [before.reading.configs, after.reading.configs];
  if (old.length !== changed.length) return 'the number of commands';
  for (const [index, config] of old.entries()) {
    const other = changed[index];
    if (!other || config.command !== other.command) return 'the command';
    const difference = findDifferentArgument(factsOf(before, config), factsOf(after, other), hasSameVariables);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function findDifferentArgument(before: Facts, after: Facts, hasSameVariables: boolean): string | undefined {
  const [old, changed] = [describeRun(before, hasSameVariables), describeRun(after, hasSameVariables)];
  return [...new Set([...old.keys(), ...changed.keys()])].find((name) => old.get(name) !== changed.get(name));
}

/** Describes the effective values of a run, by flag and variable. */
function describeRun({ config, givenFlags }: Facts, hasVariables: boolean): Map<string, string> {
  const values = new Map<string, string>();
  for (const { entry, flag, value } of givenFlags) {
    const written = entry.values.map((each) => each.value ?? `unknown ${each.text}`);
    values.set(flag?.name ?? toUnderscores(entry.name), JSON.stringify(value === undefined ? written : [value]));
  }
  if (hasVariables)
    for (const { name, values: written } of variablesOf(config))
      values.set(name, JSON.stringify(written.map((each) => each.value ?? each.text)));
  values.set('', describeRest(config));
  return values;
}

/** Describes the words that belong to no flag. */
const describeRest = ({ positionals, mayHaveMoreFlags }: Config): string =>
  JSON.stringify([positionals.map(({ value, text }) => value ?? text), mayHaveMoreFlags]);
