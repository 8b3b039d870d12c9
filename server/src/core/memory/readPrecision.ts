import { isInRange } from '../catalog/release';
import type { Facts } from '../facts/facts';
import { flagValue } from '../facts/values';
import type { Precision } from './runShape';

const BYTES_OF_TYPE: Readonly<Record<string, number>> = { fp32: 4, bf16: 2, fp16: 2, fp8: 1 };

const bytesOf = (facts: Facts, flag: string): number => BYTES_OF_TYPE[String(flagValue(facts, flag))] ?? 4;

/** Bytes of an Adam state: two moments in full precision. */
const MOMENTS = 8;

/** Bytes of the one momentum of SGD. */
const MOMENTUM = 4;

/** Muon keeps one momentum and its master weights, on every data-parallel rank. */
const MUON = 8;

/** Reads the bytes of weights, gradients and optimizer for each parameter. */
export function readPrecision(facts: Facts): Precision {
  const weight = flagValue(facts, 'fp16') === false && flagValue(facts, 'bf16') === false ? 4 : 2;
  const optimizer = String(flagValue(facts, 'optimizer'));
  const isFp8 = typeof flagValue(facts, 'fp8_format') === 'string';
  const gathersFp8 = isFp8 && flagValue(facts, 'fp8_param_gather') === true;
  const isMuon = optimizer.endsWith('muon');
  const fraction = flagValue(facts, 'optimizer_offload_fraction');
  const isOffloaded = flagValue(facts, 'optimizer_cpu_offload') === true;
  return {
    weight,
    gradient: readGradientBytes(facts, weight),
    optimizer: isMuon ? MUON : readOptimizerBytes(facts, weight, optimizer, gathersFp8),
    isSharded: !isMuon && flagValue(facts, 'use_distributed_optimizer') !== false,
    offloaded: isOffloaded ? (typeof fraction === 'number' ? fraction : 1) : 0,
    isFp8,
    copiesWeights: isFp8 && !gathersFp8,
  };
}

/**
 * Gradients are added up in full precision unless the optimizer takes others, or the run trains in fp16. Some releases add
 * them up in the type of the weights, whatever the flags say.
 */
function readGradientBytes(facts: Facts, weight: number): number {
  if (isInRange(facts.release.version, '4.0-4.3.1')) return weight;
  if (flagValue(facts, 'use_precision_aware_optimizer') === true) return bytesOf(facts, 'main_grads_dtype');
  const isFp16 = weight === 2 && flagValue(facts, 'fp16') === true;
  return isFp16 && flagValue(facts, 'accumulate_allreduce_grads_in_fp32') !== true ? 2 : 4;
}

/** Master weights and moments. The precision-aware optimizer stores only the bits that bf16 weights lack. */
function readOptimizerBytes(facts: Facts, weight: number, optimizer: string, gathersFp8: boolean): number {
  if (flagValue(facts, 'use_precision_aware_optimizer') !== true) {
    const master = weight === 2 ? 4 : 0;
    return master + (optimizer === 'sgd' ? MOMENTUM : MOMENTS);
  }
  const storesRemainders =
    flagValue(facts, 'optimizer_cpu_offload') !== true &&
    !gathersFp8 &&
    flagValue(facts, 'fp16') !== true &&
    weight === 2 &&
    bytesOf(facts, 'main_params_dtype') === 4;
  return (storesRemainders ? 2 : 4) + bytesOf(facts, 'exp_avg_dtype') + bytesOf(facts, 'exp_avg_sq_dtype');
}
