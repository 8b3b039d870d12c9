import type { Rule } from '../../lint/rule';
import { createReleaseExample, otherReleaseBase, reportOtherReleaseFlag } from './other-release-common';

export const releaseRemoved: Rule = {
  ...otherReleaseBase,
  id: 'release.removed',
  title: 'Removed flag',
  why: 'Release 4.0 removed more than a hundred flags, most of them because config.json of the model contains the same value. A removed flag is left over as `remaining_argv`.',
  bad: [createReleaseExample('4.5.2', '--num_layers 28'), createReleaseExample('4.0.0', '--ckpt_format torch')],
  good: [{ flags: '--num_layers 28' }],
  checkFlag: (given, facts) => reportOtherReleaseFlag(facts, given, 'removed'),
};
