import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, CodeLens, Diagnostic } from 'vscode-languageserver';
import type { ExplainResult, LayoutResult, ListTopicsResult } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';

let client: Client;
afterEach(() => client.stop());

const uri = 'file:///w/a.sh';
const TEXT = '# preflight: ms-swift=4.5.2\nNPROC_PER_NODE=8 megatron sft --packing ture\n';

async function openAndReport(settings: object, text = TEXT): Promise<Diagnostic[]> {
  client = await startClient('stdio', settings);
  const report = client.diagnostics(uri);
  client.open(uri, text);
  return report;
}

const send = <R>(method: string, params: object): Promise<R> => client.connection.sendRequest<R>(method, params);

const requestActions = (line: number): Promise<CodeAction[]> =>
  send('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line, character: 0 }, end: { line, character: 99 } },
    context: { diagnostics: [] },
  });

describe('the pages of findings', () => {
  it('have addresses with the release of the file, for an editor that opens pages', async () => {
    expect(await openAndReport({ opensPages: true, runsCommands: true })).toMatchObject([
      { code: 'cli.bool', codeDescription: { href: 'preflight-page:/4.5.2/cli.bool.md' } },
    ]);
    const explain = (await requestActions(1)).find(({ title }) => title === 'Explain cli.bool');
    expect(explain?.command).toMatchObject({ command: 'preflight.explain', arguments: ['cli.bool', '4.5.2'] });
  });

  it('are not named to other editors', async () => {
    const [finding] = await openAndReport({});
    expect(finding).not.toHaveProperty('codeDescription');
    expect((await requestActions(1)).every(({ command }) => command === undefined)).toBe(true);
  });

  it('are about the release of the command at the cursor, or of the address', async () => {
    await openAndReport({ swiftVersion: '3.8.1' });
    const at = await send<ExplainResult>('preflight/explain', { name: 'lr', uri, line: 1 });
    expect(at).toMatchObject({ version: '4.5.2' });
    expect(at.markdown).toContain('(ms-swift 4.5.2, megatron sft)');
    const named = await send<ExplainResult>('preflight/explain', { name: 'lr', version: '3.12.6', uri, line: 1 });
    expect(named.markdown).toContain('(ms-swift 3.12.6, megatron sft)');
    const rule = await send<ExplainResult>('preflight/explain', { name: 'ckpt.finetune-default', version: '4.5.2' });
    expect(rule.note).toBe('This rule does not apply to ms-swift 4.5.2.');
  });

  it('are listed with all flags, variables and rules of the release, each with a summary', async () => {
    await openAndReport({});
    const { version, topics } = await send<ListTopicsResult>('preflight/topics', { uri, line: 1 });
    expect(version).toBe('4.5.2');
    for (const kind of ['flag', 'variable', 'rule'])
      expect(topics.filter((topic) => topic.kind === kind).length).toBeGreaterThan(30);
    expect(topics.filter(({ summary }) => summary === '')).toEqual([]);
    expect(new Set(topics.map(({ name }) => name)).size).toBe(topics.length);
    const names = topics.map(({ name }) => name);
    expect(names).toContain('output_dir');
    expect(names).not.toContain('save');
  });
});

describe('the lens with the layout', () => {
  it('runs a command that shows the equations', async () => {
    await openAndReport({ runsCommands: true });
    const lenses = await send<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    const layout = lenses.find(({ command }) => command?.command === 'preflight.showLayout');
    expect(layout?.command).toMatchObject({ title: '8 GPUs = DP 8 · 2 micro-batches', arguments: [uri, 1] });
    const shown = await send<LayoutResult>('preflight/layout', { uri, line: 1 });
    expect(shown.title).toBe('a.sh, line 2');
    expect(shown.markdown).toContain('world size `8 = TP 1 × PP 1 × CP 1 × DP 8`');
  });
});
