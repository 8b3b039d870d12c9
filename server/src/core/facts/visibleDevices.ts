import type { Config } from '../config/config';
import { envValueOf } from '../config/lookup';

/** Counts the GPUs in CUDA_VISIBLE_DEVICES; undefined if an item is neither a number nor a GPU or MIG id. */
export function countVisibleDevices(config: Config): number | undefined {
  const text = envValueOf(config, 'CUDA_VISIBLE_DEVICES');
  if (text === undefined) return undefined;
  const devices = text.split(',').filter((device) => device.trim() !== '');
  return devices.every((device) => /^\s*(?:\d+|GPU-\S+|MIG-\S+)\s*$/.test(device)) ? devices.length : undefined;
}
