import { toFlagName } from '../config/lookup';
import type { Example, RuleSubject } from './rule';

/** Returns the subject of a rule from its bad examples; undefined if they have different commands. */
export function subjectOf(examples: readonly Example[]): RuleSubject | undefined {
  const [first, ...others] = examples.map(flagNamesOfExample);
  const [{ command = 'sft' } = {}] = examples;
  if (!first || examples.some((each) => (each.command ?? 'sft') !== command)) return undefined;
  return { command, flags: [...first].filter((name) => others.every((names) => names.has(name))) };
}

const flagNamesOfExample = ({ flags }: Example): Set<string> =>
  new Set(flags.split(/\s+/).flatMap((word) => (word.startsWith('-') ? [toFlagName(word.replace(/=.*/, ''))] : [])));
