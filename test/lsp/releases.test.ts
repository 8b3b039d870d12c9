import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, Hover } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { MigrateResult, ReleaseResult } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';

describe('the release of a folder in the language server', () => {
  const root = mkdtempSync(join(tmpdir(), 'preflight-folders-'));
  const uriOf = (name: string): string => pathToFileURL(join(root, name)).href;
  let client: Client | undefined;
  afterEach(async () => {
    await client?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('is pinned or set per folder, and updated when a file or a setting changes', async () => {
    for (const folder of ['old', 'new', 'set']) mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, 'old/requirements.txt'), 'ms-swift==3.9.0\n');
    writeFileSync(join(root, 'new/requirements.txt'), 'ms-swift==4.5.2\n');
    const folders = (setting: string) =>
      Object.fromEntries(
        ['old', 'new', 'set'].map((name) => [
          uriOf(name),
          { swiftVersion: name === 'set' ? setting : '', interpreter: '' },
        ]),
      );
    const running = await startClient('stdio', { folders: folders('4.0.0') });
    client = running;
    for (const name of ['old', 'new', 'set']) running.open(uriOf(`${name}/run.sh`), 'megatron sft --save out\n');
    const hover = async (name: string): Promise<string> => {
      const params = { textDocument: { uri: uriOf(`${name}/run.sh`) }, position: { line: 0, character: 3 } };
      const answer = await running.connection.sendRequest<Hover>('textDocument/hover', params);
      return /ms-swift (\S+):/.exec(JSON.stringify(answer.contents))?.[1] ?? '';
    };
    // Files are read after a change has been answered.
    await expect.poll(() => hover('old')).toBe('3.9.0');
    await expect.poll(() => hover('new')).toBe('4.5.2');
    expect(await hover('set')).toBe('4.0.0');

    writeFileSync(join(root, 'old/requirements.txt'), 'ms-swift==3.12.6\n');
    await running.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('old/requirements.txt'), type: 2 }],
    });
    await expect.poll(() => hover('old')).toBe('3.12.6');
    const settings = { preflight: { folders: folders('3.8.3') } };
    await running.connection.sendNotification('workspace/didChangeConfiguration', { settings });
    await expect.poll(() => hover('set')).toBe('3.8.3');
  });

  it('is known to all safe fixes that are requested as soon as the document is opened', { retry: 5 }, async () => {
    mkdirSync(join(root, 'opened'), { recursive: true });
    writeFileSync(join(root, 'opened/requirements.txt'), 'ms-swift==4.2.3\n');
    client = await startClient('stdio');
    const uri = uriOf('opened/run.sh');
    client.open(uri, 'megatron sft --model m --save out\n');
    const [action] = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } },
      context: { diagnostics: [], only: ['source.fixAll.preflight'] },
    });
    expect(action?.edit?.changes?.[uri]?.map(({ newText }) => newText)).toEqual(['--output_dir']);
  });

  it('changes for every document of the folder when one of them finds it', async () => {
    mkdirSync(join(root, 'two'), { recursive: true });
    const running = await startClient('stdio');
    client = running;
    const first = running.diagnostics(uriOf('two/first.sh'));
    running.open(uriOf('two/first.sh'), 'megatron sft --save out\n');
    await first;
    writeFileSync(join(root, 'two/requirements.txt'), 'ms-swift==4.2.3\n');
    const reported: string[] = [];
    running.connection.onNotification('textDocument/publishDiagnostics', ({ uri, diagnostics }) => {
      if (diagnostics.some(({ code }: { code: string }) => code === 'release.renamed')) reported.push(uri);
    });
    running.open(uriOf('two/second.sh'), 'megatron sft --save out\n');
    await expect.poll(() => [...new Set(reported)].sort()).toEqual([uriOf('two/first.sh'), uriOf('two/second.sh')]);
  });
});

describe('release requests of the language server', () => {
  let client: Client | undefined;
  afterEach(async () => {
    await client?.stop();
  });

  it('return the release with its reason, and the edits that name another or migrate to it', async () => {
    const running = await startClient('stdio');
    client = running;
    const uri = 'file:///w/run.sh';
    const text = '#!/bin/bash\nmegatron sft --model m --output_dir out\n';
    running.open(uri, text);
    const release = await running.connection.sendRequest<ReleaseResult>('preflight/release', { uri, line: 1 });
    expect(release).toMatchObject({ isGuess: true });
    expect(release.version).toBe(release.releases[0]);
    expect(release.reason).toContain('output_dir');
    const named = await running.connection.sendRequest('preflight/setRelease', { uri, line: 1, version: '4.2.3' });
    const start = { line: 1, character: 0 };
    expect(named).toEqual([{ range: { start, end: start }, newText: '# preflight: ms-swift=4.2.3\n' }]);
    const migrated = await running.connection.sendRequest<MigrateResult>('preflight/migrate', {
      uri,
      version: '3.12.6',
    });
    expect(migrated.text).toContain('megatron sft --model m --save out');
    const document = TextDocument.create(uri, '', 0, text);
    expect(TextDocument.applyEdits(document, migrated.edits)).toBe(migrated.text);
  });
});
