import type { Rule } from '../../lint/rule';
import { readerHintBase } from '../common';

export const releaseUnknown: Rule = {
  ...readerHintBase,
  id: 'release.unknown',
  title: 'Unknown release of ms-swift',
  why: 'Rules and flags are known for certain releases of ms-swift. The flags of any other release would be a guess, so nothing is checked. Name a known release, or install a newer Training Preflight.',
  source: 'Training Preflight itself',
  bad: [{ flags: '', script: '# preflight: ms-swift=9.9\nmegatron sft --packing ture\n' }],
  good: [{ flags: '', script: '# preflight: ms-swift=4.5.2\nmegatron sft --packing true\n' }],
};
