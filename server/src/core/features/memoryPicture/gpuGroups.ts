/** The sizes of the parallel groups of a run. */
export interface GroupSizes {
  worldSize: number;
  tensor: number;
  pipeline: number;
  context: number;
  expert: number;
  expertTensor: number;
  /** Neighboring GPUs hold the stages of one pipeline, and not the ranks of one data-parallel group. */
  hasPipelineFirst?: boolean | undefined;
}

/** The kinds of groups in the order in which they are shown. */
export const GROUP_KINDS = ['pipeline', 'tensor', 'context', 'expert', 'data'] as const;

export type GroupKind = (typeof GROUP_KINDS)[number];

/** The pipeline stage of a GPU, and the number of each group that it belongs to. */
export interface GpuPlace {
  gpu: number;
  stage: number;
  groups: Readonly<Record<GroupKind, number>>;
}

/** Returns the number of GPUs in each group of a kind; 1 for a kind that the run does not use. */
export function sizeOfGroups(sizes: GroupSizes, kind: GroupKind): number {
  return kind === 'data' ? dataSizeOf(sizes) : sizes[kind];
}

const dataSizeOf = ({ worldSize, tensor, pipeline, context }: GroupSizes): number =>
  Math.max(1, Math.floor(worldSize / (tensor * pipeline * context)));

/**
 * Returns the place of a GPU. Megatron numbers the GPUs by tensor, context, data and pipeline-parallel rank, and those of
 * a stage again by expert-tensor, expert and expert-data-parallel rank.
 * Source: Megatron-LM megatron/core/parallel_state.py, RankGenerator.
 */
export function placeOfGpu(sizes: GroupSizes, gpu: number): GpuPlace {
  const { tensor, context, pipeline, expert, expertTensor, hasPipelineFirst = false } = sizes;
  const data = dataSizeOf(sizes);
  const tensorRank = gpu % tensor;
  const contextRank = Math.floor(gpu / tensor) % context;
  const rest = Math.floor(gpu / (tensor * context));
  const stage = hasPipelineFirst ? rest % pipeline : Math.floor(rest / data);
  const dataRank = hasPipelineFirst ? Math.floor(rest / pipeline) : rest % data;
  const gpuOfStage = tensorRank + tensor * (contextRank + context * dataRank);
  const gpusOfStage = tensor * context * data;
  const expertBlock = expertTensor * expert;
  return {
    gpu,
    stage,
    groups: {
      pipeline: gpuOfStage,
      tensor: stage * context * data + dataRank * context + contextRank,
      context: (stage * data + dataRank) * tensor + tensorRank,
      expert:
        (stage * Math.ceil(gpusOfStage / expertBlock) + Math.floor(gpuOfStage / expertBlock)) * expertTensor +
        (gpuOfStage % expertTensor),
      data: (stage * context + contextRank) * tensor + tensorRank,
    },
  };
}
