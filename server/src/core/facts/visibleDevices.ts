import type { Config } from '../config/config';
import { envValueOf } from '../config/lookup';

/** The GPUs that CUDA_VISIBLE_DEVICES leaves on a machine; undefined where its words are not plain ones. */
export function countVisibleDevices(config: Config): number | undefined {
  const text = envValueOf(config, 'CUDA_VISIBLE_DEVICES');
  if (text === undefined) return undefined;
  const devices = text.split(',').filter((device) => device.trim() !== '');
  return devices.every((device) => /^\s*(?:\d+|GPU-\S+|MIG-\S+)\s*$/.test(device)) ? devices.length : undefined;
}
