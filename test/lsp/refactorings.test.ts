import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeAction, CodeActionContext } from 'vscode-languageserver';
import { type Client, startClient } from '../support/lsp';

const CAPABILITIES = {
  textDocument: { codeAction: { disabledSupport: true } },
  workspace: { workspaceEdit: { documentChanges: true, resourceOperations: ['create'] } },
};
const SCRIPT = '# preflight: ms-swift=4.5.2\nmegatron sft --lr 1e-5 --model m\n';

let client: Client;
let folder: string;
const uriOf = (name: string): string => pathToFileURL(join(folder, name)).href;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-refactor-'));
});
afterEach(async () => {
  await client.stop();
  rmSync(folder, { recursive: true });
});

async function requestActions(context: Partial<CodeActionContext>, text = SCRIPT): Promise<CodeAction[]> {
  client.open(uriOf('a.sh'), text);
  const position = { line: 1, character: text.split('\n')[1]?.indexOf('1e-5') ?? 0 };
  return client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: uriOf('a.sh') },
    range: { start: position, end: position },
    context: { diagnostics: [], ...context },
  });
}

describe('the refactorings of the language server', () => {
  it('are listed by kind, and on request of the user only', async () => {
    client = await startClient('stdio', {}, CAPABILITIES);
    const kindsOf = async (context: Partial<CodeActionContext>) =>
      (await requestActions(context)).flatMap(({ kind = '' }) => (kind.startsWith('refactor') ? [kind] : []));
    const all = ['rewrite.preflight.yaml', 'rewrite.preflight.sort', 'extract.preflight.variable'];
    expect(await kindsOf({ triggerKind: 1 })).toEqual(all.map((kind) => `refactor.${kind}`));
    expect(await kindsOf({ only: ['refactor'] })).toEqual(all.map((kind) => `refactor.${kind}`));
    expect(await kindsOf({ only: ['refactor.extract'] })).toEqual(['refactor.extract.preflight.variable']);
    expect(await kindsOf({ triggerKind: 2 })).toEqual([]);
    expect(await kindsOf({})).toEqual([]);
    expect(await kindsOf({ only: ['quickfix'] })).toEqual([]);
  });

  it('create a config file and change the script in one edit, which overwrites nothing', async () => {
    writeFileSync(join(folder, 'a.yaml'), 'model: other\n');
    client = await startClient('stdio', {}, CAPABILITIES);
    const [action] = await requestActions({ only: ['refactor.rewrite.preflight.yaml'] });
    expect(action?.edit?.documentChanges).toEqual([
      { kind: 'create', uri: uriOf('a-2.yaml'), options: { overwrite: false, ignoreIfExists: false } },
      {
        textDocument: { uri: uriOf('a-2.yaml'), version: null },
        edits: [expect.objectContaining({ newText: '# preflight: ms-swift=4.5.2\nlr: 1e-5\nmodel: m\n' })],
      },
      { textDocument: { uri: uriOf('a.sh'), version: 1 }, edits: expect.any(Array) },
    ]);
  });

  it('say why one is not possible, to a client that shows it', async () => {
    const old = SCRIPT.replace('4.5.2', '3.8.1');
    const only = ['refactor.rewrite.preflight.yaml'];
    client = await startClient('stdio', {}, CAPABILITIES);
    const [action] = await requestActions({ only }, old);
    expect(action).toMatchObject({ disabled: { reason: expect.stringContaining('4.1 and later do') } });
    expect(action).not.toHaveProperty('edit');
    await client.stop();
    client = await startClient('stdio');
    expect(await requestActions({ only }, old)).toEqual([]);
    expect(await requestActions({ only })).toEqual([]);
  });
});
