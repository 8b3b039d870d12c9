import type { Config } from '../config/config';
import { nameOfCommand } from '../config/lookup';
import { pluralize } from '../text/plural';
import type { LaunchSettings, ServerUse } from './plan';

/** Addresses that mean the machine itself. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?|0\.0\.0\.0)$/i;

/** Describes the servers that a script starts: `swift rollout` (line 2). */
const listServers = (servers: ServerUse['started']): string =>
  servers.map(({ name, line }) => `\`${name}\` (line ${line + 1})`).join(' and ');

/** Returns the servers that the script starts for the completions of this run. */
export const findNeededServers = ({ servers }: LaunchSettings): ServerUse['started'] =>
  servers?.isNeeded ? servers.started.filter(({ generates }) => generates) : [];

/** Returns the reason why a job with one command of a script cannot work: the server of the script is not part of it. */
export function findServerProblems({ command }: Config, settings: LaunchSettings): string[] {
  const needed = findNeededServers(settings);
  if (needed.length === 0) return [];
  const loopback = settings.servers?.hosts.find((host) => LOOPBACK.test(host));
  const place =
    loopback === undefined ? '' : ` ${loopback} is each node itself, so the server would be missing on every node.`;
  return [
    `The script also starts ${listServers(needed)}, from which this run takes its completions, but the job runs \`${nameOfCommand(command)}\` alone and would wait for it.${place} Start the server in a job of its own, set vllm_server_host to its address, and take the server out of this file.`,
  ];
}

/** Returns the reason why an entire script cannot run on several nodes: each of them would start the server. */
export const findScriptServerProblems = (settings: LaunchSettings, nodes: number): string[] => {
  const needed = nodes > 1 ? findNeededServers(settings) : [];
  return needed.length === 0
    ? []
    : [
        `The script also starts ${listServers(needed)}, and each of the ${nodes} nodes would start its own. Start the server in a job of its own, set vllm_server_host to its address, and take the server out of this file.`,
      ];
};

/** Warns of servers that a job with one command of a script does not start, and of a server that no node has. */
export function findServerWarnings({ servers }: LaunchSettings, nodes: number): string[] {
  if (!servers) return [];
  const loopback = servers.isNeeded ? servers.hosts.find((host) => LOOPBACK.test(host)) : undefined;
  return [
    ...(servers.started.length > 0
      ? [
          `The script also starts ${listServers(servers.started)}, which the job does not. Start ${servers.started.length === 1 ? 'it' : 'them'} separately if the run needs ${servers.started.length === 1 ? 'it' : 'them'}.`,
        ]
      : []),
    ...(loopback !== undefined && servers.started.length === 0
      ? [
          `The run takes its completions from a server at ${loopback}, which on ${pluralize(nodes, 'node')} of a job is the node itself. Set vllm_server_host to the address of the server.`,
        ]
      : []),
  ];
}
