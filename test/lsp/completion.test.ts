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
  client ??= await startClient('stdio', {}, capabilities, { environment: { ...process.env, HOME: folder.at('home') } });
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
