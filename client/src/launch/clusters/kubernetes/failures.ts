import type { FailureCatalog } from '../../process/failurePattern';
import { ACCESS_FAILURES } from './accessFailures';
import { REJECTIONS } from './rejections';
import { removeNoise } from './reply';

/** Failures of kubectl. The matched texts are those of 1.27 to 1.36. */
export const KUBERNETES_FAILURES: FailureCatalog = {
  programs: /^kubectl$/,
  // Rejections come first, since they may contain any text, also that of a failed connection.
  patterns: [...REJECTIONS, ...ACCESS_FAILURES],
  removeNoise,
};
