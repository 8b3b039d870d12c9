import { changeExtra, spanOfExtra } from './extraKwargs';
import { type Facts, flagValue } from './facts';
import type { Found, Rule } from './rule';

const FLAG = 'rampup_batch_size';

const bad = (rampup: string, more = '') => ({
  flags: `--global_batch_size 16 ${more} --extra_megatron_kwargs '{"rampup_batch_size": ${rampup}}'`,
  env: { NPROC_PER_NODE: '2' },
});

export const batchRampup: Rule = {
  id: 'par.rampup',
  title: 'A growing global batch that does not arrive',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-3.12',
  why: 'The three numbers are the batch size at the start, what is added each time, and the samples over which it grows to global_batch_size.',
  source: 'Megatron-LM core_r0.13.0 megatron/core/num_microbatches_calculator.py:395',
  bad: [bad('[32, 4, 100]'), bad('[4, 5, 100]'), bad('[4, 4]'), bad('[4, 4, -1]'), bad('[4, 0, 100]')],
  good: [bad('[4, 4, 100]'), { flags: '--global_batch_size 16', env: { NPROC_PER_NODE: '2' } }],
  check: (facts) => {
    const given = flagValue(facts, FLAG);
    if (given === null || given === undefined) return [];
    const said = reasonAgainst(given, facts.layout.globalBatchSize);
    return said === undefined ? [] : [found(facts, said)];
  },
};

function reasonAgainst(given: unknown, batch: number | undefined): string | undefined {
  const numbers = Array.isArray(given) ? given.map(Number) : [Number(given)];
  if (numbers.some(Number.isNaN)) return undefined;
  const [start, step, samples] = numbers;
  if (numbers.length !== 3 || start === undefined || step === undefined || samples === undefined)
    return `${FLAG} takes three numbers: the batch size at the start, what is added each time, and the samples over which it grows.`;
  if (start <= 0 || step <= 0 || samples < 0)
    return `${FLAG}: the batch size at the start and the step are at least 1, the samples at least 0.`;
  if (batch === undefined) return undefined;
  if (start > batch) return `${FLAG} starts at ${start}, above global_batch_size ${batch}, to which it should grow.`;
  if ((batch - start) % step === 0) return undefined;
  return `${FLAG} grows from ${start} in steps of ${step}, which never reach global_batch_size ${batch}.`;
}

function found(facts: Facts, message: string): Found {
  const change = changeExtra(facts, FLAG, undefined);
  return {
    message,
    span: spanOfExtra(facts, FLAG) ?? facts.config.head,
    flags: [FLAG, 'global_batch_size', 'extra_megatron_kwargs'],
    fixes: change ? [{ title: `Remove ${FLAG}`, safe: false, changes: [change] }] : [],
  };
}
