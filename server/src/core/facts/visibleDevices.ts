import { type Config, envOf } from '../config/config';

/** The GPUs that CUDA_VISIBLE_DEVICES leaves on a machine; undefined where its words are not plain ones. */
export function visibleDevices(config: Config): number | undefined {
  const text = envOf(config, 'CUDA_VISIBLE_DEVICES');
  if (text === undefined) return undefined;
  const devices = text.split(',').filter((word) => word.trim() !== '');
  return devices.every((word) => /^\s*(?:\d+|GPU-\S+|MIG-\S+)\s*$/.test(word)) ? devices.length : undefined;
}
