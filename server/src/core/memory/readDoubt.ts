import { isInRange } from '../catalog/release';
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
  return {
    below: share,
    above: isMultimodal ? Math.max(share, 0.25) : share,
    gibAbove: isEarlyMoe ? 6 : 0,
    isUpperBound: !batch.isPacked,
    isLowerBound: isMultimodal,
  };
}
