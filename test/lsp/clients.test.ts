import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type CodeAction,
  type CodeLens,
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type Diagnostic,
  type Hover,
  type TextEdit,
} from 'vscode-languageserver';
import { useFolder } from '../support/folder';
import { type Client, startClient } from '../support/lsp';

// The server with editors that have fewer abilities than VS Code, or others.

const URI = 'file:///w/train.sh';
const SCRIPT = `# preflight: ms-swift=4.5.2
NPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-8B --save '模型 🚀' --max_lenght 8192 --packing ture
`;

let client: Client | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

async function open(options: object, capabilities: object = {}, text = SCRIPT): Promise<Diagnostic[]> {
  client = await startClient('stdio', options, capabilities);
  const found = client.diagnostics(URI);
  client.open(URI, text, 'sh');
  return found;
}

const send = <Result>(method: string, params: object): Promise<Result> => {
  if (!client) throw new Error('no server');
  return client.connection.sendRequest<Result>(`textDocument/${method}`, { textDocument: { uri: URI }, ...params });
};

const listItems = (answer: CompletionItem[] | CompletionList): CompletionItem[] =>
  Array.isArray(answer) ? answer : answer.items;

describe('an editor without the commands of the extension', () => {
  it('gets a lens that informs, and neither icons nor commands', async () => {
    await open({}, {}, SCRIPT.replace('lenght', 'length').replace('ture', 'true'));
    const lenses = await send<CodeLens[]>('codeLens', {});
    expect(lenses.map(({ command }) => command)).toEqual([{ title: expect.stringMatching(/^8 GPUs/), command: '' }]);
  });

  it('gets code actions that only edit, and findings without addresses', async () => {
    const diagnostics = await open({});
    expect(diagnostics.map(({ codeDescription }) => codeDescription)).toEqual(diagnostics.map(() => undefined));
    const range = { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } };
    const actions = await send<CodeAction[]>('codeAction', { range, context: { diagnostics } });
    expect(actions.length).toBeGreaterThan(2);
    for (const { command, edit } of actions)
      expect({ command, hasEdit: edit !== undefined }).toEqual({ hasEdit: true });
  });

  it('gets flags as properties, whatever their section is', async () => {
    await open({});
    const items = listItems(await send('completion', { position: { line: 1, character: 30 } }));
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set([CompletionItemKind.Property]));
  });

  it('gets completions that run no command', async () => {
    await open({});
    const [, line = ''] = SCRIPT.split('\n');
    for (const character of [line.indexOf('--model') + 4, line.indexOf('ture') + 1]) {
      const items = listItems(await send('completion', { position: { line: 1, character } }));
      expect(items.length).toBeGreaterThan(0);
      expect(items.filter(({ command }) => command !== undefined)).toEqual([]);
    }
  });

  it('gets hovers without marks if it shows no Markdown', async () => {
    await open({}, { textDocument: { hover: { contentFormat: ['plaintext'] } } });
    const { contents } = await send<Hover>('hover', { position: { line: 1, character: 35 } });
    expect(contents).toEqual({ kind: 'plaintext', value: expect.stringMatching(/^model · str/) });
    expect((contents as { value: string }).value).not.toMatch(/\*\*|\]\(|```/);
  });
});

describe('the settings of an editor', () => {
  const released = (found: Diagnostic[]): string | undefined =>
    /of ms-swift (\S+) has no flag/.exec(found.map(({ message }) => message).join('\n'))?.[1];
  const WITHOUT_RELEASE = SCRIPT.replace(/^.*\n/, '');

  it.each([{ 'ms-swift': { release: '4.2.3' } }, { 'ms-swift.release': '4.2.3' }, { swiftVersion: '4.2.3' }])(
    'come from %j of the initialization',
    async (options) => {
      expect(released(await open(options, {}, WITHOUT_RELEASE))).toBe('4.2.3');
    },
  );

  it('come from a notification, above those of the initialization', async () => {
    await open({ rules: { severity: { 'cli.bool': 'off' } } }, {}, WITHOUT_RELEASE);
    const next = client?.diagnostics(URI);
    await client?.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { preflight: { 'ms-swift': { release: '4.2.3' } } },
    });
    const found = (await next) ?? [];
    expect(released(found)).toBe('4.2.3');
    expect(found.map(({ code }) => code)).not.toContain('cli.bool');
  });

  it('come from the answer to a request, again after each notification without settings', async () => {
    client = await startClient(
      'stdio',
      {},
      { workspace: { configuration: true } },
      {
        onRequest: { 'workspace/configuration': () => [{ 'ms-swift': { release: '4.2.3' } }] },
      },
    );
    let found = client.diagnostics(URI);
    client.open(URI, WITHOUT_RELEASE, 'sh');
    while (released(await found) !== '4.2.3') found = client.diagnostics(URI);
    const again = client.diagnostics(URI);
    await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(released(await again)).toBe('4.2.3');
  });
});

/** Applies edits whose columns are bytes of UTF-8. */
function applyInBytes(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n').map((line) => Buffer.from(line));
  const offsetOf = ({ line, character }: { line: number; character: number }): number =>
    lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  let bytes = Buffer.from(text);
  for (const { range, newText } of edits.toSorted((a, b) => offsetOf(b.range.start) - offsetOf(a.range.start)))
    bytes = Buffer.concat([
      bytes.subarray(0, offsetOf(range.start)),
      Buffer.from(newText),
      bytes.subarray(offsetOf(range.end)),
    ]);
  return bytes.toString();
}

describe('an editor that counts bytes of UTF-8', () => {
  it('gets all positions in bytes, and its own are read as such', async () => {
    const diagnostics = await open({}, { general: { positionEncodings: ['utf-8', 'utf-16'] } });
    expect(client?.initialized.capabilities).toMatchObject({ positionEncoding: 'utf-8' });
    const line = Buffer.from(SCRIPT.split('\n')[1] ?? '');
    const marked = diagnostics.map(({ code, range }) => [
      code,
      line.subarray(range.start.character, range.end.character).toString(),
    ]);
    expect(marked).toContainEqual(['cli.unknown-flag', '--max_lenght']);
    expect(marked).toContainEqual(['cli.bool', 'ture']);
    const { range } = diagnostics.find(({ code }) => code === 'cli.unknown-flag') ?? {};
    const actions = await send<CodeAction[]>('codeAction', { range, context: { diagnostics } });
    const edits = actions.find(({ title }) => title === 'Change to max_length')?.edit?.changes?.[URI] ?? [];
    expect(applyInBytes(SCRIPT, edits)).toBe(SCRIPT.replace('max_lenght', 'max_length'));
    const character = line.indexOf('ture') + 1;
    const [item] = listItems(await send('completion', { position: { line: 1, character } }));
    expect(applyInBytes(SCRIPT, [item?.textEdit as TextEdit])).toBe(SCRIPT.replace('ture', 'true'));
  });

  it('edits in bytes', async () => {
    await open({}, { general: { positionEncodings: ['utf-8'] } });
    const next = client?.diagnostics(URI);
    const start = Buffer.from(SCRIPT.split('\n')[1] ?? '').indexOf('ture');
    await client?.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: URI, version: 2 },
      contentChanges: [
        { range: { start: { line: 1, character: start }, end: { line: 1, character: start + 4 } }, text: 'true' },
      ],
    });
    expect((await next)?.map(({ code }) => code)).not.toContain('cli.bool');
  });
});

/** Replaces the columns of each position in an answer, such as a range, by the text of its line up to there. */
const replaceColumns = (answer: unknown, before: (line: number, character: number) => string): unknown =>
  JSON.parse(JSON.stringify(answer), (_, value) =>
    typeof value?.line === 'number' && typeof value.character === 'number'
      ? { line: value.line, before: before(value.line, value.character) }
      : value,
  );

describe('editors that count bytes, and those that count units of UTF-16', () => {
  it('see the same places in any script', { timeout: 120_000 }, async () => {
    const encodings = ['utf-8', 'utf-16'] as const;
    const clients = await Promise.all(
      encodings.map((encoding) => startClient('stdio', {}, { general: { positionEncodings: [encoding] } })),
    );
    const word = fc.constantFrom(
      '模型',
      '🚀',
      '👩‍🔬',
      'e\u0301',
      'ture',
      '--lr',
      '--max_lenght 3',
      '--packing ture',
      "'日本 語'",
    );
    const script = fc.array(fc.array(word, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });
    let count = 0;
    try {
      await fc.assert(
        fc.asyncProperty(script, async (lines) => {
          const text = `# 设置 🚀 preflight: ms-swift=4.5.2\nmegatron sft ${lines.map((each) => each.join(' ')).join(' \\\n  ')}\n`;
          const uri = `file:///w/${count++}.sh`;
          const seen = await Promise.all(
            clients.map(async (each, index) => {
              const found = each.diagnostics(uri);
              each.open(uri, text, 'sh');
              const params = { textDocument: { uri } };
              const symbols = await each.connection.sendRequest('textDocument/documentSymbol', params);
              const toText = (line: number, character: number): string => {
                const content = text.split('\n')[line] ?? '';
                return index === 1
                  ? content.slice(0, character)
                  : Buffer.from(content).subarray(0, character).toString();
              };
              return replaceColumns({ diagnostics: await found, symbols }, toText);
            }),
          );
          expect(seen[0]).toEqual(seen[1]);
        }),
        { numRuns: 40 },
      );
    } finally {
      for (const each of clients) await each.stop();
    }
  });
});

describe('an editor that names the root of a project only', () => {
  const folder = useFolder();

  it('gets the release that the project pins', async () => {
    folder.write('.git/HEAD', '');
    folder.write('requirements.txt', 'ms-swift==4.2.3\n');
    const uri = `file://${folder.write('train.sh', SCRIPT)}`;
    client = await startClient('stdio', {}, {}, { rootUri: `file://${folder.at()}` });
    let found = client.diagnostics(uri);
    client.open(uri, SCRIPT.replace(/^.*\n/, ''), 'sh');
    while (!JSON.stringify(await found).includes('of ms-swift 4.2.3')) found = client.diagnostics(uri);
  });
});
