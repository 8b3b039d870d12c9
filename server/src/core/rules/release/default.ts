import { inferRelease } from '../../catalog/infer';
import { isExplicit } from '../../catalog/release';
import type { Entry } from '../../config/config';
import type { Change } from '../../config/edit';
import { type Facts, factsOf } from '../../facts/facts';
import { strangersIn } from '../../facts/otherReleaseFlags';
import { type ChangedDefault, changedDefaults, type MigrationData } from '../../lint/changedDefaults';
import { fixOf } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

/** A default that is another in the release at hand than in the one that a command was written for. */
export const releaseDefaults = (migration: MigrationData): Rule => ({
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
    const [stranger] = isExplicit(facts.release) ? strangersIn(facts) : [];
    const was = stranger && writtenFor(facts);
    if (!was || was.release.version === facts.release.version) return [];
    const changed = changedDefaults(migration, was, facts).filter(({ after }) => after !== undefined);
    return changed.length > 0 ? [foundFor(facts, was, changed, stranger.entry)] : [];
  },
});

/** The run as the release reads it that its flags speak for. */
function writtenFor({ catalog, config, around }: Facts): Facts {
  const written = config.flags.map(({ name, values }) => ({ name, word: values[0]?.value }));
  const version = inferRelease(catalog, config.command, written)?.release ?? catalog.reference;
  return factsOf(config, { ...around, release: { version, from: 'flags', known: true } });
}

/** One finding for all of them, where the first flag stands that gives the other release away. */
function foundFor({ release }: Facts, was: Facts, changed: readonly ChangedDefault[], { key }: Entry): Found {
  const list = changed.map(({ flag, words, after }) => `${flag} (${words.join(' ')}, now ${after})`).join(', ');
  const title =
    changed.length === 1
      ? `Add ${changed[0]?.flag}`
      : `Add the ${changed.length} defaults of ms-swift ${was.release.version}`;
  return {
    message: `The flags are written for ms-swift ${was.release.version}. In ${release.version} other defaults hold for what is not given: ${list}. Give them to keep what was.`,
    span: key,
    flags: changed.map(({ flag }) => flag),
    fixes: [fixOf(title, ...changed.map(({ flag, words }): Change => ({ op: 'set', flag, values: [...words] })))],
  };
}
