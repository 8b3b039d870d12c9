import { isInRange } from '../../catalog/release';
import type { Entry } from '../../config/config';
import { isInJoined } from '../../config/joinConfigs';
import { findGiven } from '../../facts/givens';
import { isFromConfigFile } from '../../facts/launcherEnvironment';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

export const cliOverride: Rule = {
  id: 'yaml.cli-override',
  needsWords: true,
  title: 'Flag of the command line that the config file overrides or repeats',
  severity: 'hint',
  outcome: 'overridden',
  releases: '3.10+',
  why: 'A file that is the first argument (4.1 and later) is read first, so that flags on the command line override it, as they are meant to. A file after --config (3.10 to 4.0.4) is read last and takes precedence.',
  source: 'swift/cli/main.py, prepare_config_args of 3.12.6 and parse_yaml_args of 4.6.0',
  bad: [
    {
      flags: '',
      script: '# preflight: ms-swift=4.5.2\nmegatron sft run.yaml --lr 1e-4\n',
      neighbor: { name: 'run.yaml', text: 'lr: 1e-4\n' },
    },
    {
      flags: '',
      script: '# preflight: ms-swift=3.12.6\nmegatron sft --config run.yaml --seed 2\n',
      neighbor: { name: 'run.yaml', text: 'seed: 1\n' },
    },
  ],
  good: [
    {
      flags: '',
      script: '# preflight: ms-swift=4.5.2\nmegatron sft run.yaml --lr 1e-5\n',
      neighbor: { name: 'run.yaml', text: 'lr: 1e-4\n' },
    },
    {
      flags: '',
      script: '# preflight: ms-swift=4.5.2\nmegatron sft run.yaml --lr 1e-5\n',
      neighbor: { name: 'run.yaml', text: 'seed: 1\n' },
    },
  ],
  checkFlag: (given, facts) => {
    const name = given.flag?.name ?? '';
    const later = findGiven(facts, name)?.entry;
    if (!later || isInJoined(later.key) === isInJoined(given.entry.key)) return [];
    if (isFromConfigFile(facts.config, later)) return [reportOverride(given.entry, later, name)];
    if (!isInRange(facts.release.version, '4.1+')) return [];
    return textOf(later) !== undefined && textOf(later) === textOf(given.entry)
      ? [reportRepetition(given.entry, later, name)]
      : [];
  },
};

/** The values of an entry as one text; undefined if one of them is unknown. */
function textOf({ values }: Entry): string | undefined {
  const texts = values.map(({ value }) => value);
  return texts.includes(undefined) ? undefined : texts.join(' ');
}

const reportOverride = (overridden: Entry, effective: Entry, name: string): Found => ({
  // A repeated value is harmless.
  ...(textOf(overridden) !== textOf(effective) && { severity: 'warning' }),
  message: `${name} has no effect on the command line, because the file of --config is read last and sets it as well.`,
  span: overridden.fullSpan,
  flags: [name],
  related: [{ span: effective.fullSpan, message: `this ${name} takes effect` }],
  fixes: [fixRemove(overridden, `this ${name}`)],
});

const reportRepetition = (inFile: Entry, repeated: Entry, name: string): Found => ({
  message: `${name} repeats the value of the config file. Remove it here.`,
  span: repeated.fullSpan,
  flags: [name],
  related: [{ span: inFile.fullSpan, message: `${name} of the config file` }],
  fixes: [fixRemove(repeated, `this ${name}`)],
});
