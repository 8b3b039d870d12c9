import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findAllGiven } from '../../facts/givens';
import { flagValue } from '../../facts/values';
import { fixOf, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { createGrpoExample, GRPO_FLAGS } from './common';

const SERVER_MODE_FLAGS = GRPO_FLAGS.replace('colocate', 'server');
const createServerExample = (more: string) => createGrpoExample(more, '4.2.3', SERVER_MODE_FLAGS);

export const vllmServerLists: Rule = {
  id: 'rlhf.vllm-server-lists',
  title: 'vLLM server lists of different lengths',
  severity: 'error',
  outcome: 'rejected',
  releases: '3.11+',
  commands: ['rlhf'],
  why: 'Hosts, ports and group ports are matched by their position in the lists. vllm_server_port is 8000 unless it is given.',
  source: 'swift/trainers/rlhf_trainer/vllm_client.py, VLLMClient, of 3.12.6',
  bad: [
    createServerExample('--vllm_server_host 10.0.0.2 10.0.0.3'),
    createServerExample('--vllm_server_host 10.0.0.2 --vllm_server_group_port 1 2'),
  ],
  good: [
    createServerExample('--vllm_server_host 10.0.0.2 10.0.0.3 --vllm_server_port 8000 8000'),
    createServerExample('--vllm_server_base_url http://10.0.0.2:8000'),
  ],
  check: (facts) => {
    if (flagValue(facts, 'vllm_mode') !== 'server' || flagValue(facts, 'use_vllm') !== true) return [];
    const urls = countItems(facts, 'vllm_server_base_url');
    const hosts = countItems(facts, 'vllm_server_host');
    const ports = countItems(facts, 'vllm_server_port');
    if (urls === undefined && hosts !== undefined && ports !== undefined && hosts !== ports) {
      const message = `The lists vllm_server_host (${hosts}) and vllm_server_port (${ports}) differ in length. Give one port for each host.`;
      const found = reportMismatch(facts, message, 'vllm_server_port', 'vllm_server_host');
      return [{ ...found, fixes: [...repeatPort(facts, hosts), ...(found.fixes ?? [])] }];
    }
    const servers = urls ?? hosts;
    const groupPorts = countItems(facts, 'vllm_server_group_port');
    if (servers === undefined || groupPorts === undefined || groupPorts === servers) return [];
    const message = `The length of vllm_server_group_port (${groupPorts}) differs from the number of servers (${servers}). Give one group port for each server.`;
    return [reportMismatch(facts, message, 'vllm_server_group_port')];
  },
};

/** Gives every host the only port, as servers on several machines have it. */
function repeatPort(facts: Facts, hosts: number): Fix[] {
  const value = flagValue(facts, 'vllm_server_port');
  const [port, ...more] = Array.isArray(value) ? value : [];
  if (port === undefined || more.length > 0 || hosts < 2) return [];
  const values = Array.from({ length: hosts }, () => String(port));
  return [fixOf(`Set vllm_server_port to ${values.join(' ')}`, { op: 'set', flag: 'vllm_server_port', values })];
}

function countItems(facts: Facts, flag: string): number | undefined {
  const value = flagValue(facts, flag);
  return Array.isArray(value) ? value.length : undefined;
}

function reportMismatch(facts: Facts, message: string, ...flags: string[]): Found {
  const [given] = findAllGiven(facts, flags);
  return {
    message,
    span: given?.entry.fullSpan ?? facts.config.head,
    flags,
    fixes: given ? [fixRemove(given.entry, given.flag?.name ?? '')] : [],
  };
}
