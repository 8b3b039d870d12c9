import { findVariable } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { LAUNCHER_OPTIONS } from '../../facts/launchArguments';
import { divideEvenly, type Layout } from '../../facts/parallelLayout';
import { UNEVEN_SPLIT_FLAGS } from '../../facts/pipelineLayout';
import { describeElsewhere, describePlatformVariable, variableNameOf } from '../../facts/platformVariables';
import { flagValue } from '../../facts/values';
import { describeUnknownModel } from '../../memory/readNumbers';
import { pluralize } from '../../text/plural';
import { toCodeSpan } from './describeFlag';

/** Text about the parallel layout of a run, for hovers, inlay hints and code lenses. */

type Factor = [name: string, size: number | undefined];

const formatSize = (size: number | undefined): string => (size === undefined ? '?' : String(size));

const formatProduct = (factors: readonly Factor[]): string =>
  factors.map(([name, size]) => `${name} ${formatSize(size)}`).join(' × ');

/** Formats a product without factors of 1, or its last factor where all are 1. */
function formatShortProduct(factors: readonly Factor[]): string {
  const nontrivial = factors.filter(([, size]) => size !== 1);
  return formatProduct(nontrivial.length > 0 ? nontrivial : factors.slice(-1));
}

const modelFactorsOf = (layout: Layout): Factor[] => [
  ['TP', layout.tensorParallel],
  ['PP', layout.pipelineParallel],
  ['CP', layout.contextParallel],
];

/** Formats the layout as one line for a code lens. Empty where too little is known. */
export function formatLayoutLine(facts: Facts): string {
  if (!isParallel(facts)) return '';
  const { layout } = facts;
  const { worldSize, modelParallel, dataParallel, microBatches } = layout;
  if (modelParallel === undefined) return '';
  if (worldSize === undefined) {
    return modelParallel > 1
      ? `${formatShortProduct(modelFactorsOf(layout))} = ${modelParallel} GPUs per model copy`
      : '';
  }
  if (dataParallel === undefined)
    return `${pluralize(worldSize, 'GPU')} not divisible by ${formatShortProduct(modelFactorsOf(layout))}`;
  const equation = `${pluralize(worldSize, 'GPU')} = ${formatShortProduct([...modelFactorsOf(layout), ['DP', dataParallel]])}`;
  const experts = (layout.expertParallel ?? 1) > 1 ? `EP ${layout.expertParallel}` : '';
  const batches = microBatches === undefined ? '' : pluralize(microBatches, 'micro-batch');
  return [equation, experts, batches].filter((part) => part !== '').join(' · ');
}

/** Flags that set the layers of single stages. With them, stages may differ and no number applies to all. */
const UNEVEN_STAGE_FLAGS = [...UNEVEN_SPLIT_FLAGS, 'pipeline_model_parallel_layout'];

function hasEqualStages(facts: Facts): boolean {
  const { forms } = facts.catalog.view(facts.release.version, facts.config.command);
  return UNEVEN_STAGE_FLAGS.filter((name) => forms.has(name)).every((name) =>
    [null, false].includes(flagValue(facts, name) as null),
  );
}

const layersPerStageOf = (facts: Facts): number | undefined =>
  hasEqualStages(facts) ? facts.layout.layersPerStage : undefined;

/** Whether a run is spread over processes; `swift export` converts without parallelism. */
const isParallel = ({ config }: Facts): boolean => config.command !== 'swift export';

/** Describes the layout of a run: its equations with the known numbers, the unknown inputs, and the model. */
export function describeLayout(facts: Facts, modelPath: string | undefined): string {
  if (!isParallel(facts)) return formatModelLine(facts, modelPath);
  return [describeEquations(facts), describeMissing(facts), formatModelLine(facts, modelPath)]
    .filter((block) => block !== '')
    .join('\n\n');
}

/** An equation of the layout as text, with the flags and variables that it involves. */
interface Equation {
  involves: readonly string[];
  text: string;
}

const WORLD_SIZE = ['NPROC_PER_NODE', 'NNODES'];
const TENSOR_PARALLEL = 'tensor_model_parallel_size';
const PIPELINE_PARALLEL = 'pipeline_model_parallel_size';
const EXPERT_PARALLEL = 'expert_model_parallel_size';
const VIRTUAL_STAGES = [
  'virtual_pipeline_model_parallel_size',
  'num_layers_per_virtual_pipeline_stage',
  'num_virtual_stages_per_pipeline_rank',
];

/**
 * Describes the equations of the layout with the known numbers, and the settings that would change them. With the name of
 * a flag or variable, only those that involve it.
 */
