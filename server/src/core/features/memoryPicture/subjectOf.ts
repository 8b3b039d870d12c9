import type { Facts } from '../../facts/facts';
import { flagValue } from '../../facts/values';
import { cardOf } from '../../memory/card';
import { estimateMemory } from '../../memory/estimate';
import { listLimits } from '../../memory/listLimits';
import { nodeSizeOf } from '../layouts/nodeSize';
import type { GroupSizes } from './gpuGroups';
import type { PictureSubject } from './subject';

/** Returns the subject of the picture of a run. */
export function subjectOf(facts: Facts, title: string): PictureSubject {
  const answer = estimateMemory(facts);
  const sizes = groupSizesOf(facts);
  const { gpusPerNode, isAssumed } = nodeSizeOf(facts);
  return {
    title,
    sizes,
    gpusPerNode,
    isNodeAssumed: isAssumed,
    memory: 'memory' in answer ? answer.memory : undefined,
    limits: listLimits(facts),
    missing: 'unknown' in answer ? answer.unknown : [],
    card: cardOf(facts),
  };
}

/** Returns the sizes of all groups if they are known and fit the number of GPUs. */
function groupSizesOf(facts: Facts): GroupSizes | undefined {
  const { worldSize, tensorParallel, pipelineParallel, contextParallel, dataParallel } = facts.layout;
  if (!worldSize || !tensorParallel || !pipelineParallel || !contextParallel || !dataParallel) return undefined;
  const { experts, expertParallel, expertTensorParallel } = facts.layout;
  const hasExperts = typeof experts === 'number' && experts > 0;
  const expert = hasExperts ? (expertParallel ?? 1) : 1;
  const expertTensor = hasExperts ? (expertTensorParallel ?? 1) : 1;
  if (worldSize % (expert * expertTensor * pipelineParallel) !== 0) return undefined;
  return {
    worldSize,
    tensor: tensorParallel,
    pipeline: pipelineParallel,
    context: contextParallel,
    expert,
    expertTensor,
    hasPipelineFirst: flagValue(facts, 'use_tp_pp_dp_mapping') === true,
  };
}
