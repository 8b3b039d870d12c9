import type { Rule } from '../../lint/rule';
import { readerHintBase } from '../common';

export const releaseUnknown: Rule = {
  ...readerHintBase,
  id: 'release.unknown',
  title: 'Release of ms-swift that is not known',
  why: 'Flags and rules are known for certain releases of ms-swift. A later one is checked as the nearest older release, and a development version accepts what the releases before and after it accept. If its code is installed or checked out, its own flags are read from there.',
  source: 'Training Preflight itself',
  bad: [
    { flags: '', script: '# preflight: ms-swift=9.9\nmegatron sft --packing ture\n' },
    { flags: '', script: '# preflight: ms-swift=4.0.0.dev0\nmegatron sft --packing true\n' },
  ],
  good: [{ flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --packing true\n' }],
};
