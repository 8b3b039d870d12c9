import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TOOL, type ToolParams, type ToolResult } from '../../server/src/lsp/protocol';
import { useFolder } from '../support/folder';
import { type Client, startClient } from '../support/lsp';

const folder = useFolder();

const SCRIPT = 'megatron sft --model Qwen/Qwen3-8B --max_lenght 8\n';

/** Runs an action with a server that has the folder open. */
async function withServer<R>(settings: object, action: (client: Client) => Promise<R>): Promise<R> {
  const root = pathToFileURL(folder.at()).href.replace(/\/$/, '');
  const client = await startClient('stdio', { folders: { [root]: settings } });
  try {
    return await action(client);
  } finally {
    await client.stop();
  }
}

const call = ({ connection }: Client, params: Partial<ToolParams>): Promise<ToolResult> =>
  connection.sendRequest<ToolResult>(TOOL, { targets: [], ...params });

describe('the tools of agents in an editor', () => {
  it('answer about a file of the folder, in its release', async () => {
    folder.write('run.sh', SCRIPT);
    const { isError, text } = await withServer({ swiftVersion: '4.2.3' }, (client) =>
      call(client, { name: 'check', input: { path: 'run.sh' } }),
    );
    expect({ isError, text }).toEqual({
      isError: false,
      text: expect.stringContaining('of ms-swift 4.2.3 has no flag'),
    });
  });

  it('answer about the text of the editor, which may not be saved', async () => {
    const uri = pathToFileURL(folder.write('run.sh', SCRIPT)).href;
    const { text } = await withServer({}, async (client) => {
      client.open(uri, SCRIPT.replace('max_lenght', 'max_length'));
      return call(client, { name: 'check', input: { path: 'run.sh' } });
    });
    expect(text).toMatch(/^0 errors/);
  });

  it('plan a launch on a target that the user has configured', async () => {
    folder.write('run.sh', 'megatron sft --model Qwen/Qwen3-8B --load x --dataset d\n');
    const targets = [{ kind: 'slurm' as const, name: 'lab', nodes: 1, gpusPerNode: 8, partition: 'gpu' }];
    const { text } = await withServer({}, (client) =>
      call(client, { name: 'plan', input: { path: 'run.sh', target: 'lab' }, targets }),
    );
    expect(text).toContain('#SBATCH --partition=gpu');
  });

  it('read nothing outside of the folder, and nothing without one', async () => {
    folder.write('run.sh', SCRIPT);
    const outside = await withServer({}, (client) => call(client, { name: 'check', input: { path: '../run.sh' } }));
    expect(outside).toEqual({ isError: true, text: expect.stringContaining('outside the workspace') });
    const client = await startClient('stdio');
    const answer = await call(client, { name: 'check', input: { path: folder.at('run.sh') } });
    await client.stop();
    expect(answer).toEqual({ isError: true, text: expect.stringContaining('outside the workspace') });
  });
});
