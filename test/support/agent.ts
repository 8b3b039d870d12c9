import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { CLI } from './cli';

/** An agent that talks to the shipped command line with the client of the SDK. */
export interface AgentClient {
  client: Client;
  /** Calls a tool, and returns its only text. */
  call: (name: string, input: Record<string, unknown>) => Promise<{ text: string; isError: boolean }>;
}

/** Starts `preflight mcp` in a folder. */
export async function startAgent(folder: string, args: readonly string[] = []): Promise<AgentClient> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [CLI, 'mcp', ...args], cwd: folder }),
  );
  return {
    client,
    call: async (name, input) => {
      const { content, isError = false } = await client.callTool({ name, arguments: input });
      if (content.length !== 1 || content[0]?.type !== 'text') throw new Error('an answer is one text');
      return { text: content[0].text, isError };
    },
  };
}
