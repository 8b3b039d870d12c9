import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver';
import { useFolder } from '../support/folder';
import { type Client, startClient } from '../support/lsp';
import { atCursor } from '../support/service';

const folder = useFolder();
const RESOLVES = {
  textDocument: { completion: { completionItem: { resolveSupport: { properties: ['documentation'] } } } },
};

const SUPPORTS_DEFAULTS = {
  textDocument: {
    completion: {
      completionItem: { labelDetailsSupport: true, resolveSupport: { properties: ['documentation', 'detail'] } },
      completionList: { itemDefaults: ['commitCharacters', 'editRange', 'insertTextFormat', 'data'] },
    },
  },
};

let client: Client | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

function getClient(): Client {
  if (!client) throw new Error('no server was started');
  return client;
}

/** Opens a text and completes at its cursor. */
async function complete(name: string, marked: string, capabilities: object = {}): Promise<CompletionList> {
  client ??= await startClient('stdio', { runsCommands: true }, capabilities, {
    environment: { ...process.env, HOME: folder.at('home') },
  });
  const uri = pathToFileURL(folder.at(name)).toString();
  const { text, offset } = atCursor(marked);
  client.open(uri, text, name.endsWith('.yaml') ? 'yaml' : 'shellscript');
  const before = text.slice(0, offset).split('\n');
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  const params: CompletionParams = { textDocument: { uri }, position };
  const answer = await client.connection.sendRequest<CompletionItem[] | CompletionList>(
    'textDocument/completion',
    params,
  );
  return Array.isArray(answer) ? { isIncomplete: false, items: answer } : answer;
}

