import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, CompletionItem, Diagnostic } from 'vscode-languageserver';
import type { ExplainResult } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';

let client: Client;
afterEach(() => client.stop());

const uri = 'file:///w/a.sh';

async function openAndReport(text: string, language?: string): Promise<Diagnostic[]> {
  const report = client.diagnostics(uri);
  client.open(uri, text, language);
  return report;
}

const requestActions = (only: string[] | undefined): Promise<CodeAction[]> =>
  client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
    context: { diagnostics: [], ...(only && { only }) },
  });

describe('the language server', () => {
  it('tags flags without effect as unnecessary and renamed flags as deprecated', async () => {
    client = await startClient('stdio');
    const found = await openAndReport(
      '# preflight: ms-swift=4.2.3\nmegatron sft --model m --save o --seed 1 --seed 2\n',
    );
    expect(found.map(({ code, tags }) => [code, tags])).toEqual([
      ['release.renamed', [2]],
      ['release.default', undefined],
      ['cli.duplicate', [1]],
    ]);
  });

  it('tags completions without effect as deprecated', async () => {
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

  it('offers to suppress each finding, after its fixes', async () => {
    client = await startClient('stdio');
    await openAndReport('megatron sft --lr 1e-5 --packing ture\n');
    const offeredActions = await requestActions(undefined);
    expect(offeredActions.map(({ title }) => title)).toEqual([
      'Change to true',
      'Remove packing',
      'Ignore this finding (cli.bool)',
    ]);
    expect(offeredActions[2]?.edit?.changes?.[uri]?.[0]?.newText).toBe('# preflight: ignore[cli.bool]\n');
  });

  it('offers all safe fixes as one action when source actions are requested', async () => {
    client = await startClient('stdio');
    await openAndReport('# preflight: ms-swift=4.2.3\nmegatron sft --model m --save o --max_epochs 2\n');
    for (const only of ['source', 'source.fixAll', 'source.fixAll.preflight']) {
      const [action, ...more] = await requestActions([only]);
      expect(more).toEqual([]);
      expect(action).toMatchObject({
        kind: 'source.fixAll.preflight',
        title: 'Apply all 2 safe fixes; those that need your decision are left out',
      });
      expect(action?.edit?.changes?.[uri]).toHaveLength(2);
    }
    expect(await requestActions(['source.organizeImports'])).toEqual([]);
    expect((await requestActions(['quickfix'])).every(({ kind }) => kind === 'quickfix')).toBe(true);
  });

  it('applies severities from the initial and from changed settings', async () => {
    client = await startClient('stdio', { rules: { severity: { 'cli.bool': 'warning' } } });
    expect(await openAndReport('megatron sft --packing ture\n')).toMatchObject([{ severity: 2 }]);
    const report = client.diagnostics(uri);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { preflight: { rules: { severity: { 'cli.*': 'off' } } } },
    });
    expect(await report).toEqual([]);
  });

  it('sends no findings to an editor that only pulls them, and answers its requests', async () => {
    client = await startClient('stdio', {}, { textDocument: { diagnostic: {} } });
    expect(client.initialized.capabilities.diagnosticProvider).toMatchObject({ interFileDependencies: true });
    let sent = 0;
    void client.diagnostics(uri).then(() => sent++);
    client.open(uri, 'megatron sft --packing ture\n');
    const answer = await client.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    expect(answer).toMatchObject({ kind: 'full', items: [{ code: 'cli.bool' }] });
    expect(sent).toBe(0);
  });

  it('announces no pull diagnostics when it sends findings, so that none is shown twice', async () => {
    client = await startClient('stdio', {}, { textDocument: { diagnostic: {}, publishDiagnostics: {} } });
    expect(client.initialized.capabilities.diagnosticProvider).toBeUndefined();
    expect(await openAndReport('megatron sft --packing ture\n')).toHaveLength(1);
  });

  it('outlines the commands of a script', async () => {
    client = await startClient('stdio');
    client.open(uri, 'megatron sft --model m\n');
    const symbols = await client.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
    expect(symbols).toMatchObject([
      { name: 'megatron sft', kind: 12, children: [{ name: '--model', detail: 'm', kind: 7 }] },
    ]);
  });

  it('explains rules and flags, and suggests similar names', async () => {
    client = await startClient('stdio');
    const explain = (name: string): Promise<ExplainResult> =>
      client.connection.sendRequest('preflight/explain', { name });
    expect(await explain('cli.bool')).toMatchObject({ rule: 'cli.bool' });
    expect((await explain('micro_batch_size')).markdown).toContain('**micro_batch_size**');
    expect((await explain('cli.bol')).unknown).toContain('cli.bool');
  });

  it('prefers the fix of one mistake to the fix of all mistakes', async () => {
    client = await startClient('stdio');
    await openAndReport('# preflight: ms-swift=3.8.1\nmegatron sft --packing ture --max_lenght 8\n');
    const offeredActions = await requestActions(undefined);
    const preferred = offeredActions.filter(({ isPreferred }) => isPreferred).map(({ title }) => title);
    expect(preferred).toEqual(['Change to true', 'Change to max_length']);
    expect(offeredActions[0]?.title).toBe('Fix all 2 errors in this command: Change to true; Change to max_length');
  });
});
