import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Diagnostic, PublishDiagnosticsParams } from 'vscode-languageserver';
import { RESOLVE } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';

describe('the findings in a config file that scripts name', () => {
  let folder: string;
  let client: Client;
  let published: Map<string, Diagnostic[]>;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'preflight-closed-'));
    client = await startClient('stdio');
    published = new Map();
    client.connection.onNotification('textDocument/publishDiagnostics', (report: PublishDiagnosticsParams) => {
      published.set(report.uri, report.diagnostics);
    });
  });
  afterEach(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  const codes = (name: string) => (published.get(uriOf(name)) ?? []).map(({ code }) => code);
  const close = (name: string): void =>
    void client.connection.sendNotification('textDocument/didClose', { textDocument: { uri: uriOf(name) } });

  it('stay when one of the scripts is closed', async () => {
    writeFileSync(join(folder, 'run.yaml'), 'model: m\npacking: ture\n');
    client.open(uriOf('a.sh'), 'megatron sft run.yaml\n');
    client.open(uriOf('b.sh'), 'megatron sft run.yaml\n');
    await expect.poll(() => codes('run.yaml')).toEqual(['cli.bool']);
    close('b.sh');
    client.open(uriOf('c.sh'), 'megatron sft --packing ture\n');
    await expect.poll(() => codes('c.sh')).toContain('cli.bool');
    expect(codes('run.yaml')).toEqual(['cli.bool']);
    close('a.sh');
    await expect.poll(() => codes('run.yaml')).toEqual([]);
  });

  it('are those of the saved text when the config file is closed without saving', async () => {
    writeFileSync(join(folder, 'run.yaml'), 'model: m\npacking: ture\n');
    client.open(uriOf('a.sh'), 'megatron sft run.yaml\n');
    client.open(uriOf('run.yaml'), 'model: m\npacking: true\nlr: one\n', 'yaml');
    await expect.poll(() => codes('run.yaml')).toEqual(['cli.float']);
    close('run.yaml');
    await expect.poll(() => codes('run.yaml')).toEqual(['cli.bool']);
  });

  it('change a script that names it after a pause in typing, and at once when a request needs that', async () => {
    writeFileSync(join(folder, 'run.yaml'), 'model: m\n');
    client.open(uriOf('run.yaml'), 'model: m\n', 'yaml');
    client.open(uriOf('a.sh'), 'megatron sft run.yaml\n');
    const resolve = async (): Promise<string> =>
      JSON.stringify(await client.connection.sendRequest(RESOLVE, { uri: uriOf('a.sh'), line: 0 }));
    await expect.poll(resolve).toContain('--model m');
    client.change(uriOf('run.yaml'), 2, 'model: m\nseed: 77\n');
    expect(await resolve()).toContain('--seed 77');
    client.change(uriOf('run.yaml'), 3, 'model: m\ntrain_iters: 5\n');
    await expect.poll(() => codes('a.sh')).toContain('data.none');
  });
});
