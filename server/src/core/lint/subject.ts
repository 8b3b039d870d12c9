import { plainName } from '../config/config';
import type { About, Example, Rule } from './rule';

/** What a rule is about. What ships has this in place of the examples. */
export function aboutOf(rule: Rule): About | undefined {
  const { bad, about }: Partial<Rule> = rule;
  return bad ? inAll(bad) : about;
}

function inAll(examples: readonly Example[]): About | undefined {
  const [first, ...others] = examples.map(namedIn);
  const [{ command = 'sft' } = {}] = examples;
  if (!first || examples.some((each) => (each.command ?? 'sft') !== command)) return undefined;
  return { command, flags: [...first].filter((name) => others.every((names) => names.has(name))) };
}

const namedIn = ({ flags }: Example): Set<string> =>
  new Set(flags.split(/\s+/).flatMap((word) => (word.startsWith('-') ? [plainName(word.replace(/=.*/, ''))] : [])));
