import { toFlagName } from '../config/lookup';
import type { Example, Rule, RuleSubject } from './rule';

/** Returns the subject of a rule, from its examples or, in bundles, from its texts. */
export function subjectOf(rule: Rule): RuleSubject | undefined {
  const { bad, subject }: Partial<Rule> = rule;
  return bad ? findSharedSubject(bad) : subject;
}

function findSharedSubject(examples: readonly Example[]): RuleSubject | undefined {
  const [first, ...others] = examples.map(flagNamesOfExample);
  const [{ command = 'sft' } = {}] = examples;
  if (!first || examples.some((each) => (each.command ?? 'sft') !== command)) return undefined;
  return { command, flags: [...first].filter((name) => others.every((names) => names.has(name))) };
}

const flagNamesOfExample = ({ flags }: Example): Set<string> =>
  new Set(flags.split(/\s+/).flatMap((word) => (word.startsWith('-') ? [toFlagName(word.replace(/=.*/, ''))] : [])));
