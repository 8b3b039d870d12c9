import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  DocumentLink,
  FoldingRange,
  Hover,
  Location,
} from 'vscode-languageserver';
import type { ResolveResult } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';
import { service } from '../support/service';

describe.each(['stdio', 'node-ipc'] as const)('the server over %s', (transport) => {
  let client: Client;
  beforeAll(async () => {
    client = await startClient(transport, { runsCommands: true });
  });
  afterAll(async () => {
    expect(await client.stop()).toBe(0);
  });

  const request = <R>(method: string, uri: string, line: number, character: number): Promise<R> =>
    client.connection.sendRequest<R>(method, { textDocument: { uri }, position: { line, character } });

  it('reports findings on opening, updates them on changes, and clears them on closing', async () => {
    const uri = 'file:///w/a.sh';
    let report = client.diagnostics(uri);
    client.open(uri, 'megatron sft --packing ture');
    expect(await report).toMatchObject([
      {
        code: 'cli.bool',
        source: 'preflight',
        severity: 1,
        range: { start: { line: 0, character: 23 }, end: { line: 0, character: 27 } },
      },
    ]);
    report = client.diagnostics(uri);
    client.change(uri, 2, 'megatron sft --packing true');
    expect(await report).toEqual([]);
    report = client.diagnostics(uri);
    client.change(uri, 3, 'megatron sft --seed 1 --seed 2');
    expect(await report).toMatchObject([
      { code: 'cli.duplicate', severity: 2, tags: [1], relatedInformation: [{ location: { uri } }] },
    ]);
    report = client.diagnostics(uri);
    await client.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
    expect(await report).toEqual([]);
  });

  it('judges edits that arrive together once', async () => {
    const uri = 'file:///w/burst.sh';
    const before = 'megatron sft --packing ';
    const edits = 200;
    let report = client.diagnostics(uri);
    client.open(uri, `${before}t`);
    for (let count = 2; count <= edits; count++) client.change(uri, count, before + 't'.repeat(count));
    let reports = 0;
    for (let end = 0; end < before.length + edits; report = client.diagnostics(uri)) {
      end = (await report)[0]?.range.end.character ?? 0;
      reports++;
    }
    expect(reports).toBeLessThan(edits / 2);
  });

  it('offers lean completions, resolves their text, and triggers value completion', async () => {
    const uri = 'file:///w/b.yaml';
    client.open(uri, '# preflight:\nrecompute_gran', 'yaml');
    const items = await request<CompletionItem[]>('textDocument/completion', uri, 1, 14);
    const item = items.find(({ label }) => label === 'recompute_granularity');
    expect(item?.documentation).toBe('Selects how much of each layer is recomputed in the backward pass');
    expect(item?.textEdit).toEqual({
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 14 } },
      newText: 'recompute_granularity: ',
    });
    expect(item?.command?.command).toBe('editor.action.triggerSuggest');
    const resolved = await client.connection.sendRequest<CompletionItem>('completionItem/resolve', item);
    expect(JSON.stringify(resolved.documentation)).toContain('Trades compute for activation memory');
  });

  it('provides hovers, quick fixes and code lenses', async () => {
    const uri = 'file:///w/c.sh';
    client.open(uri, 'echo\nmegatron sft --recompute_granularity full');
    const hover = await request<Hover>('textDocument/hover', uri, 1, 20);
    expect(JSON.stringify(hover.contents)).toContain('**recompute_granularity**');
    const range = { start: { line: 1, character: 20 }, end: { line: 1, character: 20 } };
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    expect(actions[0]).toMatchObject({
      kind: 'quickfix',
      isPreferred: true,
      diagnostics: [{ code: 'rec.full-method' }],
    });
    expect(actions[0]?.edit?.changes?.[uri]?.[0]?.newText).toBe(' --recompute_method uniform --recompute_num_layers 1');
    const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    expect(lenses.map(({ command }) => [command?.command, command?.arguments])).toEqual([
      ['preflight.launch', [uri, 0]],
      ['preflight.showProblems', [uri, 0]],
      ['preflight.showResolved', [uri, 1]],
    ]);
  });

  it('reads a file that the settings name as a config, and shortens hovers', async () => {
    const uri = 'file:///w/listed.yaml';
    const configure = (preflight: object) =>
      client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { preflight } });
    const opened = client.diagnostics(uri);
    client.open(uri, 'model: m\nlr: fast\n', 'yaml');
    expect(await opened).toEqual([]);
    expect(await request<Hover | null>('textDocument/hover', uri, 1, 1)).toBeNull();
    const listed = client.diagnostics(uri);
    await configure({ configFiles: [uri] });
    expect((await listed).map(({ code }) => code)).toContain('cli.float');
    const lengthOf = async (): Promise<number> =>
      JSON.stringify((await request<Hover>('textDocument/hover', uri, 1, 1)).contents).length;
    const full = await lengthOf();
    await configure({ configFiles: [uri], hover: 'short' });
    expect(await lengthOf()).toBeLessThan(full);
    await configure({});
    expect(await request<Hover | null>('textDocument/hover', uri, 1, 1)).toBeNull();
  });

  it('puts each sentence of a message on a line of its own, and breaks no quoted text', async () => {
    const messagesOf = async (name: string, text: string): Promise<string[]> => {
      const reported = client.diagnostics(`file:///w/${name}.sh`);
      client.open(`file:///w/${name}.sh`, text);
      return (await reported).map(({ message }) => String(message));
    };
    expect(await messagesOf('misspelled', 'megatron sft --max_lenght 1')).toEqual([
      expect.stringMatching(/ has no flag max_lenght\.\nDid you mean max_length\?$/),
    ]);
    expect(await messagesOf('quoted', "megatron sft --seed 'one. Two'")).toEqual([
      expect.stringMatching(/^`one\. Two` is not a value of seed .*$/),
    ]);
  });

  it('provides foldings for scripts, and leaves other files to the editor', async () => {
    const fold = (uri: string): Promise<FoldingRange[] | null> =>
      client.connection.sendRequest('textDocument/foldingRange', { textDocument: { uri } });
    expect(client.initialized.capabilities).toMatchObject({
      foldingRangeProvider: { documentSelector: [{ language: 'shellscript' }] },
    });
    client.open(
      'file:///w/fold.sh',
      '# a\n# b\nNPROC_PER_NODE=8 \\\nmegatron sft \\\n  --model m \\\n  --lr 1\ncat <<E\nx\nE\n',
    );
    expect(await fold('file:///w/fold.sh')).toEqual([
      { startLine: 0, endLine: 1, kind: 'comment' },
      { startLine: 2, endLine: 5 },
      { startLine: 3, endLine: 5 },
      { startLine: 6, endLine: 8 },
    ]);
    client.open('file:///w/fold.yaml', '# preflight: ms-swift=4.5.2\nmodel: m\n', 'yaml');
    expect(await fold('file:///w/fold.yaml')).toBeNull();
    expect(await fold('file:///w/closed.sh')).toBeNull();
  });

  it('completes every flag, and explains it with its default', async () => {
    const uri = 'file:///w/all.sh';
    const names = service.catalog.view('3.8.1', 'rlhf').flags.map(({ name }) => name);
    client.open(uri, '# preflight: ms-swift=3.8.1\nmegatron rlhf --');
    const items = await request<CompletionItem[]>('textDocument/completion', uri, 1, 16);
    expect(items.map(({ label }) => label).sort()).toEqual(names.map((name) => `--${name}`).sort());
    const all = ['# preflight: ms-swift=3.8.1\nmegatron rlhf', ...names.map((name) => `  --${name}`)];
    client.change(uri, 2, all.join(' \\\n'));
    for (const [index, name] of names.entries()) {
      const { contents } = await request<Hover>('textDocument/hover', uri, index + 2, 6);
      expect(JSON.stringify(contents), name).toMatch(/\*\*\w+\*\* .*Default: /);
    }
  });

  it('plans a launch, and returns null without a command', async () => {
    const uri = 'file:///w/d.sh';
    client.open(uri, 'megatron sft --lr 1e-5');
    const params = { uri, index: 0, target: { kind: 'local', name: 'local' }, storage: '/s' };
    expect(await client.connection.sendRequest('preflight/plan', params)).toMatchObject({
      title: 'd.sh:1 megatron sft (local)',
      directory: '/w',
      commandLine: 'bash /s/d.sh-1.sh',
      blocked: false,
    });
    client.open('file:///w/e.sh', 'echo');
    expect(await client.connection.sendRequest('preflight/plan', { ...params, uri: 'file:///w/e.sh' })).toBeNull();
  });

  it('locates the flag that an error of a run is about', async () => {
    const uri = 'file:///w/blame.sh';
    client.open(uri, 'megatron sft \\\n  --lr 1e-5 \\\n  --packng true\n');
    const params = { uri, line: 0, message: "ValueError: remaining_argv: ['--packng', 'true']" };
    const found = { flag: 'packng', uri, start: { line: 2, character: 2 }, rule: { id: 'cli.unknown-flag' } };
    expect(await client.connection.sendRequest('preflight/blame', params)).toMatchObject([found]);
    expect(await client.connection.sendRequest('preflight/blame', { ...params, uri: 'file:///w/none.sh' })).toEqual([]);
  });

  it('lints again when the release in the settings changes', async () => {
    const uri = 'file:///w/f.sh';
    let report = client.diagnostics(uri);
    client.open(uri, 'megatron sft --foo 1');
    expect(await report).toMatchObject([{ code: 'cli.unknown-flag' }]);
    report = client.diagnostics(uri);
    await client.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { preflight: { swiftVersion: '9.9' } },
    });
    expect(await report).toMatchObject([{ code: 'release.unknown' }, { code: 'cli.unknown-flag', severity: 2 }]);
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { preflight: {} } });
  });

  it('returns empty answers for unknown documents', async () => {
    expect(await request('textDocument/hover', 'file:///w/unknown.sh', 0, 0)).toBeNull();
    expect(await request('textDocument/completion', 'untitled:x', 0, 0)).toEqual([]);
    client.open('file:///w/bin.sh', '\u0000\ufffdmegatron sft \u0001"');
    expect(await request('textDocument/hover', 'file:///w/bin.sh', 0, 99)).toBeNull();
  });

  it('finds the assignments and all uses of a variable', async () => {
    const uri = 'file:///w/h.sh';
    client.open(uri, 'LR=1e-5\nmegatron sft --lr $LR --min_lr "${LR}"');
    const [definition] = await request<Location[]>('textDocument/definition', uri, 1, 20);
    expect(definition).toEqual({ uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 2 } } });
    const references = await client.connection.sendRequest<Location[]>('textDocument/references', {
      textDocument: { uri },
      position: { line: 0, character: 1 },
      context: { includeDeclaration: true },
    });
    expect(references.map(({ range }) => [range.start.line, range.start.character])).toEqual([
      [0, 0],
      [1, 18],
      [1, 34],
    ]);
  });

  it('resolves the flags that the trainer receives, and marks overridden ones', async () => {
    const uri = 'file:///w/i.sh';
    client.open(uri, 'LR=1e-5\nNPROC_PER_NODE=8 megatron sft --lr 1 --lr $LR');
    const result = await client.connection.sendRequest<ResolveResult>('preflight/resolve', { uri, line: 1 });
    const lines = result.text.split('\n');
    expect(lines[0]).toBe('# i.sh: resolved arguments of megatron sft');
    expect(lines.filter((line) => !line.startsWith('#'))).toEqual([
      'NPROC_PER_NODE=8 \\',
      'megatron sft \\',
      '    --lr 1 \\',
      '    --lr 1e-5',
      '',
    ]);
    expect(result.origins.slice(-4)).toEqual(['line 2', '', 'line 2', 'line 2, line 1 (LR)']);
    expect(result.overridden).toEqual([lines.indexOf('    --lr 1 \\')]);
  });

  it('joins a script with the config file that it names, and reports the findings of that file there', async () => {
    // The folder above a config file is read too, so the test uses one below an empty folder.
    const root = mkdtempSync(join(tmpdir(), 'preflight-lsp-'));
    const folder = join(root, 'project');
    mkdirSync(folder);
    try {
      writeFileSync(join(folder, 'run.yaml'), 'packing: ture\nrecompute_method: uniform\n');
      const uri = pathToFileURL(join(folder, 'train.sh')).toString();
      const file = pathToFileURL(join(folder, 'run.yaml')).toString();
      const fileReport = client.diagnostics(file);
      client.open(uri, 'megatron rlhf run.yaml --recompute_granularity full --recompute_num_layers 1');
      expect(await fileReport).toMatchObject([{ code: 'cli.bool', range: { start: { line: 0, character: 9 } } }]);
      const [definition] = await request<Location[]>('textDocument/definition', uri, 0, 16);
      expect(definition?.uri).toBe(file);
      const links = await client.connection.sendRequest<DocumentLink[]>('textDocument/documentLink', {
        textDocument: { uri },
      });
      expect(links).toMatchObject([{ target: file, range: { start: { character: 14 }, end: { character: 22 } } }]);
      // An open file has its own findings, and still knows the command that uses it.
      const reports = [client.diagnostics(file), client.diagnostics(file)];
      client.open(file, 'lr: 1e-5\nrecompute_method: uniform\n', 'yaml');
      await Promise.all(reports);
      const hover = () => request<Hover>('textDocument/hover', file, 0, 1);
      await expect.poll(async () => JSON.stringify((await hover()).contents)).toContain('megatron rlhf');
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('knows the command of a config file from an unsaved script next to it or above it', async () => {
    const hover = async (file: string): Promise<string> =>
      JSON.stringify((await request<Hover>('textDocument/hover', file, 1, 1))?.contents);
    for (const [script, file] of [
      ['file:///w/one/train.sh', 'file:///w/one/run.yaml'],
      ['file:///w/two/train.sh', 'file:///w/two/conf/run.yaml'],
    ] as const) {
      client.open(file, '# preflight:\nlr: 1e-5\n', 'yaml');
      expect(await hover(file)).toContain('megatron sft');
      client.open(script, 'megatron rlhf run.yaml conf/run.yaml\n');
      await expect.poll(() => hover(file)).toContain('megatron rlhf');
    }
  });

  it('rejects canceled requests', async () => {
    const source = new CancellationTokenSource();
    client.open('file:///w/g.sh', 'megatron sft --seed 1');
    const answer = client.connection.sendRequest(
      'textDocument/completion',
      { textDocument: { uri: 'file:///w/g.sh' }, position: { line: 0, character: 15 } },
      source.token,
    );
    source.cancel();
    // Either the request was answered before the cancellation, or it is rejected as canceled.
    const outcome = await answer.then(
      () => 'answered',
      (error: { code: number }) => error.code,
    );
    expect(['answered', -32800]).toContain(outcome);
  });
});