describe('completion over LSP', () => {
  it('completes files next to the script, and cached models', async () => {
    folder.write('train.jsonl', '');
    folder.write('other.md', '');
    folder.write('out/v0/latest_checkpointed_iteration.txt', '1');
    folder.write('home/.cache/modelscope/hub/models/my-org/my-model/config.json', '{}');
    const files = await complete('a.sh', 'megatron sft --dataset ./$0');
    expect(files.isIncomplete).toBe(true);
    expect(files.items.map(({ label, kind }) => [label, kind])).toEqual([
      ['train.jsonl', CompletionItemKind.File],
      ['home/', CompletionItemKind.Folder],
      ['out/', CompletionItemKind.Folder],
    ]);
    // Accepting a folder goes on with its content.
    expect(files.items[1]?.command?.command).toBe('editor.action.triggerSuggest');
    const checkpoints = await complete('b.yaml', '# preflight:\nmcore_model: $0');
    expect(checkpoints.items.map(({ label }) => label)).toContain('out/v0');
    const models = await complete('c.sh', 'megatron sft --model my$0');
    expect(models.items.map(({ label }) => label)).toEqual(['my-org/my-model']);
  });

  it('sends the summary with each item, unless the editor asks for the documentation of the selected one', async () => {
    const plain = await complete('a.sh', 'megatron sft --max_le$0');
    expect(plain.items.find(({ label }) => label === '--max_length')?.documentation).toMatch(/^[A-Z]/);
    await client?.stop();
    client = undefined;
    const lean = await complete('a.sh', 'megatron sft --max_le$0', RESOLVES);
    const item = lean.items.find(({ label }) => label === '--max_length');
    expect(item?.documentation).toBeUndefined();
    const resolved = await getClient().connection.sendRequest<CompletionItem>('completionItem/resolve', item);
    expect(JSON.stringify(resolved.documentation)).toContain('Default:');
  });

  it('writes once what all items share, for an editor that supports it', async () => {
    const full = await complete('a.sh', 'megatron sft --model m --max_le$0');
    await client?.stop();
    client = undefined;
    const lean = await complete('a.sh', 'megatron sft --model m --max_le$0', SUPPORTS_DEFAULTS);
    expect(full.itemDefaults).toBeUndefined();
    expect(lean.itemDefaults).toEqual({
      editRange: { start: { line: 0, character: 23 }, end: { line: 0, character: 31 } },
      insertTextFormat: 1,
      data: { list: 'sft', version: expect.stringMatching(/^\d/) },
    });
    // An editor makes the same items of both.
    const accepted = ({ items, itemDefaults }: CompletionList) =>
      items.map(({ label, textEdit, textEditText, sortText, kind, labelDetails, insertTextFormat, filterText }) => ({
        ...{ label, sortText, kind, labelDetails, filterText: filterText ?? label },
        insertTextFormat: insertTextFormat ?? itemDefaults?.insertTextFormat,
        edit: textEdit ?? { range: itemDefaults?.editRange, newText: textEditText ?? label },
      }));
    expect(accepted(lean)).toEqual(accepted(full));
    expect(JSON.stringify(lean).length).toBeLessThan(JSON.stringify(full).length / 2);
  });

  it('sends the detail and the documentation of an item when it is selected', async () => {
    const full = await complete('a.sh', 'megatron sft --recompute_granularity full $0');
    await client?.stop();
    client = undefined;
    const lean = await complete('a.sh', 'megatron sft --recompute_granularity full $0', SUPPORTS_DEFAULTS);
    const resolve = ({ itemDefaults, items }: CompletionList, label: string) => {
      const item = items.find((each) => each.label === label);
      return getClient().connection.sendRequest<CompletionItem>('completionItem/resolve', {
        ...item,
        data: item?.data ?? itemDefaults?.data,
      });
    };
    for (const label of ['--lr', '--max_length', '--tensor_model_parallel_size', '--recompute_method']) {
      const resolved = await resolve(lean, label);
      expect(resolved.detail).toBe(full.items.find((item) => item.label === label)?.detail);
      expect(JSON.stringify(resolved.documentation)).toContain('Default:');
    }
    // The reason for a needed flag depends on the text, so that it is sent with the item.
    expect(lean.items.find(({ label }) => label === '--recompute_method')?.detail).toContain('needed by');
    expect(lean.items.find(({ label }) => label === '--lr')?.detail).toBeUndefined();
  });

  it('sends the detail to an editor that shows it in the list', async () => {
    const { labelDetailsSupport: _, ...others } = SUPPORTS_DEFAULTS.textDocument.completion.completionItem;
    const capabilities = { textDocument: { completion: { completionItem: others } } };
    const { items } = await complete('a.sh', 'megatron sft --max_le$0', capabilities);
    expect(items.find(({ label }) => label === '--max_length')?.detail).toMatch(/^int/);
  });

  it('keeps the range of an item that replaces other text than the first', async () => {
    const { itemDefaults, items } = await complete('a.yaml', '$0', SUPPORTS_DEFAULTS);
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
    expect(items.length).toBeGreaterThan(100);
    expect(items.every(({ textEdit }) => textEdit === undefined)).toBe(true);
    expect(itemDefaults?.editRange).toEqual(range);
    // The first item is a comment, and has no topic that it could share with flags.
    expect(itemDefaults?.data).toBeUndefined();
  });

  it('labels flags with their need or group, and selects the most needed one', async () => {
    const { items } = await complete('a.sh', 'megatron sft --recompute_granularity full \\\n  $0');
    const [first] = items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    expect(first).toMatchObject({
      label: '--recompute_method',
      labelDetails: { description: 'needed by recompute_granularity' },
      preselect: true,
    });
    const find = (label: string) => items.find((item) => item.label === label);
    expect(find('--tensor_model_parallel_size')?.labelDetails?.description).toBe('parallelism');
    expect(find('--tensor_model_parallel_size')?.kind).not.toBe(find('--lora_rank')?.kind);
  });

  it('asks again while a command or a comment is typed', async () => {
    const commands = await complete('a.sh', 'mega$0');
    expect(commands.items.map(({ label }) => label)).toContain('megatron sft');
    const settings = await complete('b.yaml', '# preflight: $0');
    expect(settings.items.map(({ label }) => label)).toContain('ms-swift=');
  });
});
