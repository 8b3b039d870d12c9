import { toFlagName } from '../config/lookup';
import type { Example, RuleSubject } from './rule';

/** The subject of a rule with these bad examples; undefined where they share no command. */
export function subjectOf(examples: readonly Example[]): RuleSubject | undefined {
  const [first, ...others] = examples.map(flagNamesOfExample);
  const [{ command = 'sft' } = {}] = examples;
  if (!first || examples.some((each) => (each.command ?? 'sft') !== command)) return undefined;
  return { command, flags: [...first].filter((name) => others.every((names) => names.has(name))) };
}

const flagNamesOfExample = ({ flags }: Example): Set<string> =>
  new Set(flags.split(/\s+/).flatMap((word) => (word.startsWith('-') ? [toFlagName(word.replace(/=.*/, ''))] : [])));
