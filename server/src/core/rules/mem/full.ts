import type { Facts } from '../../facts/facts';
import type { Located, Rule } from '../../lint/rule';
import { type Card, cardOf, formatGib } from '../../memory/card';
import { estimateMemory } from '../../memory/estimate';
import { fullestOf, judgeFit } from '../../memory/fit';
import type { MemoryEstimate } from '../../memory/memoryEstimate';
import { describeFullest } from '../../memory/reason';
import { toSentence } from '../../text/sentence';
import { denseModel } from './common';

const env = { NPROC_PER_NODE: '8', NNODES: '1' };
const layout = '--packing true --max_length 16384 --tensor_model_parallel_size 2';
const commandLine = `NPROC_PER_NODE=8 NNODES=1 megatron sft --output_dir out ${layout}`;

export const memFull: Rule = {
  id: 'mem.full',
  title: 'Run that may not fit the memory of a GPU',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  why: 'The estimate adds weights, gradients, optimizer, activations and logits of the fullest pipeline stage, and what CUDA and NCCL take besides. Above 95 % of a GPU little room is left for what differs from the estimate: the run may stop for lack of memory in its first steps, or at the longest sample.',
  source: 'docs/memory.md, which lists the runs that the estimate was compared with',
  bad: [
    { flags: '', script: `# preflight: ms-swift=4.5.2 gpu-memory=80\n${commandLine}\n`, model: denseModel },
    { flags: `${layout} --max_length 65536`, env, model: denseModel, release: '4.5.2' },
  ],
  good: [
    {
      flags: `${layout} --recompute_granularity full --recompute_method uniform --recompute_num_layers 1`,
      env,
      model: denseModel,
      release: '4.5.2',
    },
    { flags: layout.replace('--packing true ', ''), env, model: denseModel, release: '4.5.2' },
  ],
  check: (facts) => {
    const found = findFull(facts);
    if (!found) return [];
    const { memory, card } = found;
    return [{ ...located(facts, card), message: describe(memory, card), flags: [], savesMemory: true }];
  },
  locate: (facts) => {
    const found = findFull(facts);
    return found && located(facts, found.card);
  },
};

/** Finds a run that does not fit; `mem.state` reports one that cannot start on a known GPU. */
function findFull(facts: Facts): { memory: MemoryEstimate; card: Card } | undefined {
  const answer = estimateMemory(facts);
  if ('unknown' in answer) return undefined;
  const card = cardOf(facts);
  const fit = judgeFit(answer.memory, card);
  const isFull = fit === 'full' || (card.isAssumed && fit === 'impossible');
  return isFull ? { memory: answer.memory, card } : undefined;
}

/** An assumed GPU is no reason to warn. */
const located = ({ config }: Facts, { isAssumed }: Card): Located => ({
  severity: isAssumed ? 'hint' : 'warning',
  outcome: 'risky',
  span: config.head,
});

function describe(memory: MemoryEstimate, card: Card): string {
  const { used } = fullestOf(memory);
  const need = memory.isUpperBound
    ? `at least ${formatGib(memory.low)} GiB without any data`
    : `${memory.bound} ${formatGib(used)} GiB (${formatGib(memory.low)} to ${formatGib(memory.high)})`;
  const size = card.isAssumed
    ? 'more than a GPU of 80 GB has. That size is assumed: set `gpu-memory=` in a `# preflight:` comment'
    : `and a GPU has ${formatGib(card.gib)} GiB`;
  const advice = card.isAssumed
    ? '.'
    : '. Recompute activations, split the model over more GPUs, or shorten the samples.';
  const cause = memory.isUpperBound ? '' : ` ${toSentence(describeFullest(memory))}`;
  return `The fullest GPU needs ${need}, ${size}${advice}${cause}`;
}
