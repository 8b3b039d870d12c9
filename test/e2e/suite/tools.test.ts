import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

interface ListedTool {
  name: string;
  inputSchema?: { additionalProperties?: boolean };
}

/** The part of the API that calls tools, which editors before 1.95 lack. */
interface ToolCalls {
  invokeTool?: (
    name: string,
    options: { input: object; toolInvocationToken: undefined },
  ) => Promise<{ content: { value: string }[] }>;
}

describe('the tools of language models', () => {
  it('are offered to every agent of the editor', function () {
    const { tools } = vscode.lm as unknown as { tools?: readonly ListedTool[] };
    // Editors before 1.95 have no such tools.
    if (!tools) return this.skip();
    const ours = tools.filter(({ name }) => name.startsWith('preflight_'));
    assert.deepEqual(ours.map(({ name }) => name.slice('preflight_'.length)).sort(), [
      'check',
      'explain',
      'layouts',
      'memory',
      'migrate',
      'plan',
      'resolve',
    ]);
    for (const { inputSchema } of ours) assert.equal(inputSchema?.additionalProperties, false);
  });

  it('answer an agent about a file of the folder, and refuse one outside of it', async function () {
    const { invokeTool } = vscode.lm as unknown as ToolCalls;
    if (!invokeTool) return this.skip();
    const call = async (name: string, input: object): Promise<string> => {
      // Without a chat, no request of a user is there to refer to.
      const { content } = await invokeTool(`preflight_${name}`, { input, toolInvocationToken: undefined });
      return content.map(({ value }) => value).join('');
    };
    const checked = await call('check', { path: 'broken.sh' });
    assert.match(checked, /^1 error, 0 warnings, \d+ hints? in 1 training command of 1 file\n/);
    assert.match(checked, /^broken\.sh:\d+:\d+: error: `ture` is not a value of packing .*\[cli\.bool\]$/m);
    assert.match(await call('explain', { name: 'packing' }), /^\*\*packing\*\* · bool/);
    assert.match(await call('plan', { path: 'train.sh' }), /Nothing was submitted|This launch is blocked/);
    await assert.rejects(call('check', { path: '../broken.sh' }), /outside the workspace/);
  });
});
