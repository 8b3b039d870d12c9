import type { Rule } from '../../lint/rule';
import { createReleaseExample, otherReleaseBase, reportOtherReleaseFlag } from './other-release-common';

export const releaseRenamed: Rule = {
  ...otherReleaseBase,
  id: 'release.renamed',
  title: 'Flag under the name of another release',
  why: 'Release 4.0 renamed about thirty flags, most of them to the names of Hugging Face. The other name is left over as `remaining_argv`.',
  bad: [
    { flags: '--output_dir out' },
    { flags: '--num_train_epochs 2' },
    { flags: '--perform_initialization true' },
    createReleaseExample('4.5.2', '--no_rope_fusion true'),
    createReleaseExample('4.5.2', '--distributed_timeout_minutes 60'),
    createReleaseExample('4.5.2', '--seq_length 4096'),
  ],
  good: [{ flags: '--save out' }, createReleaseExample('4.5.2', '--apply_rope_fusion false')],
  checkFlag: (given, facts) => reportOtherReleaseFlag(facts, given, 'renamed'),
};
