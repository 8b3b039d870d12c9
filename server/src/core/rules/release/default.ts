import { inferRelease } from '../../catalog/infer';
import { isExplicit } from '../../catalog/release';
import type { Entry } from '../../config/config';
import type { Change } from '../../config/edit';
import { type Facts, factsOf } from '../../facts/facts';
import { flagsOfOtherReleases } from '../../facts/otherReleaseFlags';
import { type ChangedDefault, findChangedDefaults, type MigrationData } from '../../lint/changedDefaults';
import { fixOf } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** A default that is another in the release at hand than in the one that a command was written for. */
export const createChangedDefaultRule = (migration: MigrationData): Rule => ({
  id: 'release.default',
  title: 'A default that changed between releases',
  severity: 'hint',
  outcome: 'risky',
  releases: '3.7-4.5',
  why: 'A script whose flags speak for one release runs on another one. The names can be repaired one by one; what is not given changes silently.',
  source: 'The dataclasses and the checks of ms-swift 3.7.0 to 4.5.2, read release by release',
  bad: [
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --load x --save out\n' },
    { flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron sft --model m --output_dir out\n' },
  ],
  good: [
    // No flag speaks for another release.
    { flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --mcore_model x --output_dir out\n' },
  ],
  check: (facts) => {
    const [otherFlag] = isExplicit(facts.release) ? flagsOfOtherReleases(facts) : [];
    const oldFacts = otherFlag && readAsWritten(facts);
    if (!oldFacts || oldFacts.release.version === facts.release.version) return [];
    const changed = findChangedDefaults(migration, oldFacts, facts).filter(({ after }) => after !== undefined);
    return changed.length > 0 ? [reportChangedDefaults(facts, oldFacts, changed, otherFlag.entry)] : [];
  },
});

/** The run as the release reads it that its flags speak for. */
function readAsWritten({ catalog, config, context }: Facts): Facts {
  const writtenFlags = config.flags.map(({ name, values }) => ({ name, value: values[0]?.value }));
  const version = inferRelease(catalog, config.command, writtenFlags)?.release ?? catalog.reference;
  return factsOf(config, { ...context, release: { version, from: 'flags', known: true } });
}

/** One finding for all of them, where the first flag stands that gives the other release away. */
function reportChangedDefaults(
  { release }: Facts,
  oldFacts: Facts,
  changed: readonly ChangedDefault[],
  { key }: Entry,
): Found {
  const list = changed.map(({ flag, values, after }) => `${flag} (${values.join(' ')}, now ${after})`).join(', ');
  const title =
    changed.length === 1
      ? `Add ${changed[0]?.flag}`
      : `Add the ${changed.length} defaults of ms-swift ${oldFacts.release.version}`;
  return {
    message: `The flags are written for ms-swift ${oldFacts.release.version}. In ${release.version} other defaults hold for what is not given: ${list}. Give them to keep what was.`,
    span: key,
    flags: changed.map(({ flag }) => flag),
    fixes: [fixOf(title, ...changed.map(({ flag, values }): Change => ({ op: 'set', flag, values: [...values] })))],
  };
}
