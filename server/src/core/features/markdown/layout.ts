import type { Facts } from '../../facts/facts';
import { divideEvenly, type Layout } from '../../facts/parallelLayout';
import { UNEVEN_SPLIT_FLAGS } from '../../facts/pipelineLayout';
import { flagValue } from '../../facts/values';
import { pluralize } from '../../text/plural';
import { toCodeSpan } from './describeFlag';

/** The layout of a run in words: the only place where its sizes are written out, for hovers, hints and lenses. */

type Factor = [name: string, size: number | undefined];

const formatSize = (size: number | undefined): string => (size === undefined ? '?' : String(size));

const formatProduct = (factors: readonly Factor[]): string =>
  factors.map(([name, size]) => `${name} ${formatSize(size)}`).join(' x ');

/** The same without factors of 1, as long as something is left. */
function formatShortProduct(factors: readonly Factor[]): string {
  const nontrivial = factors.filter(([, size]) => size !== 1);
  return formatProduct(nontrivial.length > 0 ? nontrivial : factors.slice(-1));
}

const modelFactorsOf = (layout: Layout): Factor[] => [
  ['TP', layout.tensorParallel],
  ['PP', layout.pipelineParallel],
  ['CP', layout.contextParallel],
];

/** One line for the lens above a command; empty where too little is known to say anything. */
export function formatLayoutLine({ layout }: Facts): string {
  const { worldSize, modelParallel, dataParallel, microBatches } = layout;
  if (modelParallel === undefined) return '';
  if (worldSize === undefined) {
    return modelParallel > 1 ? `${formatShortProduct(modelFactorsOf(layout))}: ${modelParallel} GPUs a model copy` : '';
  }
  if (dataParallel === undefined)
    return `${pluralize(worldSize, 'GPU')} do not go into ${formatShortProduct(modelFactorsOf(layout))}`;
  const equation = `${pluralize(worldSize, 'GPU')} = ${formatShortProduct([...modelFactorsOf(layout), ['DP', dataParallel]])}`;
  return microBatches === undefined ? equation : `${equation} · ${pluralize(microBatches, 'micro-batch')}`;
}

/** Stages that are cut by hand need not be equal, and then no number holds for all of them. */
const UNEVEN_STAGE_FLAGS = [...UNEVEN_SPLIT_FLAGS, 'pipeline_model_parallel_layout'];

function hasEqualStages(facts: Facts): boolean {
  const { forms } = facts.catalog.view(facts.release.version, facts.config.command);
  return UNEVEN_STAGE_FLAGS.filter((name) => forms.has(name)).every((name) =>
    [null, false].includes(flagValue(facts, name) as null),
  );
}

const layersPerStageOf = (facts: Facts): number | undefined =>
  hasEqualStages(facts) ? facts.layout.layersPerStage : undefined;

/** The whole equation with the numbers of this run, and what is missing. */
export function describeLayout(facts: Facts, modelPath: string | undefined): string {
  const { layout } = facts;
  const lines: string[] = [
    formatEquation('world size', layout.worldSize, [...modelFactorsOf(layout), ['DP', layout.dataParallel]]),
  ];
  if (layout.experts !== undefined || (layout.expertParallel ?? 1) > 1) {
    lines.push(
      formatEquation('experts’ world size', layout.worldSize, [
        ['ETP', layout.expertTensorParallel],
        ['EP', layout.expertParallel],
        ['PP', layout.pipelineParallel],
        ['expert DP', layout.expertDataParallel],
      ]),
    );
  }
  lines.push(
    formatEquation('global batch size', layout.globalBatchSize, [
      ['micro-batch size', layout.microBatchSize],
      ['DP', layout.dataParallel],
      ['micro-batches', layout.microBatches],
    ]),
    ...listModelLines(facts),
  );
  const table = lines.map((line) => `- ${line}`).join('\n');
  return [table, describeMissing(layout), formatModelLine(facts, modelPath)]
    .filter((block) => block !== '')
    .join('\n\n');
}

function formatEquation(name: string, total: number | undefined, factors: readonly Factor[]): string {
  const knownFactors = factors.slice(0, -1);
  const product = knownFactors.reduce<number | undefined>(
    (result, [, size]) => (result === undefined || size === undefined ? undefined : result * size),
    1,
  );
  const isIndivisible = total !== undefined && product !== undefined && product > 0 && total % product !== 0;
  if (isIndivisible)
    return `${name} ${toCodeSpan(String(total))} is no multiple of ${toCodeSpan(`${formatProduct(knownFactors)} = ${product}`)}`;
  return `${name} ${toCodeSpan(`${formatSize(total)} = ${formatProduct(factors)}`)}`;
}