export function describeEquations(facts: Facts, name?: string): string {
  const equations = listEquations(facts).filter(({ involves }) => name === undefined || involves.includes(name));
  const table = equations.map(({ text }) => `- ${text}`).join('\n');
  const decidesWorldSize = name === undefined || WORLD_SIZE.includes(name);
  return [table, decidesWorldSize ? describeSizeDefaults(facts) : ''].filter((block) => block !== '').join('\n\n');
}

function listEquations(facts: Facts): Equation[] {
  const { layout } = facts;
  const isExpertRun = layout.experts !== undefined || (layout.expertParallel ?? 1) > 1;
  return [
    {
      involves: [...WORLD_SIZE, TENSOR_PARALLEL, PIPELINE_PARALLEL, 'context_parallel_size'],
      text: formatEquation('world size', layout.worldSize, [...modelFactorsOf(layout), ['DP', layout.dataParallel]]),
    },
    ...(isExpertRun
      ? [
          {
            involves: [...WORLD_SIZE, PIPELINE_PARALLEL, EXPERT_PARALLEL, 'expert_tensor_parallel_size'],
            text: formatEquation('expert world size', layout.worldSize, [
              ['ETP', layout.expertTensorParallel],
              ['EP', layout.expertParallel],
              ['PP', layout.pipelineParallel],
              ['expert DP', layout.expertDataParallel],
            ]),
          },
        ]
      : []),
    {
      involves: ['micro_batch_size', 'global_batch_size'],
      text: formatEquation('global batch size', layout.globalBatchSize, [
        ['micro-batch size', layout.microBatchSize],
        ['DP', layout.dataParallel],
        ['micro-batches', layout.microBatches],
      ]),
    },
    ...listShares(facts),
  ];
}

function formatEquation(name: string, total: number | undefined, factors: readonly Factor[]): string {
  const knownFactors = factors.slice(0, -1);
  const product = knownFactors.reduce<number | undefined>(
    (result, [, size]) => (result === undefined || size === undefined ? undefined : result * size),
    1,
  );
  const isIndivisible = total !== undefined && product !== undefined && product > 0 && total % product !== 0;
  if (isIndivisible)
    return `${name} ${toCodeSpan(String(total))} is not a multiple of ${toCodeSpan(`${formatProduct(knownFactors)} = ${product}`)}`;
  return `${name} ${toCodeSpan(`${formatSize(total)} = ${formatProduct(factors)}`)}`;
}

/** Lists the share of the model that each stage or rank gets, where the model is known. */
function listShares(facts: Facts): Equation[] {
  const { layers, attentionHeads, queryGroups, experts, ...layout } = facts.layout;
  const formatShare = (
    involves: readonly string[],
    total: number | undefined,
    noun: string,
    [name, size]: Factor,
    share: number | undefined,
    unit: string,
  ): Equation[] =>
    total === undefined || share === undefined
      ? []
      : [{ involves, text: `${noun} ${toCodeSpan(`${total} = ${name} ${formatSize(size)} × ${share}`)} ${unit}` }];
  const [tp, pp, ep]: [Factor, Factor, Factor] = [
    ['TP', layout.tensorParallel],
    ['PP', layout.pipelineParallel],
    ['EP', layout.expertParallel],
  ];
  return [
    ...formatShare([PIPELINE_PARALLEL, ...VIRTUAL_STAGES], layers, 'layers', pp, layersPerStageOf(facts), 'per stage'),
    ...formatShare([TENSOR_PARALLEL], attentionHeads, 'attention heads', tp, layout.headsPerRank, 'per rank'),
    ...formatShare([TENSOR_PARALLEL], queryGroups, 'KV groups', tp, layout.queryGroupsPerRank, 'per rank'),
    ...formatShare([EXPERT_PARALLEL], experts, 'experts', ep, layout.expertsPerRank, 'per rank'),
  ];
}

/** Names the settings elsewhere that would change the number of GPUs. */
function describeSizeDefaults({ sizeDefaults }: Facts): string {
  const names = sizeDefaults.flatMap((each) => each.names);
  return names.length === 0 ? '' : `The number of GPUs holds unless ${describeElsewhere(names)}.`;
}

/** Lists the inputs that are unknown, and the ways to provide them. */
function describeMissing(facts: Facts): string {
  const {
    layout: { worldSize, layers },
    config,
  } = facts;
  const isCalled = config.launcher !== undefined && config.launcher !== 'none';
  const { NPROC_PER_NODE: processes, NNODES: nodes } = LAUNCHER_OPTIONS[config.launcher ?? 'none'];
  const settings = isCalled ? `\`--${processes}\` and \`--${nodes}\`` : '`NPROC_PER_NODE` and `NNODES`';
  const missingInputs = [
    worldSize === undefined
      ? `the world size (${describePlatformSizes(config)}set ${settings}, or \`world-size=\` in a \`# preflight:\` comment)`
      : '',
    layers === undefined ? describeUnknownModel(facts) : '',
  ].filter((input) => input !== '');
  return missingInputs.length > 0 ? `Unknown: ${missingInputs.join('; ')}` : '';
}

