import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import type { Rule } from '../../lint/rule';
import { type Card, cardOf, formatGib } from '../../memory/card';
import { estimateMemory } from '../../memory/estimate';
import { judgeFit, stateOf } from '../../memory/fit';
import type { StageMemory } from '../../memory/memoryEstimate';
import { isAdapterRun } from '../../memory/readShape';
import { toSentence } from '../../text/sentence';
import { denseModel } from './common';

const env = { NPROC_PER_NODE: '8', NNODES: '1' };
const data = '--packing true --max_length 8192';

/** The releases that are close to the one whose runs were measured. In others an estimate is no reason for an error. */
const CLOSE_RELEASES = '4.0+';

export const memState: Rule = {
  id: 'mem.state',
  title: 'Weights, gradients and optimizer larger than a GPU',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'Each GPU keeps the weights of its part of the model, four bytes of gradient for each weight that it trains, and its share of the twelve bytes of the optimizer. If these alone exceed its memory, no length of data and no form of recomputation helps: the run ends in the first or second step.',
  source:
    'Megatron-LM core_v0.18.2 megatron/core/optimizer/distrib_optimizer.py, megatron/core/distributed/param_and_grad_buffer.py; docs/memory.md',
  bad: [
    {
      flags: `${data}`,
      script: `# preflight: ms-swift=4.5.2 gpu-memory=24\nNPROC_PER_NODE=8 NNODES=1 megatron sft --output_dir out ${data}\n`,
      model: denseModel,
    },
  ],
  good: [{ flags: `${data} --tensor_model_parallel_size 4`, env, model: denseModel, release: '4.5.2' }],
  check: (facts) => {
    const card = cardOf(facts);
    const answer = estimateMemory(facts);
    if (card.isAssumed || 'unknown' in answer || judgeFit(answer.memory, card) !== 'impossible') return [];
    const { stages } = answer.memory;
    const stage = stages.reduce((most, each) => (stateOf(each) > stateOf(most) ? each : most));
    const { weights, gradients, optimizer } = stage.parts;
    const parts = `weights ${formatGib(weights)}, gradients ${formatGib(gradients)}, optimizer ${formatGib(optimizer)}`;
    const isClose = isInRange(facts.release.version, CLOSE_RELEASES);
    return [
      {
        ...(!isClose && { severity: 'warning', outcome: 'risky' }),
        message: `A GPU has ${formatGib(card.gib)} GiB, but weights, gradients and optimizer alone need ${formatGib(stateOf(stage))} GiB (${parts}). ${adviseOn(facts, stage, card)}`,
        span: facts.config.head,
        flags: [],
        savesMemory: true,
      },
    ];
  },
};

/** The advice that helps this run: weights that exceed the card stay there with an adapter, and without the optimizer. */
function adviseOn(facts: Facts, stage: StageMemory, { gib }: Card): string {
  const { weights, optimizer } = stage.parts;
  const ways = [
    'split the model over more GPUs',
    ...(isAdapterRun(facts) || weights > gib ? [] : ['train an adapter']),
    ...(stateOf(stage) - optimizer > gib ? [] : ['keep the optimizer in the memory of the host']),
  ];
  const [first = '', ...others] = ways;
  const last = others.pop();
  const text =
    last === undefined ? first : `${[first, ...others].join(', ')}${others.length > 0 ? ',' : ''} or ${last}`;
  return toSentence(text);
}
