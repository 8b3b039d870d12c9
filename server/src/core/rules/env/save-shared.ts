import { isInRange } from '../../catalog/release';
import { envValueOf } from '../../config/lookup';
import { findGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import type { Rule } from '../../lint/rule';
import { parseWholeNumber } from '../../text/wholeNumber';

/** Folders that are local on every usual system. */
const LOCAL_FOLDER = /^\/(?:tmp|var\/tmp|dev\/shm)(?:\/|$)/;

export const saveShared: Rule = {
  id: 'env.save-shared',
  title: 'Output folder on the local disk of each node',
  severity: 'warning',
  outcome: 'risky',
  releases: '3.7+',
  commands: ['pt', 'sft', 'rlhf'],
  why: 'Every node writes its part of a checkpoint. On local disks the parts are scattered, and none of the nodes can load them again.',
  source: 'swift docs Megatron-SWIFT Command-line-parameters, save',
  bad: [
    { flags: '--save /tmp/out', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '0', MASTER_ADDR: '10.0.0.1' } },
  ],
  good: [
    { flags: '--save /shared/out', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '0', MASTER_ADDR: '10.0.0.1' } },
    { flags: '--save out', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '0', MASTER_ADDR: '10.0.0.1' } },
    { flags: '--save /tmp/out', env: { NPROC_PER_NODE: '8' } },
  ],
  check: (facts) => {
    const flag = isInRange(facts.release.version, '4.0+') ? 'output_dir' : 'save';
    const folder = flagValue(facts, flag);
    const given = findGiven(facts, flag);
    const nodes = parseWholeNumber(envValueOf(facts.config, 'NNODES') ?? '') ?? 1;
    if (!given || typeof folder !== 'string' || nodes < 2 || !LOCAL_FOLDER.test(folder)) return [];
    return [
      {
        message: `${flag} \`${folder}\` is on the disk or in the memory of each node; ${nodes} nodes need one folder that all of them share.`,
        span: given.entry.fullSpan,
        flags: [flag, 'NNODES'],
      },
    ];
  },
};
