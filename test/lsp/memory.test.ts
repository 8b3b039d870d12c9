import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { FindLayoutsResult, MemoryFix, MemoryPictureResult, TextEdits } from '../../server/src/lsp/memoryProtocol';
import { type Client, startClient } from '../support/lsp';

const URI = 'file:///w/train.sh';
const SCRIPT =
  '# preflight: ms-swift=4.5.2\nNPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-8B --global_batch_size 32 --packing true --max_length 8192\n';

let client: Client;
beforeAll(async () => {
  client = await startClient('stdio', { opensPages: true, runsCommands: true });
  client.open(URI, SCRIPT);
});
afterAll(() => client.stop());

const request = <Result>(method: string, params: object): Promise<Result> =>
  client.connection.sendRequest<Result>(`preflight/${method}`, { uri: URI, line: 1, ...params });

const apply = (edits: TextEdits | undefined): string =>
  TextDocument.applyEdits(TextDocument.create(URI, 'shellscript', 1, SCRIPT), edits?.[URI] ?? []);

describe('the language server', () => {
  it('draws the memory of a command', async () => {
    const picture = await request<MemoryPictureResult>('memoryPicture', {});
    expect(picture.title).toBe('train.sh:2');
    expect(picture.svg).toMatch(/^<svg /);
    expect(picture.sentences[0]).toBe('8 GPUs on 1 node.');
    expect(picture.tables.length).toBe(2);
  });

  it('finds layouts, with edits for the present version of the document', async () => {
    const { title, needsGpus, version, layouts } = await request<FindLayoutsResult>('layouts', {});
    expect({ needsGpus, version }).toEqual({ needsGpus: false, version: 1 });
    expect(title).toMatch(/^8 GPUs on 1 node/);
    expect(layouts[0]?.label).toBe('TP 2 · DP 4 · micro-batch 1');
    expect(apply(layouts[0]?.edit)).toContain('--tensor_model_parallel_size 2 --sequence_parallel true');
  });

  it('finds layouts for other GPUs than those of the file', async () => {
    const { title, layouts } = await request<FindLayoutsResult>('layouts', { nodes: 2, gpusPerNode: 4 });
    expect(title).toMatch(/^8 GPUs on 2 nodes/);
    expect(apply(layouts[0]?.edit)).toContain('NPROC_PER_NODE=4 ');
  });

  it('suggests changes for a run that needs too much memory', async () => {
    const fixes = await request<MemoryFix[]>('memoryFixes', {});
    expect(fixes.length).toBeGreaterThan(0);
    for (const { title, edit } of fixes) {
      expect(title).toMatch(/GiB/);
      expect(apply(edit)).not.toBe(SCRIPT);
    }
  });

  it('offers the search at a run that needs too much memory', async () => {
    const uri = 'file:///w/large.sh';
    client.open(uri, `# preflight: ms-swift=4.5.2 gpu-memory=24\n${SCRIPT.split('\n')[1]}\n`);
    const position = { line: 1, character: 20 };
    const actions = await client.connection.sendRequest<{ title: string; command?: { command: string } }[]>(
      'textDocument/codeAction',
      { textDocument: { uri }, range: { start: position, end: position }, context: { diagnostics: [] } },
    );
    expect(actions.find(({ title }) => title === 'Find a layout that fits…')?.command).toEqual({
      title: 'Find a layout that fits…',
      command: 'preflight.findLayout',
      arguments: [uri, 1],
    });
  });

  it('answers nothing for a document without commands', async () => {
    client.open('file:///w/none.sh', 'echo\n');
    expect(await request('memoryPicture', { uri: 'file:///w/none.sh' })).toBeNull();
    expect(await request('layouts', { uri: 'file:///w/none.sh' })).toBeNull();
    expect(await request('memoryFixes', { uri: 'file:///w/none.sh' })).toEqual([]);
  });
});
