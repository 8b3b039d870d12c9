import type { Rule } from '../../lint/rule';
import { createReleaseExample, otherReleaseBase, reportOtherReleaseFlag } from './other-release-common';

export const releaseNew: Rule = {
  ...otherReleaseBase,
  id: 'release.new',
  title: 'Flag of a later release',
  why: 'Documentation describes the newest release; the installed one may not have the flag, which is then left over as `remaining_argv`.',
  bad: [
    { flags: '--load_safetensors true' },
    { flags: '--async_save true' },
    createReleaseExample('4.2.3', '--megatron_extra_kwargs {}'),
  ],
  good: [{ flags: '--save out' }],
  checkFlag: (given, facts) => reportOtherReleaseFlag(facts, given, 'new'),
};
