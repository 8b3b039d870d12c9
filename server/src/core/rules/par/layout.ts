import { inRange } from '../../catalog/release';
import type { Facts } from '../../facts/facts';
import { givenOf, isGiven, lastGiven } from '../../facts/givens';
import { countIn, stagesOfLayout, UNEVEN_STAGES } from '../../facts/pipelineLayout';
import { flagValue } from '../../facts/values';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';

const FLAG = 'pipeline_model_parallel_layout';

const model = { num_hidden_layers: 28 };
const env = { NPROC_PER_NODE: '2' };
const pipeline = '--pipeline_model_parallel_size 2';

export const pipelineLayout: Rule = {
  id: 'par.layout',
  title: 'A pipeline layout that does not describe the model',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7-4.5',
  why: 'A layout names every layer of every stage: E for the embedding, t for a transformer layer, m for multi-token prediction, L for the loss, bars between stages, `t*3` and `(tt|)*4` for repetitions.',
  source:
    'Megatron-LM core_r0.13.0 megatron/core/transformer/pipeline_parallel_layer_layout.py; megatron/training/arguments.py:509',
  bad: [
    { flags: `${pipeline} --${FLAG} foo`, env, release: '3.12.6' },
    { flags: `${pipeline} --${FLAG} "Et*13|t*14L"`, model, env, release: '4.2.3' },
    { flags: `${pipeline} --${FLAG} "E|t*28|L"`, model, env, release: '3.12.6' },
    { flags: `${pipeline} --${FLAG} "t*14|t*14L"`, model, env, release: '4.2.3' },
    {
      flags: `${pipeline} --${FLAG} "Et*14|t*14L" --decoder_first_pipeline_num_layers 12`,
      model,
      env,
      release: '4.2.3',
    },
  ],
  good: [
    { flags: `${pipeline} --${FLAG} "Et*14|t*14L"`, model, env, release: '4.2.3' },
    { flags: `${pipeline} --${FLAG} "Ett|(tt|)*12,ttL"`, model, env, release: '4.2.3' },
    { flags: `${pipeline} --${FLAG} "Et*13|t*14L"`, env, release: '4.2.3' },
    { flags: pipeline, env },
  ],
  check: (facts) => {
    const layout = flagValue(facts, FLAG);
    const stages = typeof layout === 'string' ? stagesOfLayout(layout) : undefined;
    if (stages === undefined) return [];
    const wrong = unknownLetter(stages) ?? stageCount(stages, facts) ?? besides(facts) ?? layers(stages, facts);
    return wrong === undefined ? [] : [found(facts, wrong)];
  },
};

interface Wrong {
  message: string;
  flags?: string[];
}

function unknownLetter(stages: readonly string[]): Wrong | undefined {
  const letter = /[^ELtm]/.exec(stages.join(''))?.[0];
  if (letter === undefined) return undefined;
  return {
    message: `${FLAG}: \`${letter}\` is no kind of layer. E embeds, t is a transformer layer, m predicts further tokens, L is the loss.`,
  };
}

function stageCount({ length }: readonly string[], { layout: { pipelineParallel } }: Facts): Wrong | undefined {
  if (pipelineParallel === undefined || pipelineParallel <= 0 || length % pipelineParallel === 0) return undefined;
  return {
    message: `${FLAG} has ${length} stages, which ${pipelineParallel} pipeline ranks cannot share evenly.`,
    flags: ['pipeline_model_parallel_size'],
  };
}

function besides(facts: Facts): Wrong | undefined {
  const beside = UNEVEN_STAGES.find(
    (flag) => isGiven(facts, flag) && ![false, null].includes(flagValue(facts, flag) as null),
  );
  return beside === undefined
    ? undefined
    : { message: `${FLAG} already says where every layer goes; ${beside} cannot be given beside it.`, flags: [beside] };
}

function layers(stages: readonly string[], facts: Facts): Wrong | undefined {
  const all = stages.join('');
  if (!all.startsWith('E') || countIn(stages, 'E') !== 1)
    return { message: `${FLAG} has to begin with the embedding, and name it once: E.` };
  if (!all.endsWith('L') || countIn(stages, 'L') !== 1)
    return { message: `${FLAG} has to end with the loss, and name it once: L.` };
  const count = countIn(stages, 't');
  const { layers: layersOfModel } = facts.layout;
  if (layersOfModel !== undefined && count !== layersOfModel)
    return {
      message: `${FLAG} places ${count} transformer layers, but the model has ${layersOfModel}.`,
      flags: ['num_layers'],
    };
  const predictors = countIn(stages, 'm');
  if (predictors === 0) return undefined;
  if (inRange(facts.release.version, '3.7-3.9'))
    return { message: `${FLAG}: this release cannot place multi-token prediction (m) itself.` };
  const stated = flagValue(facts, 'mtp_num_layers');
  return stated === undefined || stated === predictors
    ? undefined
    : {
        message: `${FLAG} places ${predictors} layers of multi-token prediction, but mtp_num_layers is ${stated ?? 'not given'}.`,
        flags: ['mtp_num_layers'],
      };
}

function found(facts: Facts, { message, flags = [] }: Wrong): Found {
  const given = lastGiven(facts, FLAG);
  const others = givenOf(facts, flags);
  const removable = givenOf(facts, [...flags.filter((flag) => UNEVEN_STAGES.includes(flag)), FLAG]);
  return {
    message,
    span: given?.entry.whole ?? facts.config.head,
    flags: [FLAG, ...flags],
    related: others.map(({ entry, flag }) => ({ span: entry.whole, message: `${flag?.name} is given here` })),
    fixes: removable.map(({ entry, flag }) => fixRemove(entry, flag?.name ?? '')),
    ...(flags.includes('pipeline_model_parallel_size') && { nearest: flags }),
  };
}
