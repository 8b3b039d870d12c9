import type { Value } from '../../catalog/types';
import { isGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemoveOption, spanOfExtraKwarg } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

/** Returns the list as numbers: the first batch size, the increment, and the samples over which it grows. */
const readRampup = (value: Value | undefined): number[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const numbers = value.map(Number);
  return numbers.some(Number.isNaN) ? undefined : numbers;
};

export const megatronRampup: Rule = {
  id: 'megatron.rampup',
  title: 'Invalid batch size ramp-up',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'rampup_batch_size contains the first batch size, the increment and the number of samples over which the batch size grows. Megatron checks all three before the first step, after the data was prepared.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/num_microbatches_calculator.py',
  bad: [
    { flags: `--extra_megatron_kwargs '{"rampup_batch_size": [4, 4], "train_samples": 1000}'` },
    { flags: `--extra_megatron_kwargs '{"rampup_batch_size": [32, 4, 100], "train_samples": 1000}'` },
    { flags: `--extra_megatron_kwargs '{"rampup_batch_size": [4, 5, 100], "train_samples": 1000}'` },
  ],
  good: [{ flags: `--extra_megatron_kwargs '{"rampup_batch_size": [4, 4, 100], "train_samples": 1000}'` }],
  check: (facts) => {
    const span = spanOfExtraKwarg(facts, 'rampup_batch_size');
    const ramp = readRampup(facts.extraKwargs?.get('rampup_batch_size'));
    const batch = flagValue(facts, 'global_batch_size');
    // Another rule reports any ramp-up with train_iters.
    if (!span || !ramp || isGiven(facts, 'train_iters') !== false) return [];
    const message = findMistake(ramp, typeof batch === 'number' ? batch : undefined);
    const fixes = collectFixes(fixRemoveOption(facts, 'rampup_batch_size'));
    return message ? [{ message, span, flags: ['rampup_batch_size', 'global_batch_size'], fixes }] : [];
  },
};

function findMistake(ramp: readonly number[], batch: number | undefined): string | undefined {
  const [start = 0, step = 0, samples = 0] = ramp;
  if (ramp.length !== 3)
    return `rampup_batch_size has ${ramp.length} numbers instead of three: the first batch size, the increment and the samples over which it grows.`;
  if (start <= 0) return `The first batch size of rampup_batch_size is ${start}; it must be at least 1.`;
  if (step <= 0) return `The increment of rampup_batch_size is ${step}; it must be at least 1.`;
  if (samples < 0) return `The number of samples of rampup_batch_size is ${samples}; it cannot be negative.`;
  if (batch === undefined) return undefined;
  if (start > batch) return `rampup_batch_size starts at ${start}, above global_batch_size ${batch}.`;
  return (batch - start) % step === 0
    ? undefined
    : `rampup_batch_size grows from ${start} in steps of ${step}, which never reach global_batch_size ${batch}.`;
}
