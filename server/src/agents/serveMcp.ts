import { Server } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { version } from '../../../package.json';
import type * as Agents from '.';
import type { Agent } from './agent';

/** Tells a client that a tool changes nothing, and that the same call has the same answer. */
const READ_ONLY = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** Tells a model what the tools are for. */
const INSTRUCTIONS =
  "Checks and explains training configs of ms-swift's Megatron commands (`megatron pt|sft|rlhf|export` in shell scripts and YAML). All tools read only; apply changes to the files yourself, then check again.";

/** Serves the tools over standard input and output, until the input ends. */
export function serveMcp({ answerTool, TOOLS, toJsonSchema }: typeof Agents, agent: Agent): void {
  const tools = TOOLS.map(({ name, title, description, input }) => ({
    name,
    title,
    description,
    inputSchema: toJsonSchema(input) as { type: 'object' },
    annotations: { title, ...READ_ONLY },
  }));
  serveStdio(() => {
    const server = new Server(
      { name: 'training-preflight', title: 'Training Preflight', version },
      { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
    );
    server.setRequestHandler('tools/list', () => ({ tools }));
    server.setRequestHandler('tools/call', ({ params }) => {
      const { text, isError } = answerTool(agent, params.name, params.arguments);
      return { content: [{ type: 'text', text }], isError };
    });
    return server;
  });
}
