import { afterEach, expect, it } from 'vitest';
import type { CodeAction, CompletionItem, Diagnostic } from 'vscode-languageserver';
import type { ExplainResult } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';

let client: Client;
afterEach(() => client.stop());

const uri = 'file:///w/a.sh';

async function findingsOf(text: string, language?: string): Promise<Diagnostic[]> {
  const report = client.diagnostics(uri);
  client.open(uri, text, language);
  return report;
}

const actions = (only: string[] | undefined): Promise<CodeAction[]> =>
  client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
    context: { diagnostics: [], ...(only && { only }) },
  });

it('fades what has no effect and strikes through what is called otherwise by now', async () => {
  client = await startClient('stdio');
  const found = await findingsOf('# preflight: ms-swift=4.2.3\nmegatron sft --model m --save o --seed 1 --seed 2\n');
  expect(found.map(({ code, tags }) => [code, tags])).toEqual([
    ['release.renamed', [2]],
    ['release.default', undefined],
    ['cli.duplicate', [1]],
  ]);
});

it('strikes through proposals that have no effect', async () => {
  client = await startClient('stdio');
  client.open(uri, 'megatron sft --');
  const items = await client.connection.sendRequest<CompletionItem[]>('textDocument/completion', {
    textDocument: { uri },
    position: { line: 0, character: 15 },
  });
  const tagsOf = (name: string) => items.find(({ label }) => label === `--${name}`)?.tags;
  expect(tagsOf('max_new_tokens')).toEqual([1]);
  expect(tagsOf('lr')).toBeUndefined();
});

it('offers to ignore each finding, behind its fixes', async () => {
  client = await startClient('stdio');
  await findingsOf('megatron sft --lr 1e-5 --packing ture\n');
  const offered = await actions(undefined);
  expect(offered.map(({ title }) => title)).toEqual([
    'Change to true',
    'Remove packing',
    'Ignore this finding (cli.bool)',
  ]);
  expect(offered[2]?.edit?.changes?.[uri]?.[0]?.newText).toBe('# preflight: ignore[cli.bool]\n');
});

it('applies all safe fixes in one action, where such are asked for', async () => {
  client = await startClient('stdio');
  await findingsOf('# preflight: ms-swift=4.2.3\nmegatron sft --model m --save o --max_epochs 2\n');
  for (const only of ['source', 'source.fixAll', 'source.fixAll.preflight']) {
    const [action, ...more] = await actions([only]);
    expect(more).toEqual([]);
    expect(action).toMatchObject({ kind: 'source.fixAll.preflight', title: 'Fix all that is safe to fix (2)' });
    expect(action?.edit?.changes?.[uri]).toHaveLength(2);
  }
  expect(await actions(['source.organizeImports'])).toEqual([]);
  expect((await actions(['quickfix'])).every(({ kind }) => kind === 'quickfix')).toBe(true);
});

it('takes severities from the settings, at the start and later', async () => {
  client = await startClient('stdio', { rules: { severity: { 'cli.bool': 'warning' } } });
  expect(await findingsOf('megatron sft --packing ture\n')).toMatchObject([{ severity: 2 }]);
  const report = client.diagnostics(uri);
  await client.connection.sendNotification('workspace/didChangeConfiguration', {
    settings: { preflight: { rules: { severity: { 'cli.*': 'off' } } } },
  });
  expect(await report).toEqual([]);
});

it('sends nothing to an editor that only asks, and answers it', async () => {
  client = await startClient('stdio', {}, { textDocument: { diagnostic: {} } });
  expect(client.initialized.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true });
  let sent = 0;
  void client.diagnostics(uri).then(() => sent++);
  client.open(uri, 'megatron sft --packing ture\n');
  const answer = await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  expect(answer).toMatchObject({ kind: 'full', items: [{ code: 'cli.bool' }] });
  expect(sent).toBe(0);
});

it('does not offer to be asked where it sends findings, so that nothing is shown twice', async () => {
  client = await startClient('stdio', {}, { textDocument: { diagnostic: {}, publishDiagnostics: {} } });
  expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
  expect(await findingsOf('megatron sft --packing ture\n')).toHaveLength(1);
});

it('outlines the commands of a script', async () => {
  client = await startClient('stdio');
  client.open(uri, 'megatron sft --model m\n');
  const symbols = await client.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
  expect(symbols).toMatchObject([
    { name: 'megatron sft', kind: 12, children: [{ name: '--model', detail: 'm', kind: 7 }] },
  ]);
});

it('explains rules and flags, and knows names that are close', async () => {
  client = await startClient('stdio');
  const explain = (name: string): Promise<ExplainResult> =>
    client.connection.sendRequest('preflight/explain', { name });
  expect(await explain('cli.bool')).toEqual({ rule: 'cli.bool' });
  expect((await explain('micro_batch_size')).markdown).toContain('**micro_batch_size**');
  expect((await explain('cli.bol')).unknown).toContain('cli.bool');
});

it('prefers what repairs the mistake itself to what repairs all of them', async () => {
  client = await startClient('stdio');
  await findingsOf('# preflight: ms-swift=3.8.1\nmegatron sft --packing ture --max_lenght 8\n');
  const offered = await actions(undefined);
  const preferred = offered.filter(({ isPreferred }) => isPreferred).map(({ title }) => title);
  expect(preferred).toEqual(['Change to true', 'Change to max_length']);
  expect(offered[0]?.title).toBe('Fix all 2 errors: Change to true; Change to max_length');
});
