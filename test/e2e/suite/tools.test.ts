import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

interface ListedTool {
  name: string;
  inputSchema?: { additionalProperties?: boolean };
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
});
