import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { CodeLens, CompletionItem, Hover } from 'vscode-languageserver';
import { applyEdits } from '../../server/src/core/config/edit';
import type { MigrateResult, ResolveResult } from '../../server/src/lsp/protocol';
import { releaseOfExample, writeExample } from '../support/examples';
import { type Client, startClient } from '../support/lsp';
import { readShell, SYNTAXES, service } from '../support/service';

// Modules that no keystroke needs are in a bundle of their own, in place of which the server has stubs.

const dist = resolve(import.meta.dirname, '../../dist');
const folder = mkdtempSync(join(tmpdir(), 'preflight-on-demand-'));
afterAll(() => rmSync(folder, { recursive: true }));

let client: Client | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

const SCRIPT = '# preflight: ms-swift=3.8.1\nNPROC_PER_NODE=8 megatron sft --model x --tensor_model_parallel_size 3\n';
const uri = 'file:///w/run.sh';
const textDocument = { uri };
const position = { line: 1, character: 20 };

describe('the part of the server that is loaded on demand', () => {
  it('consists of functions, since a stub cannot stand for anything else', () => {
    const exported: object = createRequire(import.meta.url)(join(dist, 'onDemand.js'));
    const others = Object.entries(exported).filter(([, value]) => typeof value !== 'function');
    expect(others).toEqual([]);
    expect(Object.keys(exported)).toEqual(expect.arrayContaining(['migrate', 'provideHover', 'listRefactorings']));
  });

  it('is not needed for findings, completion, lenses, hints and symbols', async () => {
    for (const name of ['server.js', 'knowledge.br', 'texts.br']) copyFileSync(join(dist, name), join(folder, name));
    const errors: string[] = [];
    client = await startClient('stdio', {}, {}, { server: join(folder, 'server.js') });
    client.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      errors.push(message);
    });
    const reported = client.diagnostics(uri);
    client.open(uri, SCRIPT);
    expect((await reported).map(({ code }) => code)).toContain('env.world-size');
    const ask = <T>(method: string, params: object): Promise<T> =>
      (client as Client).connection.sendRequest<T>(method, { textDocument, ...params });
    const end = { line: 1, character: SCRIPT.split('\n')[1]?.length ?? 0 };
    const range = { start: { line: 0, character: 0 }, end };
    const items = await ask<CompletionItem[]>('textDocument/completion', { position: end });
    expect('items' in items ? items.items : items).not.toEqual([]);
    expect(await ask<CodeLens[]>('textDocument/codeLens', {})).not.toEqual([]);
    expect(await ask<unknown[]>('textDocument/inlayHint', { range })).not.toEqual([]);
    expect(await ask<unknown[]>('textDocument/documentSymbol', {})).not.toEqual([]);
    expect(errors).toEqual([]);
    // A request that needs it fails alone.
    expect(await ask<Hover | null>('textDocument/hover', { position })).toBeNull();
    expect(errors.join()).toContain('onDemand.js');
    expect(await ask<CodeLens[]>('textDocument/codeLens', {})).not.toEqual([]);
  });

  it('hovers, resolves and migrates as the source does', { timeout: 120_000 }, async () => {
    const running = await startClient('stdio');
    client = running;
    const examples = service.rules.flatMap((rule) =>
      rule.bad.slice(0, 1).map((each) => writeExample(each, SYNTAXES[0] as never, releaseOfExample(rule, each)) ?? ''),
    );
    const texts = examples.filter((text, index) => text !== '' && index % 8 === 0);
    expect(texts.length).toBeGreaterThan(40);
    for (const [index, text] of texts.entries()) {
      const document = { uri: `file:///w/example${index}.sh` };
      running.open(document.uri, text);
      const read = readShell(text, { name: document.uri });
      const [config] = read.reading.configs;
      if (!config) continue;
      const places = [config.head.start, ...config.flags.map(({ key }) => key.start)];
      for (const offset of places) {
        const before = text.slice(0, offset).split('\n');
        const at = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
        const hover = await running.connection.sendRequest<Hover | null>('textDocument/hover', {
          textDocument: document,
          position: at,
        });
        const expected = service.provideHover(read, offset)?.markdown;
        expect(hover?.contents, text).toEqual(
          expected === undefined ? undefined : { kind: 'markdown', value: expected },
        );
      }
      const migrated = await running.connection.sendRequest<MigrateResult>('preflight/migrate', {
        uri: document.uri,
        version: '4.5.2',
      });
      const { from, edits } = service.migrate(read, '4.5.2');
      expect(migrated).toMatchObject({ from, text: applyEdits(text, edits) });
      const resolved = await running.connection.sendRequest<ResolveResult>('preflight/resolve', {
        uri: document.uri,
        line: text.slice(0, config.head.start).split('\n').length - 1,
      });
      const rows = service.describeResolved(read, config, `example${index}.sh`, () => '');
      expect(resolved.text).toBe(`${rows.map((row) => row.text).join('\n')}\n`);
    }
  });
});
