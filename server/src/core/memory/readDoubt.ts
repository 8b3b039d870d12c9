import { isInRange } from '../catalog/release';
import { findVariable } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { flagValue, tunerTypeOf } from '../facts/values';
import type { ModelNumbers } from './modelNumbers';
import type { BatchShape, Doubt } from './runShape';

/** Reads how far the estimate may be off: the kinds of runs and how well they were proved are in docs/memory.md. */
export function readDoubt(facts: Facts, model: ModelNumbers, batch: BatchShape): Doubt {
  const { version } = facts.release;
  const type = flagValue(facts, 'rlhf_type');
  const isSampled = type === 'grpo';
  const isOld = isInRange(version, '3.7-3.12');
  const base = isOld ? 0.1 : isInRange(version, '4.2+') ? 0.03 : 0.05;
  const share = Math.max(
    base,
    model.experts ? 0.08 : 0,
    model.linear ? 0.15 : 0,
    isSampled ? 0.15 : type === 'gkd' ? 0.08 : 0,
  );
  const isEarlyMoe = model.experts && isInRange(version, '3.7-3.9') && tunerTypeOf(facts) === 'full';
  const isMultimodal = facts.model?.get('is_multimodal') === true;
  const notes = [
    batch.isPacked ? '' : 'samples are not packed: shorter data needs less',
    isMultimodal ? 'without the activations of images' : '',
    isSampled ? 'the loss on sampled answers was not measured' : '',
    model.linear ? 'layers with linear attention were not measured' : '',
    flagValue(facts, 'optimizer') !== 'adam' && flagValue(facts, 'optimizer') !== undefined
      ? 'the state of this optimizer was not measured'
      : '',
    setsExpandableSegments(facts)
      ? ''
      : 'unless `PYTORCH_CUDA_ALLOC_CONF` sets `expandable_segments:True`, gaps between blocks can double what the log shows',
    facts.context.assumedModel ? `if the folder contains ${facts.context.assumedModel}, as its name suggests` : '',
  ];
  return {
    below: share,
    above: isMultimodal ? Math.max(share, 0.25) : share,
    gibAbove: isEarlyMoe ? 6 : 0,
    isUpperBound: !batch.isPacked,
    isLowerBound: isMultimodal,
    notes: notes.filter((note) => note !== ''),
  };
}

/** The names of the variable with the options of PyTorch's allocator, of which recent releases read the second. */
const ALLOCATOR_VARIABLES = ['PYTORCH_CUDA_ALLOC_CONF', 'PYTORCH_ALLOC_CONF'];

/** Whether the allocator may let its segments grow, as it did in all runs that the estimate was compared with. */
const setsExpandableSegments = ({ config }: Facts): boolean =>
  ALLOCATOR_VARIABLES.some((name) =>
    /expandable_segments:true/i.test(findVariable(config, name)?.values[0]?.value ?? ''),
  );
