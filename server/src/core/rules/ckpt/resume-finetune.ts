import { findGiven } from '../../facts/givens';
import { flagValue, tunerTypeOf } from '../../facts/values';
import { fixOf } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

/** A folder that a run created: up to 3.11 the checkpoint itself, from 3.12 on the parent of `checkpoint-N`. */
const RUN_FOLDER = /(?:^|\/)v\d+-\d{8}-\d{6}(?:\/checkpoint-\d+)?\/?$/;

/** The folder of all runs where save is not given. */
const DEFAULT_SAVE = 'megatron_output';

export const resumeFinetune: Rule = {
  id: 'ckpt.resume-finetune',
  title: 'Resumed run that restarts at step 0',
  severity: 'hint',
  outcome: 'risky',
  releases: '3.7-3.12',
  commands: ['pt', 'sft'],
  why: 'finetune loads the weights of a checkpoint and nothing else. That is right for the next stage of a training, which usually writes to a folder of its own; a run whose own earlier checkpoint is loaded is usually one to resume.',
  source:
    'Megatron-LM core_r0.13.0 megatron/training/checkpointing.py, load_checkpoint; ms-swift v3.8.1 swift/megatron/trainers/base.py:226-228 for LoRA; v3.12.0 swift/megatron/trainers/base.py:1029, save_checkpoint',
  bad: [
    { flags: '--save out --load out/v0-20250101-000000 --finetune true', release: '3.8.1' },
    { flags: '--save out --load out/v0-20250101-000000/checkpoint-100 --finetune true', release: '3.12.6' },
    { flags: '--load megatron_output/Qwen3-8B/v0-20250101-000000 --finetune true', release: '3.8.1' },
  ],
  good: [
    { flags: '--save out --load out/v0-20250101-000000 --finetune false', release: '3.8.1' },
    { flags: '--save stage2 --load stage1/v0-20250101-000000 --finetune true', release: '3.8.1' },
    {
      flags: '--save out --load out/v0-20250101-000000 --finetune true --rlhf_type dpo',
      command: 'rlhf',
      release: '3.8.1',
    },
    { flags: '--load m-mcore --finetune true', release: '3.8.1' },
    { flags: '--save out --load out/v0-20250101-000000 --finetune true --train_type lora', release: '3.12.6' },
    { flags: '--save out --load out/v0-20250101-000000 --finetune true --no_load_optim true', release: '3.8.1' },
  ],
  check: (facts) => {
    const load = findGiven(facts, 'load');
    const finetune = findGiven(facts, 'finetune');
    if (!load || typeof load.value !== 'string' || finetune?.value !== true) return [];
    if (!RUN_FOLDER.test(load.value) || facts.config.mayHaveMoreFlags) return [];
    // The base model of a LoRA is always read that way, and a run without its optimizer cannot be resumed.
    if (tunerTypeOf(facts) !== 'full' || flagValue(facts, 'no_load_optim') !== false) return [];
    const save = findGiven(facts, 'save') ? flagValue(facts, 'save') : DEFAULT_SAVE;
    if (typeof save !== 'string' || !isInside(load.value, save)) return [];
    return [
      {
        message: `finetune true starts again at step 0 with a new optimizer, although load is an earlier run in the same output folder. To resume ${load.value}, set finetune to false.`,
        span: finetune.entry.fullSpan,
        flags: ['finetune', 'load', 'save'],
        related: [{ span: load.entry.fullSpan, message: 'the earlier run' }],
        fixes: [fixOf('Set finetune to false', { op: 'set', flag: 'finetune', values: ['false'] })],
      },
    ];
  },
};

/** Whether a path lies in a folder, both written from the same place. */
function isInside(path: string, folder: string): boolean {
  const normalized = folder.replace(/^\.\//, '').replace(/\/$/, '');
  return normalized !== '' && path.replace(/^\.\//, '').startsWith(`${normalized}/`);
}
