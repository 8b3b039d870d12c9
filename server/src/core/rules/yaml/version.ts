import { isExplicit, isInRange } from '../../catalog/release';
import { isYamlFileName } from '../../config/extensions';
import { isInJoined } from '../../config/joinConfigs';
import { findConfigFlag } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { MODEL_FLAGS } from '../../lint/condition';
import type { Rule } from '../../lint/rule';

/** Names the first error of a run whose config file is not read; empty if the command itself gives a model. */
export const describeMissingModel = ({ config }: Facts): string =>
  config.flags.some(({ name, key }) => MODEL_FLAGS.includes(name) && !isInJoined(key))
    ? ''
    : ', so the run stops because no model is given';

export const yamlVersion: Rule = {
  id: 'yaml.version',
  needsWords: true,
  title: 'Config file not supported by the release',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.0',
  why: 'A YAML file as the first argument is read from 4.1 on. 3.10 to 4.0.4 read one after --config. Earlier releases read none, and the name is left over as `remaining_argv`.',
  source: 'swift/cli/main.py, parse_yaml_args (4.1.0)',
  bad: [{ flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron sft run.yaml\n' }],
  good: [
    { flags: '', script: 'megatron sft run.yaml\n' },
    { flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron sft --lr 1e-5\n' },
    { flags: '', script: '# preflight: ms-swift=3.8.1\nmegatron sft args.json\n' },
  ],
  check: (facts) => {
    const { config, release } = facts;
    const configFile = config.configFile ?? config.joinedConfigFile;
    // Without an explicit release, the file itself suggests a release that reads it.
    if (!configFile || !isExplicit(release) || !isYamlFileName(configFile.value ?? '')) return [];
    if (findConfigFlag(config) || config.reader) return [];
    const advice = isInRange(release.version, '3.10-4.0.4')
      ? 'Write --config before it.'
      : 'Use a shell script or a newer release.';
    return [
      {
        message: `ms-swift ${release.version} does not read \`${configFile.text}\` as the first argument (4.1 and later do)${describeMissingModel(facts)}. ${advice}`,
        span: configFile.span,
        flags: [],
      },
    ];
  },
};
