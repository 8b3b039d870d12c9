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
  why: 'Every process of a node uses the GPU with its own number. With fewer processes than GPUs, the others stay idle.',
  source: 'swift/utils/torch_utils.py, set_device; CUDA: invalid device ordinal',
  bad: [
    { flags: '', env: { NPROC_PER_NODE: '8', CUDA_VISIBLE_DEVICES: '0,1' } },
    { flags: '', env: { NPROC_PER_NODE: '2', CUDA_VISIBLE_DEVICES: '0,1,2,3' } },
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
    const deviceList = Array.from({ length: processes }, (_, index) => index).join(',');
    const fixes = [
      ...(devices > 0 ? [fixSetEnv('NPROC_PER_NODE', String(devices))] : []),
      fixSetEnv('CUDA_VISIBLE_DEVICES', deviceList),
    ];
    const common = { span: entry.fullSpan, flags: ['NPROC_PER_NODE', 'CUDA_VISIBLE_DEVICES'], fixes };
    if (processes > devices)
      return [
        {
          ...common,
          message: `NPROC_PER_NODE ${processes} starts more processes than CUDA_VISIBLE_DEVICES lists GPUs: ${devices}.`,
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
