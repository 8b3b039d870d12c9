import type { Value } from '../../catalog/types';
import { isGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixRemoveOption, spanOfExtraKwarg } from '../../lint/extraKwargs';
import { collectFixes } from '../../lint/fix';
import type { Rule } from '../../lint/rule';

/** A list of three whole numbers: the batch at the start, by how much it grows, and over how many samples. */
const readRampup = (value: Value | undefined): number[] | undefined => {
  if (!Array.isArray(value)) return undefined;
  const numbers = value.map(Number);
  return numbers.some((each) => Number.isNaN(each)) ? undefined : numbers;
};

export const rampup: Rule = {
  id: 'megatron.rampup',
  title: 'A batch size ramp-up that does not arrive at the global batch size',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'rampup_batch_size holds the first batch, the increment and the samples over which it grows. Megatron checks all three before the first step, after the data was prepared.',
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
    // With train_iters it is refused whatever it says, by another rule.
    if (!span || !ramp || isGiven(facts, 'train_iters') !== false) return [];
    const message = findMistake(ramp, typeof batch === 'number' ? batch : undefined);
    const fixes = collectFixes(fixRemoveOption(facts, 'rampup_batch_size'));
    return message ? [{ message: message, span, flags: ['rampup_batch_size', 'global_batch_size'], fixes }] : [];
  },
};

function findMistake(ramp: readonly number[], batch: number | undefined): string | undefined {
  const [start = 0, step = 0, samples = 0] = ramp;
  if (ramp.length !== 3)
    return `rampup_batch_size takes three numbers, the first batch, the increment and the samples to grow over; here are ${ramp.length}.`;
  if (start <= 0) return `The first batch of rampup_batch_size has to be at least 1; it is ${start}.`;
  if (step <= 0) return `The increment of rampup_batch_size has to be at least 1; it is ${step}.`;
  if (samples < 0) return `The samples of rampup_batch_size cannot be negative; they are ${samples}.`;
  if (batch === undefined) return undefined;
  if (start > batch) return `rampup_batch_size starts at ${start}, above global_batch_size ${batch}.`;
  return (batch - start) % step === 0
    ? undefined
    : `rampup_batch_size goes from ${start} to global_batch_size ${batch} in steps of ${step}, which do not arrive there.`;
}
