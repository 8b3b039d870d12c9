import { inRange } from '../../catalog/release';
import { plainName } from '../../config/config';
import type { Facts } from '../../facts/facts';
import { fixesOf, fixRemove, fixRename } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** What to write instead of a name from another tool, in the release at hand. */
interface Foreign {
  /** The flag that takes the same value. */
  flag: string | undefined;
  advice: string;
}

/** A name that Hugging Face, `swift sft` or plain Megatron has for something; undefined for any other. */
export function foreignName({ catalog, release, config }: Facts, name: string): Foreign | undefined {
  const { forms } = catalog.view(release.version, config.command);
  const entries = catalog.foreignByName.get(plainName(name)) ?? [];
  const entry = entries.find(({ releases }) => releases === undefined || inRange(release.version, releases));
  if (!entry) return undefined;
  const firstOf = (names: readonly string[]): string | undefined => names.find((each) => forms.has(each));
  const flag = firstOf(entry.flags ?? []);
  const advice = entry.advice.replace(/\{([\w|]+)\}/g, (_, names: string) =>
    names === 'flag' ? (flag ?? '') : (firstOf(names.split('|')) ?? names.split('|')[0] ?? ''),
  );
  return { flag, advice };
}

/** Such a name may happen to be the beginning of a flag, and is then taken for that one, or is ambiguous. */
export const foreignAbbreviation: Rule = {
  id: 'cli.foreign',
  title: 'A name of another tool that begins like a flag',
  severity: 'warning',
  outcome: 'ignored',
  releases: '3.7-4.5',
  why: 'argparse takes the beginning of a name for the flag, if only one begins so: `--gradient_checkpointing true` is read as gradient_checkpointing_kwargs and switches nothing on. Where several begin so, the run is rejected.',
  source: 'CPython Lib/argparse.py, _get_option_tuples (allow_abbrev)',
  instead: ['cli.abbrev', 'cli.abbrev-ambiguous'],
  bad: [{ flags: '--optim adam' }],
  good: [{ flags: '--optimizer adam' }, { flags: '--gradient_checkpointing_kwargs {}' }],
  check: (facts) =>
    facts.given.flatMap(({ entry, match }): Found[] => {
      const foreign =
        match.kind === 'prefix' || match.kind === 'ambiguous' ? foreignName(facts, entry.name) : undefined;
      if (!foreign) return [];
      const read =
        match.kind === 'prefix'
          ? `${entry.name} is read as ${match.flag.name}, the only flag that begins so.`
          : `${entry.name} is the beginning of several flags, and no flag itself.`;
      return [
        {
          ...(match.kind === 'ambiguous' && { severity: 'error', outcome: 'rejected' }),
          message: `${read} ${foreign.advice}`,
          span: entry.key,
          flags: [entry.name],
          fixes: fixesOf(foreign.flag ? fixRename(entry, foreign.flag) : undefined, fixRemove(entry, entry.name)),
        },
      ];
    }),
};
