import { findVariable } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { flagValue } from '../facts/values';

/** Lists the limits of the estimate of a run, such as missing activations of images. */
export function listLimits(facts: Facts): string[] {
  const optimizer = flagValue(facts, 'optimizer');
  const limits = [
    flagValue(facts, 'packing') === true ? '' : 'samples are not packed: shorter data needs less',
    facts.model?.get('is_multimodal') === true ? 'without the activations of images' : '',
    flagValue(facts, 'rlhf_type') === 'grpo' ? 'the loss on sampled answers was not measured' : '',
    facts.model?.get('linear_attention') === undefined ? '' : 'layers with linear attention were not measured',
    optimizer === 'adam' || optimizer === undefined ? '' : 'the state of this optimizer was not measured',
    setsExpandableSegments(facts)
      ? ''
      : 'unless `PYTORCH_CUDA_ALLOC_CONF` sets `expandable_segments:True`, gaps between blocks can double what the log shows',
    facts.context.assumedModel ? `if the folder contains ${facts.context.assumedModel}, as its name suggests` : '',
  ];
  return limits.filter((limit) => limit !== '');
}

/** The names of the variable with the options of PyTorch's allocator, of which recent releases read the second. */
const ALLOCATOR_VARIABLES = ['PYTORCH_CUDA_ALLOC_CONF', 'PYTORCH_ALLOC_CONF'];

/** Whether the allocator may let its segments grow, as it did in all runs that the estimate was compared with. */
const setsExpandableSegments = ({ config }: Facts): boolean =>
  ALLOCATOR_VARIABLES.some((name) =>
    /expandable_segments:true/i.test(findVariable(config, name)?.values[0]?.value ?? ''),
  );
