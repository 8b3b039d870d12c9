import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver';
import { startClient } from '../support/lsp';
import { home, writeFile } from '../support/models';

describe('the language server', () => {
  it('finds the model of an open script after opening it, and again after the editor regains focus', async () => {
    const client = await startClient('stdio');
    try {
      const uri = pathToFileURL(join(home, 'run.sh')).toString();
      writeFile('m/config.json', JSON.stringify({ num_hidden_layers: 30 }));
      let report = client.diagnostics(uri);
      client.open(uri, 'megatron sft --model ./m --pipeline_model_parallel_size 2');
      await report;
      await client.diagnostics(uri);
      const hover = (): Promise<Hover> =>
        client.connection.sendRequest('textDocument/hover', {
          textDocument: { uri },
          position: { line: 0, character: 30 },
        });
      expect(JSON.stringify(await hover())).toContain('`30 = PP 2 × 15` per stage');
      const file = writeFile('m/config.json', JSON.stringify({ num_hidden_layers: 40 }));
      utimesSync(file, new Date(), new Date(Date.now() + 5000));
      report = client.diagnostics(uri);
      await client.connection.sendNotification('preflight/focus');
      await report;
      expect(JSON.stringify(await hover())).toContain('`40 = PP 2 × 20` per stage');
    } finally {
      await client.stop();
    }
  });

  it('asks the editor to refresh lenses, hints and findings when a model is found', async () => {
    const refresh = { refreshSupport: true };
    const client = await startClient(
      'stdio',
      {},
      { textDocument: { diagnostic: {} }, workspace: { codeLens: refresh, inlayHint: refresh, diagnostics: refresh } },
    );
    try {
      const methods = ['workspace/codeLens/refresh', 'workspace/diagnostic/refresh', 'workspace/inlayHint/refresh'];
      const requested = new Set<string>();
      for (const method of methods) client.connection.onRequest(method, () => void requested.add(method));
      writeFile('m/config.json', 30);
      client.open(pathToFileURL(join(home, 'run.sh')).toString(), 'megatron sft --model ./m\n');
      await expect.poll(() => [...requested].sort()).toEqual(methods);
    } finally {
      await client.stop();
    }
  });
});