/** What each rank gets of the model, where the model is known. */
function listModelLines(facts: Facts): string[] {
  const { layers, attentionHeads, queryGroups, experts, ...layout } = facts.layout;
  const formatShare = (
    total: number | undefined,
    noun: string,
    [name, size]: Factor,
    share: number | undefined,
    unit: string,
  ) =>
    total === undefined || share === undefined
      ? []
      : [`${noun} ${toCodeSpan(`${total} = ${name} ${formatSize(size)} x ${share}`)} ${unit}`];
  return [
    ...formatShare(layers, 'layers', ['PP', layout.pipelineParallel], layersPerStageOf(facts), 'a stage'),
    ...formatShare(attentionHeads, 'attention heads', ['TP', layout.tensorParallel], layout.headsPerRank, 'a rank'),
    ...formatShare(queryGroups, 'KV groups', ['TP', layout.tensorParallel], layout.queryGroupsPerRank, 'a rank'),
    ...formatShare(experts, 'experts', ['EP', layout.expertParallel], layout.expertsPerRank, 'a rank'),
  ];
}

/** What would have to be said for the rest of the numbers. */
function describeMissing({ worldSize, layers }: Layout): string {
  const missingInputs = [
    worldSize === undefined ? 'the world size (`NPROC_PER_NODE` and `NNODES`, or `world-size=` in a modeline)' : '',
    layers === undefined
      ? 'the model (a config.json in its folder or in the cache of a hub, or `model-config=` in a modeline)'
      : '',
  ].filter((each) => each !== '');
  return missingInputs.length > 0 ? `Not known: ${missingInputs.join('; ')}` : '';
}

/** What is known of the model, and from where. */
export function formatModelLine({ layout, model }: Facts, path: string | undefined): string {
  if (!model) return '';
  const { layers, attentionHeads, queryGroups, experts } = layout;
  const parts = [
    layers === undefined ? '' : pluralize(layers, 'layer'),
    attentionHeads === undefined ? '' : pluralize(attentionHeads, 'head'),
    queryGroups === undefined ? '' : pluralize(queryGroups, 'KV group'),
    experts === undefined ? '' : pluralize(experts, 'expert'),
  ].filter((part) => part !== '');
  const from = path === undefined ? 'the config.json that was given' : toCodeSpan(path);
  return `Model: ${parts.length > 0 ? parts.join(', ') : 'nothing about its size'}, from ${from}`;
}

/** What a size leads to, in a few words behind the value of a flag or variable; undefined where there is nothing to say. */
export function formatSizeHint(name: string, facts: Facts): string | undefined {
  const { layout } = facts;
  const stage = layersPerStageOf(facts);
  const parts: Record<string, (string | undefined)[]> = {
    NPROC_PER_NODE: [
      layout.worldSize === undefined ? undefined : pluralize(layout.worldSize, 'GPU'),
      layout.dataParallel === undefined ? undefined : `DP ${layout.dataParallel}`,
    ],
    tensor_model_parallel_size: formatShares(layout.tensorParallel, [
      [layout.headsPerRank, 'head'],
      [layout.queryGroupsPerRank, 'KV group'],
    ]),
    pipeline_model_parallel_size: formatShares(layout.pipelineParallel, [[stage, 'layer']]),
    expert_model_parallel_size: formatShares(layout.expertParallel, [[layout.expertsPerRank, 'expert']]),
    context_parallel_size: formatShares(layout.contextParallel, [
      [divideEvenly(layout.sequenceLength, layout.contextParallel), 'token'],
    ]),
    micro_batch_size: [
      layout.samplesAtOnce === undefined || (layout.dataParallel ?? 1) === 1
        ? undefined
        : `x DP ${layout.dataParallel} = ${layout.samplesAtOnce} at once`,
    ],
    global_batch_size: [layout.microBatches === undefined ? undefined : pluralize(layout.microBatches, 'micro-batch')],
  };
  const knownParts = (parts[name] ?? []).filter((part) => part !== undefined);
  return knownParts.length > 0 ? knownParts.join(', ') : undefined;
}

/** The share of each rank where there is more than one. */
const formatShares = (
  ranks: number | undefined,
  shares: readonly [number | undefined, string][],
): (string | undefined)[] =>
  (ranks ?? 1) === 1
    ? []
    : shares.map(([size, noun]) => (size === undefined ? undefined : `${pluralize(size, noun)} each`));

/** The flags and variables whose hover shows the whole equation. */
export const LAYOUT_NAMES: ReadonlySet<string> = new Set([
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
