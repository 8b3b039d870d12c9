import { isInRange } from '../../catalog/release';
import { toFlagName } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { collectFixes, fixRemove, fixRename } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** What to write instead of a name from another tool, in the release at hand. */
interface ForeignAdvice {
  /** The flag that takes the same value. */
  flag: string | undefined;
  advice: string;
}

/** A name that Hugging Face, `swift sft` or plain Megatron has for something; undefined for any other. */
export function findForeignAdvice({ catalog, release, config }: Facts, name: string): ForeignAdvice | undefined {
  const { forms } = catalog.view(release.version, config.command);
  const entries = catalog.foreignByName.get(toFlagName(name)) ?? [];
  const entry = entries.find(({ releases }) => releases === undefined || isInRange(release.version, releases));
  if (!entry) return undefined;
  const findFirst = (names: readonly string[]): string | undefined => names.find((each) => forms.has(each));
  const flag = findFirst(entry.flags ?? []);
  const advice = entry.advice.replace(/\{([\w|]+)\}/g, (_, names: string) =>
    names === 'flag' ? (flag ?? '') : (findFirst(names.split('|')) ?? names.split('|')[0] ?? ''),
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
  supersedes: ['cli.abbrev', 'cli.abbrev-ambiguous'],
  bad: [{ flags: '--optim adam' }],
  good: [{ flags: '--optimizer adam' }, { flags: '--gradient_checkpointing_kwargs {}' }],
  check: (facts) =>
    facts.givenFlags.flatMap(({ entry, match }): Found[] => {
      const foreign =
        match.kind === 'prefix' || match.kind === 'ambiguous' ? findForeignAdvice(facts, entry.name) : undefined;
      if (!foreign) return [];
      const explanation =
        match.kind === 'prefix'
          ? `${entry.name} is read as ${match.flag.name}, the only flag that begins so.`
          : `${entry.name} is the beginning of several flags, and no flag itself.`;
      return [
        {
          ...(match.kind === 'ambiguous' && { severity: 'error', outcome: 'rejected' }),
          message: `${explanation} ${foreign.advice}`,
          span: entry.key,
          flags: [entry.name],
          fixes: collectFixes(foreign.flag ? fixRename(entry, foreign.flag) : undefined, fixRemove(entry, entry.name)),
        },
      ];
    }),
};
