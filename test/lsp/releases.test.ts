import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver';
import { type Client, startClient } from '../support/lsp';

describe('the release of a folder', () => {
  const root = mkdtempSync(join(tmpdir(), 'preflight-folders-'));
  const uriOf = (name: string): string => pathToFileURL(join(root, name)).href;
  let client: Client | undefined;
  afterEach(async () => {
    await client?.stop();
    rmSync(root, { recursive: true, force: true });
  });

  it('is pinned or set for each by itself, and followed when a file or a setting changes', async () => {
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
    // Files are looked at once a change has been answered.
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
});
