import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixWrite } from '../../lint/fix';

/** Layers of transformers and the Megatron layers that contain the same weights. */
export const MEGATRON_LAYER_NAMES: Readonly<Record<string, string>> = {
  q_proj: 'linear_qkv',
  k_proj: 'linear_qkv',
  v_proj: 'linear_qkv',
  o_proj: 'linear_proj',
  gate_proj: 'linear_fc1',
  up_proj: 'linear_fc1',
  down_proj: 'linear_fc2',
};

/**
 * Creates fixes that name the same layers as Megatron does. Latent attention splits them differently, so only all-linear
 * is safe there.
 */
export function createLayerFixes(facts: Facts, { entry }: GivenFlag, names: readonly string[]): Fix[] {
  const megatronNames = [...new Set(names.map((name) => MEGATRON_LAYER_NAMES[name] ?? name))];
  const fixNames = (values: string[]): Fix => fixWrite(`Change to ${values.join(' ')}`, entry, values);
  const isLatent = flagValue(facts, 'multi_latent_attention') === true;
  const isKnown = !isLatent && !megatronNames.includes('');
  return isKnown ? [fixNames(megatronNames), fixNames(['all-linear'])] : [fixNames(['all-linear'])];
}

/** Returns advice on names of layers: those of latent attention depend on the model, so all-linear comes first there. */
export const adviseLayers = (facts: Facts): string =>
  flagValue(facts, 'multi_latent_attention') === true
    ? 'use all-linear, or the layers of latent attention such as linear_q_up_proj, linear_kv_down_proj, linear_kv_up_proj and linear_proj, with linear_fc1 and linear_fc2'
    : 'use linear_qkv, linear_proj, linear_fc1 and linear_fc2, or all-linear';
