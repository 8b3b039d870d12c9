import { loadAgents } from '../../host/agents';
import { loadMcp } from '../../host/mcp';
import { defineCommand } from '../command';
import { readStat } from '../files';
import { UsageError } from '../usageError';

/** Answers an agent over standard input and output, by the Model Context Protocol, until the input ends. */
export const mcpCommand = defineCommand({
  name: 'mcp',
  summary: 'answer an agent by the Model Context Protocol, about the files of a folder',
  usage: '',
  options: { root: { type: 'string', value: 'DIR', summary: 'the folder to answer about; default: the current one' } },
  examples: [['preflight mcp', 'the command to enter into the settings of an agent']],
  run({ values: { root = process.cwd() }, service: readService }) {
    if (!readStat(root).isDirectory()) throw new UsageError(`--root must be a folder, not "${root}"`);
    const service = readService();
    const agents = loadAgents();
    const workspace = agents.createWorkspace(service, { roots: [root] });
    loadMcp().serveMcp(agents, { service, workspace, rulePages: agents.readRulePages });
    return undefined;
  },
});
