import type { TokenCounts } from './activations';
import { countEmbedding } from './parameters';
import type { RunShape } from './runShape';

/** Bytes of each logit that are kept until the backward pass, and at the peak of the loss, by implementation. */
const BYTES_OF_LOGIT = {
  te: { kept: 2, peak: 2 },
  native: { kept: 4, peak: 10 },
  unfused: { kept: 4, peak: 6 },
  divergence: { kept: 40, peak: 43 },
} as const;

/** Bytes of each logit of the teacher, which are computed before the step for all its micro-batches. */
const TEACHER_BYTES = 2;

/** Computes the peak of the logits on the last stage: that of the loss, or of the backward pass of the output layer. */
export function computeLogits(
  shape: RunShape,
  predictors: number,
  { tokens, ownTokens }: TokenCounts,
  microBatches: number,
): number {
  const { model, parallel, loss, training } = shape;
  if (!loss.hasLogits) return 0;
  const count = tokens * Math.ceil(model.vocabulary / parallel.tensor);
  const bytes = BYTES_OF_LOGIT[loss.implementation];
  const kept = bytes.kept * count;
  // Each further head keeps its softmax, and the last one its logits.
  const peak = bytes.peak * count + predictors * (kept + 2 * count);
  const isAddedUp = shape.fusesGradients || training.lora !== undefined;
  const weightGradient = isAddedUp ? 0 : 2 * countEmbedding(model, parallel);
  const ofTeacher = loss.implementation === 'divergence' ? TEACHER_BYTES * count * microBatches : 0;
  return ofTeacher + Math.max(peak, kept * (1 + predictors) + weightGradient + 2 * model.hidden * ownTokens);
}
