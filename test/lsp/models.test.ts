import { utimesSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import type { Hover } from 'vscode-languageserver';
import { startClient } from '../support/lsp';
import { home, writeFile } from '../support/models';

it('an open script learns of its model without being changed, and again when the editor is looked at', async () => {
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
    expect(JSON.stringify(await hover())).toContain('`30 = PP 2 x 15` a stage');
    const file = writeFile('m/config.json', JSON.stringify({ num_hidden_layers: 40 }));
    utimesSync(file, new Date(), new Date(Date.now() + 5000));
    report = client.diagnostics(uri);
    await client.connection.sendNotification('preflight/focus');
    await report;
    expect(JSON.stringify(await hover())).toContain('`40 = PP 2 x 20` a stage');
  } finally {
    await client.stop();
  }
});

it('an editor is asked to look again at all that follows from a model, once it is found', async () => {
  const again = { refreshSupport: true };
  const client = await startClient(
    'stdio',
    {},
    { textDocument: { diagnostic: {} }, workspace: { codeLens: again, inlayHint: again, diagnostics: again } },
  );
  try {
    const methods = ['workspace/codeLens/refresh', 'workspace/diagnostic/refresh', 'workspace/inlayHint/refresh'];
    const asked = new Set<string>();
    for (const method of methods) client.connection.onRequest(method, () => void asked.add(method));
    writeFile('m/config.json', 30);
    client.open(pathToFileURL(join(home, 'run.sh')).toString(), 'megatron sft --model ./m\n');
    await expect.poll(() => [...asked].sort()).toEqual(methods);
  } finally {
    await client.stop();
  }
});
