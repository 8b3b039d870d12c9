import { isInRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { findAllGiven, findGiven, isGiven } from '../../facts/givens';
import { countLetter, stagesOfLayout, UNEVEN_SPLIT_FLAGS } from '../../facts/pipelineLayout';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

const LAYOUT_FLAG = 'pipeline_model_parallel_layout';

/** A model with 28 layers and two pipeline ranks, for the examples. */
const model = { num_hidden_layers: 28 };
const env = { NPROC_PER_NODE: '2' };
const pipeline = '--pipeline_model_parallel_size 2';

export const parLayout: Rule = {
  id: 'par.layout',
  title: 'Pipeline layout that does not match the model',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'A layout lists every layer of every stage: E for the embedding, t for a transformer layer, m for multi-token prediction, L for the loss. Bars separate stages, and `t*3` and `(tt|)*4` are repetitions.',
  source:
    'Megatron-LM core_r0.13.0 megatron/core/transformer/pipeline_parallel_layer_layout.py; megatron/training/arguments.py:509',
  bad: [
    { flags: `${pipeline} --${LAYOUT_FLAG} foo`, env, release: '3.12.6' },
    { flags: `${pipeline} --${LAYOUT_FLAG} "Et*13|t*14L"`, model, env, release: '4.2.3' },
    { flags: `${pipeline} --${LAYOUT_FLAG} "E|t*28|L"`, model, env, release: '3.12.6' },
    { flags: `${pipeline} --${LAYOUT_FLAG} "t*14|t*14L"`, model, env, release: '4.2.3' },
    {
      flags: `${pipeline} --${LAYOUT_FLAG} "Et*14|t*14L" --decoder_first_pipeline_num_layers 12`,
      model,
      env,
      release: '4.2.3',
    },
  ],
  good: [
    { flags: `${pipeline} --${LAYOUT_FLAG} "Et*14|t*14L"`, model, env, release: '4.2.3' },
    { flags: `${pipeline} --${LAYOUT_FLAG} "Ett|(tt|)*12,ttL"`, model, env, release: '4.2.3' },
    { flags: `${pipeline} --${LAYOUT_FLAG} "Et*13|t*14L"`, env, release: '4.2.3' },
    { flags: pipeline, env },
  ],
  check: (facts) => {
    const layout = flagValue(facts, LAYOUT_FLAG);
    const stages = typeof layout === 'string' ? stagesOfLayout(layout) : undefined;
    if (stages === undefined) return [];
    const mistake =
      checkLetters(stages) ?? checkStageCount(stages, facts) ?? checkConflicts(facts) ?? checkLayers(stages, facts);
    return mistake === undefined ? [] : [reportMistake(facts, mistake)];
  },
};

interface LayoutMistake {
  message: string;
  flags?: string[];
}

function checkLetters(stages: readonly string[]): LayoutMistake | undefined {
  const letter = /[^ELtm]/.exec(stages.join(''))?.[0];
  if (letter === undefined) return undefined;
  return {
    message: `${LAYOUT_FLAG}: \`${letter}\` is not a kind of layer. E is the embedding, t a transformer layer, m multi-token prediction, L the loss.`,
  };
}

function checkStageCount(
  { length }: readonly string[],
  { layout: { pipelineParallel } }: Facts,
): LayoutMistake | undefined {
  if (pipelineParallel === undefined || pipelineParallel <= 0 || length % pipelineParallel === 0) return undefined;
  return {
    message: `${LAYOUT_FLAG} has ${length} stages, which cannot be divided evenly among ${pipelineParallel} pipeline ranks.`,
    flags: ['pipeline_model_parallel_size'],
  };
}

function checkConflicts(facts: Facts): LayoutMistake | undefined {
  const conflicting = UNEVEN_SPLIT_FLAGS.find(
    (flag) => isGiven(facts, flag) && ![false, null].includes(flagValue(facts, flag) as null),
  );
  return conflicting === undefined
    ? undefined
    : {
        message: `${LAYOUT_FLAG} already assigns every layer to a stage. Remove ${conflicting}, which cannot be combined with it.`,
        flags: [conflicting],
      };
}

function checkLayers(stages: readonly string[], facts: Facts): LayoutMistake | undefined {
  const letters = stages.join('');
  if (!letters.startsWith('E') || countLetter(stages, 'E') !== 1)
    return { message: `${LAYOUT_FLAG} must begin with the embedding, E, and contain it only once.` };
  if (!letters.endsWith('L') || countLetter(stages, 'L') !== 1)
    return { message: `${LAYOUT_FLAG} must end with the loss, L, and contain it only once.` };
  const count = countLetter(stages, 't');
  const { layers: layersOfModel } = facts.layout;
  if (layersOfModel !== undefined && count !== layersOfModel)
    return {
      message: `${LAYOUT_FLAG} places ${count} transformer layers, but the model has ${layersOfModel}.`,
      flags: ['num_layers'],
    };
  const predictors = countLetter(stages, 'm');
  if (predictors === 0) return undefined;
  if (isInRange(facts.release.version, '3.7-3.9'))
    return { message: `${LAYOUT_FLAG}: this release does not support multi-token prediction (m) in a layout.` };
  const givenPredictors = flagValue(facts, 'mtp_num_layers');
  return givenPredictors === undefined || givenPredictors === predictors
    ? undefined
    : {
        message: `${LAYOUT_FLAG} places ${predictors} multi-token prediction layers, but mtp_num_layers is ${givenPredictors ?? 'not given'}.`,
        flags: ['mtp_num_layers'],
      };
}

function reportMistake(facts: Facts, { message, flags = [] }: LayoutMistake): Found {
  const given = findGiven(facts, LAYOUT_FLAG);
  const otherFlags = findAllGiven(facts, flags);
  const removable = findAllGiven(facts, [...flags.filter((flag) => UNEVEN_SPLIT_FLAGS.includes(flag)), LAYOUT_FLAG]);
  return {
    message,
    span: given?.entry.fullSpan ?? facts.config.head,
    flags: [LAYOUT_FLAG, ...flags],
    related: otherFlags.map(({ entry, flag }) => ({ span: entry.fullSpan, message: `${flag?.name} is given here` })),
    fixes: removable.map(({ entry, flag }) => fixRemove(entry, flag?.name ?? '')),
    ...(flags.includes('pipeline_model_parallel_size') && { nearest: flags }),
  };
}
