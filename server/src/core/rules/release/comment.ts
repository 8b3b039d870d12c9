import type { Rule } from '../../lint/rule';
import { readerErrorBase } from '../common';

export const releaseComment: Rule = {
  ...readerErrorBase,
  id: 'release.comment',
  title: 'Preflight comment that sets nothing',
  severity: 'warning',
  outcome: 'ignored',
  why: 'A `# preflight:` comment has the settings ms-swift, world-size, gpu-memory and model-config, each as `name=value`. Any other word is ignored, so that the file is checked as another release, or for an unknown number or size of GPUs.',
  source: 'Training Preflight itself',
  bad: [
    { flags: '', script: '# preflight: swift=3.8.1\nmegatron sft --save out\n' },
    { flags: '', script: '# preflight: ms-swift=3.8.l\nmegatron sft --save out\n' },
    { flags: '', script: '# preflight: ms-swift=4.5.2 worldsize=16\nmegatron sft --output_dir out\n' },
  ],
  good: [
    { flags: '', script: '# preflight: ms-swift=3.8.1 world-size=16 gpu-memory=80\nmegatron sft --save out\n' },
    { flags: '', script: '# preflight: ms-swift>=4.1\nmegatron sft --output_dir out\n' },
  ],
};
