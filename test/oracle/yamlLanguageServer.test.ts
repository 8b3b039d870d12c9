import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CompletionItem, CompletionList, Hover } from 'vscode-languageserver';
import { createConstraintSchemas, createTrainingSchema } from '../../server/src/core/features/schema/trainingSchema';
import type { Example } from '../../server/src/core/lint/rule';
import { type Client, startClient } from '../support/lsp';
import { readShell, service } from '../support/service';

// The exported schema in the real yaml-language-server, which other editors use.

const SERVER = resolve(import.meta.dirname, '../../node_modules/yaml-language-server/bin/yaml-language-server');
const SCOPE = { release: '4.6.0', commands: ['pt', 'sft', 'rlhf'] } as const;
const folder = mkdtempSync(join(tmpdir(), 'preflight-yaml-'));

let client: Client;
beforeAll(async () => {
  const schema = join(folder, 'training.schema.json');
  writeFileSync(schema, JSON.stringify(createTrainingSchema(service, SCOPE)));
  const capabilities = {
    workspace: { configuration: true },
    textDocument: { hover: { contentFormat: ['markdown'] }, publishDiagnostics: {} },
  };
  client = await startClient('stdio', {}, capabilities, { server: SERVER });
  const yaml = { schemas: { [pathToFileURL(schema).href]: '*.yaml' }, validate: true, hover: true, completion: true };
  client.connection.onRequest('workspace/configuration', ({ items }: { items: { section: string }[] }) =>
    items.map(({ section }) => (section === 'yaml' ? yaml : null)),
  );
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { yaml } });
}, 60_000);
afterAll(async () => {
  await client.stop();
  rmSync(folder, { recursive: true });
});

let count = 0;
/** Opens a config and returns its address with its findings, as `text: message`. */
async function open(text: string): Promise<{ uri: string; findings: string[] }> {
  const uri = pathToFileURL(join(folder, `${count++}.yaml`)).href;
  const reported = client.diagnostics(uri);
  client.open(uri, text, 'yaml');
  const lines = text.split('\n');
  const findings = (await reported).map(({ range: { start, end }, message }) => {
    const marked = start.line === end.line ? lines[start.line]?.slice(start.character, end.character) : '(all)';
    return `${marked}: ${message}`;
  });
  return { uri, findings };
}

const findingsIn = async (text: string): Promise<string[]> => (await open(text)).findings;

describe('the exported schema in yaml-language-server', () => {
  it('finds nothing in a valid config', async () => {
    expect(await findingsIn('model: m\ntensor_model_parallel_size: 2\nsequence_parallel: true\nlr: 1e-5\n')).toEqual(
      [],
    );
  });

  it.each([
    ['packing: ture\nmodel: m\n', 'ture: Write true or false.'],
    ['model: m\nmicro_batch_size: four\n', 'four: Write a whole number.'],
    ['model: m\nlr: fast\n', 'fast: Write a number.'],
    [
      'model: m\ntensor_modle_parallel_size: 2\n',
      'tensor_modle_parallel_size: Property tensor_modle_parallel_size is not allowed.',
    ],
  ])('reads in %j: %s', async (text, expected) => {
    expect(await findingsIn(text)).toEqual([expected]);
  });

  it('names the rule and marks a key, in each example of a rule that the schema contains', async () => {
    const ids = new Set(createConstraintSchemas(service, SCOPE).map(({ id }) => id));
    const examples = service.rules
      .filter(({ id }) => ids.has(id))
      .flatMap(({ id, bad }) => bad.flatMap((example) => configOf(example) ?? []).map((text) => ({ id, text })));
    expect(examples.length).toBeGreaterThan(40);
    const found = await Promise.all(
      examples.map(async ({ id, text }) => ({ id, text, findings: await findingsIn(text) })),
    );
    const named = found.filter(({ id, findings }) => findings.some((each) => each.endsWith(` [${id}]`)));
    expect(named.length / found.length).toBeGreaterThan(0.8);
    for (const { text, findings } of found)
      for (const finding of findings) {
        expect(finding).toMatch(/^[\w-]+: .*(?: \[[\w.-]+\]|Write .*\.|is not allowed\.|Valid values: .*)$/);
        expect(finding, text).not.toMatch(/Matches a schema|Incorrect type|does not match the pattern/);
      }
  });

  it('offers and shows one spelling of each value of a switch', async () => {
    const { uri } = await open('model: m\npacking: true\nlazy_tokenize: true\nsequence_parallel: \n');
    const ask = <Answer>(method: string, line: number, character: number): Promise<Answer> =>
      client.connection.sendRequest(method, { textDocument: { uri }, position: { line, character } });
    const answer = await ask<CompletionList | CompletionItem[]>('textDocument/completion', 3, 19);
    const labels = (Array.isArray(answer) ? answer : answer.items).map(({ label }) => label);
    expect(labels.sort()).toEqual(['false', 'true']);
    for (const line of [1, 2]) {
      const hover = await ask<Hover>('textDocument/hover', line, 3);
      expect(JSON.stringify(hover.contents)).toContain('Training config of ms-swift 4.6.0');
      expect(JSON.stringify(hover.contents)).not.toMatch(/Allowed Values|TRUE|yes/);
    }
  });
});

/** An example as a config file; undefined if it needs more than flags. */
function configOf({ flags, command = 'sft', model, env, release, neighbor }: Example): string | undefined {
  if (!flags || model || env || release || neighbor || !['pt', 'sft', 'rlhf'].includes(command)) return undefined;
  const [config] = readShell(`megatron ${command} ${flags}`).reading.configs;
  const { forms } = service.catalog.view(SCOPE.release, command);
  const lines = (config?.flags ?? []).map(({ name, values }) => {
    const words = values.map(({ value }) => value ?? '');
    const { list, type } = forms.get(name) ?? {};
    const value = list
      ? JSON.stringify(words)
      : type === 'string'
        ? JSON.stringify(words[0] ?? '')
        : (words[0] ?? 'true');
    return `${name}: ${value}\n`;
  });
  return lines.length > 0 ? lines.join('') : undefined;
}
