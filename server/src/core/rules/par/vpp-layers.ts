import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findAllGiven, isGiven } from '../../facts/givens';
import { divideEvenly } from '../../facts/parallelLayout';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

const FIRST = 'decoder_first_pipeline_num_layers';
const LAST = 'decoder_last_pipeline_num_layers';
const PER_STAGE = 'num_layers_per_virtual_pipeline_stage';
const COUNT = 'num_virtual_stages_per_pipeline_rank';
const ACCOUNT_FLAGS = ['account_for_embedding_in_pipeline_split', 'account_for_loss_in_pipeline_split'];
const SIZE = 'virtual_pipeline_model_parallel_size';

/** A dense model with 28 layers and two pipeline ranks, for the examples. */
const model = { num_hidden_layers: 28 };
const pipeline = '--pipeline_model_parallel_size 2';
const env = { NPROC_PER_NODE: '2' };

export const vppLayers: Rule = {
  id: 'par.vpp-layers',
  title: 'Layers not divisible into virtual stages',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.9+',
  why: 'The interleaved schedule divides the layers of every pipeline rank into stages of equal size.',
  source:
    'Megatron-LM core_r0.13.0 megatron/training/arguments.py:536, megatron/core/transformer/transformer_config.py:931, transformer_block.py:157',
  bad: [
    { flags: `${pipeline} --${PER_STAGE} 5`, model, env, release: '3.12.6' },
    { flags: `${pipeline} --${COUNT} 4`, model, env, release: '3.9.3' },
    { flags: `${pipeline} --${COUNT} 2 --${FIRST} 13`, model, env, release: '3.12.6' },
    { flags: `${pipeline} --${PER_STAGE} 2 --${FIRST} 12`, model, env, release: '3.12.6' },
    { flags: `${pipeline} --${SIZE} 3`, model, env, release: '4.2.3' },
  ],
  good: [
    { flags: `${pipeline} --${PER_STAGE} 7`, model, env, release: '3.12.6' },
    { flags: `${pipeline} --${COUNT} 2 --${FIRST} 12`, model, env, release: '3.12.6' },
    { flags: `${pipeline} --${SIZE} 7`, model, env, release: '4.2.3' },
    { flags: `${pipeline} --${SIZE} 3`, env, release: '4.2.3' },
  ],
  check: (facts) => {
    if (isGiven(facts, 'pipeline_model_parallel_layout') !== false) return [];
    const perStage = flagValue(facts, PER_STAGE);
    return isInRange(facts.release.version, '3.9-3.12') && typeof perStage === 'number'
      ? checkLayersPerStage(facts, perStage)
      : checkVirtualStages(facts);
  },
};

function checkLayersPerStage(facts: Facts, perStage: number): Found[] {
  if (isGiven(facts, COUNT) !== false || perStage <= 0) return [];
  if (isGiven(facts, FIRST) || isGiven(facts, LAST)) {
    const message = `${PER_STAGE} requires equal pipeline ranks. With ${FIRST} or ${LAST}, use ${COUNT} instead.`;
    return [reportUnevenStages(facts, message, [PER_STAGE, FIRST, LAST])];
  }
  const { layersToShare, pipelineParallel } = facts.layout;
  if (layersToShare === undefined || !pipelineParallel || layersToShare % pipelineParallel !== 0) return [];
  const layers = layersToShare / pipelineParallel;
  if (layers % perStage === 0) return [];
  return [
    reportUnevenStages(facts, `${PER_STAGE} ${perStage} does not divide the ${layers} layers of a pipeline rank.`, [
      PER_STAGE,
      'pipeline_model_parallel_size',
    ]),
  ];
}

function checkVirtualStages(facts: Facts): Found[] {
  const { virtualStages: stages, pipelineParallel, layersToShare, middleLayers, middleStages } = facts.layout;
  const name = isGiven(facts, COUNT) ? COUNT : SIZE;
  if (stages === undefined || stages <= 1 || pipelineParallel === undefined || pipelineParallel <= 1) return [];
  const givenSizes = [FIRST, LAST].map((flag) => flagValue(facts, flag)).filter((size) => typeof size === 'number');
  const otherLayers =
    givenSizes.length === 0
      ? divideEvenly(layersToShare, pipelineParallel)
      : middleStages === 0
        ? undefined
        : divideEvenly(middleLayers, middleStages);
  const unevenLayers = [...givenSizes, otherLayers].find(
    (layers) => layers !== undefined && layers > 0 && layers % stages !== 0,
  );
  if (unevenLayers === undefined) return [];
  const message = `The ${unevenLayers} layers of a pipeline rank cannot be divided into ${stages} equal virtual stages.`;
  const accountFlags = ACCOUNT_FLAGS.filter((flag) => flagValue(facts, flag) === true);
  return [reportUnevenStages(facts, message, [name, FIRST, LAST, ...accountFlags, 'pipeline_model_parallel_size'])];
}

function reportUnevenStages(facts: Facts, message: string, flags: string[]): Found {
  const given = findAllGiven(facts, flags);
  const [first] = given;
  return {
    message,
    span: first?.entry.fullSpan ?? facts.config.head,
    flags,
    related: given
      .slice(1)
      .map(({ entry, flag }) => ({ span: entry.fullSpan, message: `${flag?.name} is given here` })),
    fixes: given.slice(0, 1).map(({ entry, flag }) => fixRemove(entry, flag?.name ?? '')),
    nearest: flags,
  };
}
