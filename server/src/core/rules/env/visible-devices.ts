import type { Config } from '../../config/config';
import { envValueOf, findVariable } from '../../config/lookup';
import { countVisibleDevices } from '../../facts/visibleDevices';
import { fixSetEnv } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { parseWholeNumber } from '../../text/wholeNumber';

export const visibleDevices: Rule = {
  id: 'env.visible-devices',
  title: 'Number of processes that differs from the visible GPUs',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'Every process of a node uses the GPU with its own number. With fewer processes than GPUs, the others stay idle, and ms-swift stops if the processes cannot share the GPUs evenly.',
  source:
    'swift/utils/torch_utils.py, set_device; swift/utils/env.py:70 of 4.6.0, is_mp, which 3.7.0 has as well; CUDA: invalid device ordinal',
  bad: [
    { flags: '', env: { NPROC_PER_NODE: '8', CUDA_VISIBLE_DEVICES: '0,1' } },
    { flags: '', env: { NPROC_PER_NODE: '2', CUDA_VISIBLE_DEVICES: '0,1,2,3' } },
    { flags: '', env: { NPROC_PER_NODE: '2', CUDA_VISIBLE_DEVICES: '0,1,2' } },
  ],
  good: [
    { flags: '', env: { NPROC_PER_NODE: '2', CUDA_VISIBLE_DEVICES: '0,1' } },
    { flags: '', env: { NPROC_PER_NODE: '2' } },
    { flags: '', env: { NPROC_PER_NODE: 'auto', CUDA_VISIBLE_DEVICES: '0,1' } },
  ],
  check: ({ config }) => {
    const entry = findVariable(config, 'NPROC_PER_NODE');
    const processes = parseWholeNumber(envValueOf(config, 'NPROC_PER_NODE') ?? '');
    const devices = countVisibleDevices(config);
    if (!entry || !processes || devices === undefined || devices === processes) return [];
    const fixes = [
      ...(devices > 0 ? [fixSetEnv('NPROC_PER_NODE', String(devices))] : []),
      ...(processes <= MAX_DEVICES ? [fixSetEnv('CUDA_VISIBLE_DEVICES', listDevices(config, processes))] : []),
    ];
    const common = { span: entry.fullSpan, flags: ['NPROC_PER_NODE', 'CUDA_VISIBLE_DEVICES'], fixes };
    if (processes > devices)
      return [
        {
          ...common,
          message: `NPROC_PER_NODE ${processes} starts more processes than CUDA_VISIBLE_DEVICES lists GPUs: ${devices}.`,
        },
      ];
    if (devices % processes !== 0 && envValueOf(config, 'SWIFT_SINGLE_DEVICE_MODE') !== '1')
      return [
        {
          ...common,
          message: `CUDA_VISIBLE_DEVICES lists ${devices} GPUs, which the ${processes} processes of NPROC_PER_NODE cannot share evenly. List ${processes} of them.`,
          fixes: fixes.toReversed(),
        },
      ];
    return [
      {
        ...common,
        severity: 'warning',
        outcome: 'slow',
        message: `CUDA_VISIBLE_DEVICES lists ${devices} GPUs, of which NPROC_PER_NODE ${processes} uses ${processes}; the others stay idle.`,
      },
    ];
  },
};

/** Limit on the GPUs of one node that are listed; no node has more. */
const MAX_DEVICES = 128;

/** Returns a value of CUDA_VISIBLE_DEVICES with that many GPUs: the first of those listed if they suffice. */
function listDevices(config: Config, count: number): string {
  const listed = (envValueOf(config, 'CUDA_VISIBLE_DEVICES') ?? '').split(',').filter((device) => device.trim() !== '');
  const devices = listed.length >= count ? listed.slice(0, count) : Array.from({ length: count }, (_, index) => index);
  return devices.join(',');
}
