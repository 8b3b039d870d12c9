import { envValueOf, findVariable } from '../../config/lookup';
import { fixSetEnv } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { parseWholeNumber } from '../../text/wholeNumber';

export const nodeRankRange: Rule = {
  id: 'env.node-rank-range',
  title: 'Node rank out of range',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.7+',
  why: 'Nodes are numbered from 0 to NNODES - 1. torchrun waits for a node that never joins, or stops.',
  source: 'torch/distributed/elastic/rendezvous/static_tcp_rendezvous.py; torchrun --node_rank',
  bad: [{ flags: '', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '2', MASTER_ADDR: '10.0.0.1' } }],
  good: [{ flags: '', env: { NPROC_PER_NODE: '8', NNODES: '2', NODE_RANK: '1', MASTER_ADDR: '10.0.0.1' } }],
  check: ({ config }) => {
    const entry = findVariable(config, 'NODE_RANK');
    const rank = parseWholeNumber(envValueOf(config, 'NODE_RANK') ?? '');
    const nodes = parseWholeNumber(envValueOf(config, 'NNODES') ?? '');
    if (!entry || rank === undefined || nodes === undefined || nodes < 1 || (rank >= 0 && rank < nodes)) return [];
    return [
      {
        message: `NODE_RANK ${rank} is out of range: ${nodes} nodes are numbered 0 to ${nodes - 1}.`,
        span: entry.fullSpan,
        flags: ['NODE_RANK', 'NNODES'],
        fixes: [fixSetEnv('NODE_RANK', '0'), ...(rank > 0 ? [fixSetEnv('NNODES', String(rank + 1))] : [])],
      },
    ];
  },
};
