import type { Rule } from '../../lint/rule';
import { configFileBase, createConfigFlagExample, reportFileProblems } from './common';

export const yamlInterpolation: Rule = {
  ...configFileBase,
  id: 'yaml.interpolation',
  needsWords: true,
  title: 'Reference to a missing key in ${ }',
  severity: 'error',
  outcome: 'rejected',
  why: 'The reader of --config, from 3.10 to 4.0.4, replaces `${key}` with the value of that key, and stops with InterpolationKeyError if it does not exist.',
  source: 'omegaconf/base.py, InterpolationKeyError; ms-swift swift/cli/main.py, prepare_config_args (3.12.6)',
  bad: [createConfigFlagExample('lr: ${base_lr}\n')],
  good: [createConfigFlagExample('lr: ${min_lr}\nmin_lr: 1e-6\n'), createConfigFlagExample('save: ${oc.env:HOME}\n')],
  check: (facts) => reportFileProblems(facts, 'yaml.interpolation', 'The file cannot be loaded.'),
};
