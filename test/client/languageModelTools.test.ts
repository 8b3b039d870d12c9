import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ExtensionContext } from 'vscode';
import type { Server } from '../../client/src/languageClient';
import { registerLanguageModelTools } from '../../client/src/languageModelTools';
import { listTargets } from '../../client/src/launch/targets';
import { TOOLS, toJsonSchema } from '../../server/src/agents/tools';
import { editor, lm } from '../support/vscode';

const manifest = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package.json'), 'utf8'));

type Invoke = (call: { input: unknown }) => Promise<{ content: { value: string }[] }>;

/** Registers the tools, whose requests `answer` answers. */
function register(answer: (method: string, params: unknown) => unknown): Map<string, Invoke> {
  const invokes = new Map<string, Invoke>();
  if ('registerTool' in lm)
    lm.registerTool = (name, tool) => {
      invokes.set(name, (tool as { invoke: Invoke }).invoke);
      return { dispose: () => {} };
    };
  const context = { subscriptions: [], extension: { packageJSON: manifest } } as unknown as ExtensionContext;
  const client = { sendRequest: async (method: string, params: unknown) => answer(method, params) };
  registerLanguageModelTools(
    context,
    { ensureRunning: async () => client } as unknown as Server,
    () => listTargets().targets,
  );
  return invokes;
}

afterEach(() => {
  delete lm.registerTool;
  editor.settings = {};
});

describe('the tools of language models', () => {
  it('are those of `preflight mcp`, with the same texts and schemas', () => {
    const { languageModelTools } = manifest.contributes;
    expect(languageModelTools).toMatchObject(
      TOOLS.map(({ name, description, input }) => ({
        name: `preflight_${name}`,
        modelDescription: description,
        inputSchema: toJsonSchema(input),
      })),
    );
    for (const { toolReferenceName, tags } of languageModelTools) {
      expect(toolReferenceName).toMatch(/^preflight[A-Z]\w+$/);
      expect(tags).toContain('ms-swift');
    }
  });

  it('are not registered in an editor without the API', () => {
    expect(register(() => undefined).size).toBe(0);
  });

  it('ask the server, with the launch targets of the user', async () => {
    lm.registerTool = () => ({ dispose: () => {} });
    editor.settings = { 'launch.targets': [{ kind: 'slurm', name: 'lab', nodes: 1, gpusPerNode: 8 }] };
    const asked: unknown[] = [];
    const invokes = register((method, params) => {
      asked.push([method, params]);
      return { text: 'an answer', isError: false };
    });
    expect([...invokes.keys()]).toEqual(TOOLS.map(({ name }) => `preflight_${name}`));
    const input = { path: 'run.sh', target: 'lab' };
    expect(await invokes.get('preflight_plan')?.({ input })).toMatchObject({ content: [{ value: 'an answer' }] });
    expect(asked).toMatchObject([
      ['preflight/tool', { name: 'plan', input, targets: [{ name: 'local' }, { name: 'lab' }] }],
    ]);
  });

  it('fail with the reason of the server', async () => {
    lm.registerTool = () => ({ dispose: () => {} });
    const invokes = register(() => ({ text: 'no such file', isError: true }));
    await expect(invokes.get('preflight_check')?.({ input: {} })).rejects.toThrow('no such file');
  });
});