/** Describes the sizes that a platform sets when the job runs: `MLP_WORKER_NUM is the number of nodes, ...; `. */
function describePlatformSizes(config: Facts['config']): string {
  const names = ['NPROC_PER_NODE', 'NNODES'].flatMap((name) => {
    const [scalar] = findVariable(config, name)?.values ?? [];
    return (scalar?.value === undefined && scalar && variableNameOf(scalar.text)) || [];
  });
  const sentences = names.flatMap((name) => {
    const description = describePlatformVariable(name);
    return description ? `\`${name}\` is ${description}; ` : [];
  });
  return sentences.join('');
}

/** Formats the known sizes of the model and the path of its config.json. */
export function formatModelLine({ layout, model, context }: Facts, path: string | undefined): string {
  if (!model) return '';
  const { layers, attentionHeads, queryGroups, experts } = layout;
  const parts = [
    layers === undefined ? '' : pluralize(layers, 'layer'),
    attentionHeads === undefined ? '' : pluralize(attentionHeads, 'head'),
    queryGroups === undefined ? '' : pluralize(queryGroups, 'KV group'),
    experts === undefined ? '' : pluralize(experts, 'expert'),
  ].filter((part) => part !== '');
  const source = path === undefined ? 'the given config.json' : toCodeSpan(path);
  const doubt = context.assumedModel === undefined ? '' : ', which the path seems to name';
  return `Model: ${parts.length > 0 ? parts.join(', ') : 'unknown size'}, from ${source}${doubt}`;
}

/** Formats the sizes that follow from a flag or variable, as an inlay hint. Undefined where none are known. */
export function formatSizeHint(name: string, facts: Facts): string | undefined {
  if (!isParallel(facts)) return undefined;
  const { layout } = facts;
  const layersPerStage = layersPerStageOf(facts);
  const parts: Record<string, (string | undefined)[]> = {
    NPROC_PER_NODE: [
      layout.worldSize === undefined ? undefined : pluralize(layout.worldSize, 'GPU'),
      layout.dataParallel === undefined ? undefined : `DP ${layout.dataParallel}`,
    ],
    tensor_model_parallel_size: formatShares(layout.tensorParallel, 'rank', [
      [layout.headsPerRank, 'head'],
      [layout.queryGroupsPerRank, 'KV group'],
    ]),
    pipeline_model_parallel_size: formatShares(layout.pipelineParallel, 'stage', [[layersPerStage, 'layer']]),
    expert_model_parallel_size: formatShares(layout.expertParallel, 'rank', [[layout.expertsPerRank, 'expert']]),
    context_parallel_size: formatShares(layout.contextParallel, 'rank', [
      [divideEvenly(layout.sequenceLength, layout.contextParallel), 'token'],
    ]),
    micro_batch_size: [
      layout.samplesAtOnce === undefined || (layout.dataParallel ?? 1) === 1
        ? undefined
        : `${layout.samplesAtOnce} samples at once with DP ${layout.dataParallel}`,
    ],
    global_batch_size: [layout.microBatches === undefined ? undefined : pluralize(layout.microBatches, 'micro-batch')],
  };
  const knownParts = (parts[name] ?? []).filter((part) => part !== undefined);
  // The sign separates the hint from the value before it, so that they do not read as one number.
  const sign = name === 'global_batch_size' ? '=' : '→';
  return knownParts.length > 0 ? `${sign} ${knownParts.join(' · ')}` : undefined;
}

/** Formats the share of each rank or stage where there is more than one. */
const formatShares = (
  count: number | undefined,
  owner: 'rank' | 'stage',
  shares: readonly [number | undefined, string][],
): (string | undefined)[] =>
  (count ?? 1) === 1
    ? []
    : shares.map(([size, noun]) => (size === undefined ? undefined : `${pluralize(size, noun)} per ${owner}`));

/** The flags and variables whose hover shows the layout. */
export const LAYOUT_NAMES: ReadonlySet<string> = new Set([
  TENSOR_PARALLEL,
  PIPELINE_PARALLEL,
  'context_parallel_size',
  EXPERT_PARALLEL,
  'expert_tensor_parallel_size',
  ...VIRTUAL_STAGES,
  'micro_batch_size',
  'global_batch_size',
  ...WORLD_SIZE,
]);
