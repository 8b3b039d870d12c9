import type { Facts } from '../../facts/facts';
import { type Layout, share } from '../../facts/parallelLayout';
import { UNEVEN_STAGES } from '../../facts/pipelineLayout';
import { flagValue } from '../../facts/values';
import { count } from '../../text/plural';
import { code } from './describeFlag';

/** The layout of a run in words: the only place where its sizes are written out, for hovers, hints and lenses. */

type Factor = [name: string, size: number | undefined];

const known = (size: number | undefined): string => (size === undefined ? '?' : String(size));

const times = (factors: readonly Factor[]): string =>
  factors.map(([name, size]) => `${name} ${known(size)}`).join(' x ');

/** The same without factors of 1, as long as something is left. */
function short(factors: readonly Factor[]): string {
  const telling = factors.filter(([, size]) => size !== 1);
  return times(telling.length > 0 ? telling : factors.slice(-1));
}

const modelFactors = (layout: Layout): Factor[] => [
  ['TP', layout.tensorParallel],
  ['PP', layout.pipelineParallel],
  ['CP', layout.contextParallel],
];

/** One line for the lens above a command; empty where too little is known to say anything. */
export function layoutLine({ layout }: Facts): string {
  const { worldSize, modelParallel, dataParallel, microBatches } = layout;
  if (modelParallel === undefined) return '';
  if (worldSize === undefined) {
    return modelParallel > 1 ? `${short(modelFactors(layout))}: ${modelParallel} GPUs a model copy` : '';
  }
  if (dataParallel === undefined) return `${count(worldSize, 'GPU')} do not go into ${short(modelFactors(layout))}`;
  const equation = `${count(worldSize, 'GPU')} = ${short([...modelFactors(layout), ['DP', dataParallel]])}`;
  return microBatches === undefined ? equation : `${equation} · ${count(microBatches, 'micro-batch')}`;
}

/** Stages that are cut by hand need not be equal, and then no number holds for all of them. */
const UNEVEN = [...UNEVEN_STAGES, 'pipeline_model_parallel_layout'];

function hasEqualStages(facts: Facts): boolean {
  const { forms } = facts.catalog.view(facts.release.version, facts.config.command);
  return UNEVEN.filter((name) => forms.has(name)).every((name) =>
    [null, false].includes(flagValue(facts, name) as null),
  );
}

const layersPerStage = (facts: Facts): number | undefined =>
  hasEqualStages(facts) ? facts.layout.layersPerStage : undefined;

/** The whole equation with the numbers of this run, and what is missing. */
export function describeLayout(facts: Facts, modelPath: string | undefined): string {
  const { layout } = facts;
  const lines: string[] = [
    equation('world size', layout.worldSize, [...modelFactors(layout), ['DP', layout.dataParallel]]),
  ];
  if (layout.experts !== undefined || (layout.expertParallel ?? 1) > 1) {
    lines.push(
      equation('experts’ world size', layout.worldSize, [
        ['ETP', layout.expertTensorParallel],
        ['EP', layout.expertParallel],
        ['PP', layout.pipelineParallel],
        ['expert DP', layout.expertDataParallel],
      ]),
    );
  }
  lines.push(
    equation('global batch size', layout.globalBatchSize, [
      ['micro-batch size', layout.microBatchSize],
      ['DP', layout.dataParallel],
      ['micro-batches', layout.microBatches],
    ]),
    ...modelLines(facts),
  );
  const table = lines.map((line) => `- ${line}`).join('\n');
  return [table, missing(layout), modelLine(facts, modelPath)].filter((block) => block !== '').join('\n\n');
}

function equation(name: string, whole: number | undefined, factors: readonly Factor[]): string {
  const given = factors.slice(0, -1);
  const product = given.reduce<number | undefined>(
    (result, [, size]) => (result === undefined || size === undefined ? undefined : result * size),
    1,
  );
  const isOdd = whole !== undefined && product !== undefined && product > 0 && whole % product !== 0;
  if (isOdd) return `${name} ${code(String(whole))} is no multiple of ${code(`${times(given)} = ${product}`)}`;
  return `${name} ${code(`${known(whole)} = ${times(factors)}`)}`;
}

/** What each rank gets of the model, where the model is known. */
function modelLines(facts: Facts): string[] {
  const { layers, attentionHeads, queryGroups, experts, ...layout } = facts.layout;
  const part = (
    whole: number | undefined,
    noun: string,
    [name, size]: Factor,
    share: number | undefined,
    each: string,
  ) =>
    whole === undefined || share === undefined
      ? []
      : [`${noun} ${code(`${whole} = ${name} ${known(size)} x ${share}`)} ${each}`];
  return [
    ...part(layers, 'layers', ['PP', layout.pipelineParallel], layersPerStage(facts), 'a stage'),
    ...part(attentionHeads, 'attention heads', ['TP', layout.tensorParallel], layout.headsPerRank, 'a rank'),
    ...part(queryGroups, 'KV groups', ['TP', layout.tensorParallel], layout.queryGroupsPerRank, 'a rank'),
    ...part(experts, 'experts', ['EP', layout.expertParallel], layout.expertsPerRank, 'a rank'),
  ];
}

/** What would have to be said for the rest of the numbers. */
function missing({ worldSize, layers }: Layout): string {
  const wanted = [
    worldSize === undefined ? 'the world size (`NPROC_PER_NODE` and `NNODES`, or `world-size=` in a modeline)' : '',
    layers === undefined
      ? 'the model (a config.json in its folder or in the cache of a hub, or `model-config=` in a modeline)'
      : '',
  ].filter((each) => each !== '');
  return wanted.length > 0 ? `Not known: ${wanted.join('; ')}` : '';
}

/** What is known of the model, and from where. */
export function modelLine({ layout, model }: Facts, path: string | undefined): string {
  if (!model) return '';
  const { layers, attentionHeads, queryGroups, experts } = layout;
  const parts = [
    layers === undefined ? '' : count(layers, 'layer'),
    attentionHeads === undefined ? '' : count(attentionHeads, 'head'),
    queryGroups === undefined ? '' : count(queryGroups, 'KV group'),
    experts === undefined ? '' : count(experts, 'expert'),
  ].filter((part) => part !== '');
  const from = path === undefined ? 'the config.json that was given' : code(path);
  return `Model: ${parts.length > 0 ? parts.join(', ') : 'nothing about its size'}, from ${from}`;
}

/** What a size leads to, in a few words behind the value of a flag or variable; undefined where there is nothing to say. */
export function hintFor(name: string, facts: Facts): string | undefined {
  const { layout } = facts;
  const stage = layersPerStage(facts);
  const parts: Record<string, (string | undefined)[]> = {
    NPROC_PER_NODE: [
      layout.worldSize === undefined ? undefined : count(layout.worldSize, 'GPU'),
      layout.dataParallel === undefined ? undefined : `DP ${layout.dataParallel}`,
    ],
    tensor_model_parallel_size: split(layout.tensorParallel, [
      [layout.headsPerRank, 'head'],
      [layout.queryGroupsPerRank, 'KV group'],
    ]),
    pipeline_model_parallel_size: split(layout.pipelineParallel, [[stage, 'layer']]),
    expert_model_parallel_size: split(layout.expertParallel, [[layout.expertsPerRank, 'expert']]),
    context_parallel_size: split(layout.contextParallel, [
      [share(layout.sequenceLength, layout.contextParallel), 'token'],
    ]),
    micro_batch_size: [
      layout.samplesAtOnce === undefined || (layout.dataParallel ?? 1) === 1
        ? undefined
        : `x DP ${layout.dataParallel} = ${layout.samplesAtOnce} at once`,
    ],
    global_batch_size: [layout.microBatches === undefined ? undefined : count(layout.microBatches, 'micro-batch')],
  };
  const said = (parts[name] ?? []).filter((part) => part !== undefined);
  return said.length > 0 ? said.join(', ') : undefined;
}

/** The share of each rank where there is more than one. */
const split = (ranks: number | undefined, shares: readonly [number | undefined, string][]): (string | undefined)[] =>
  (ranks ?? 1) === 1
    ? []
    : shares.map(([size, noun]) => (size === undefined ? undefined : `${count(size, noun)} each`));

/** The flags and variables whose hover shows the whole equation. */
export const SIZES: ReadonlySet<string> = new Set([
  'tensor_model_parallel_size',
  'pipeline_model_parallel_size',
  'context_parallel_size',
  'expert_model_parallel_size',
  'expert_tensor_parallel_size',
  'virtual_pipeline_model_parallel_size',
  'num_layers_per_virtual_pipeline_stage',
  'num_virtual_stages_per_pipeline_rank',
  'micro_batch_size',
  'global_batch_size',
  'NPROC_PER_NODE',
  'NNODES',
]);
