import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { CodeAction, CompletionList, Diagnostic, Hover, RegistrationParams } from 'vscode-languageserver';
import type { ExplainResult, ListRecipesResult } from '../../server/src/lsp/protocol';
import { type Client, startClient } from '../support/lsp';
import { service } from '../support/service';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-project-')));
afterAll(() => rmSync(root, { recursive: true }));

const write = (path: string, text: string): string => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return pathToFileURL(join(root, path)).href;
};

let client: Client;
const registered: string[] = [];
beforeAll(async () => {
  const capabilities = { workspace: { didChangeWatchedFiles: { dynamicRegistration: true } } };
  client = await startClient('stdio', {}, capabilities);
  client.connection.onRequest('client/registerCapability', ({ registrations }: RegistrationParams) => {
    registered.push(...registrations.map((each) => JSON.stringify(each)));
    return null;
  });
});
afterAll(() => client.stop());

const configure = (preflight: object): Promise<void> =>
  client.connection.sendNotification('workspace/didChangeConfiguration', { settings: { preflight } });
const notify = (uri: string, event: string): Promise<void> =>
  client.connection.sendNotification(`textDocument/${event}`, { textDocument: { uri } });
const watched = (): Promise<void> =>
  client.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [] });

async function pullFindings(uri: string): Promise<Diagnostic[]> {
  const report = { textDocument: { uri } };
  const { items } = await client.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', report);
  return items;
}

/** Waits until the findings of a document are as expected, and returns them. */
async function waitForRules(uri: string, isExpected: (rules: string[]) => boolean): Promise<string[]> {
  for (;;) {
    const rules = (await pullFindings(uri)).map(({ code, severity }) => `${code} ${severity}`);
    if (isExpected(rules)) return rules;
    await new Promise((done) => setTimeout(done, 20));
  }
}

const has = (rule: string) => (rules: string[]) => rules.includes(rule);
const hasNot = (rule: string) => (rules: string[]) => !rules.some((each) => each.startsWith(rule));

const hover = (uri: string, line: number, character: number): Promise<Hover | null> =>
  client.connection.sendRequest('textDocument/hover', { textDocument: { uri }, position: { line, character } });
const textOf = (found: Hover | null): string => JSON.stringify(found?.contents ?? '');

const NEWEST = service.catalog.releases.at(-1) ?? '';
const SCRIPT = 'megatron sft --model m --tensor_model_parallel_size 3 --foo 1\n';
const opened: string[] = [];
const open = (uri: string, text: string, language?: string): void => {
  opened.push(uri);
  client.open(uri, text, language);
};
afterEach(async () => {
  for (const uri of opened.splice(0)) await notify(uri, 'didClose');
  await configure({});
});

describe('the settings of a project in the editor', () => {
  it('apply to open documents, with a reason that names the file', async () => {
    write('a/.git/HEAD', '');
    write('a/preflight.toml', 'release = "4.6.0"\ngpus = 16\n[severity]\n"cli.unknown-flag" = "hint"\n');
    const uri = write('a/runs/run.sh', SCRIPT);
    open(uri, SCRIPT);
    const rules = await waitForRules(uri, has('cli.unknown-flag 3'));
    expect(rules).toContain('env.world-size 1');
    expect(textOf(await hover(uri, 0, 3))).toContain('ms-swift 4.6.0: set in `../preflight.toml`');
  });

  it('are those of the unsaved text of an open preflight.toml, and of the disk after it is closed', async () => {
    const file = write('b/preflight.toml', '[severity]\n"cli.unknown-flag" = "hint"\n');
    const uri = write('b/run.sh', SCRIPT);
    open(uri, SCRIPT);
    await waitForRules(uri, has('cli.unknown-flag 3'));
    open(file, '[severity]\n"cli.unknown-flag" = "off"\n', 'toml');
    await waitForRules(uri, hasNot('cli.unknown-flag'));
    client.change(file, 2, '[severity]\n"cli.unknown-flag" = "warning"\n');
    await waitForRules(uri, has('cli.unknown-flag 2'));
    client.change(file, 3, '[severity]\n"cli.unknown-flag" = "war');
    await waitForRules(uri, has('cli.unknown-flag 1'));
    await notify(file, 'didClose');
    await waitForRules(uri, has('cli.unknown-flag 3'));
  });

  it('are read again when the editor says that files have changed, which it is asked to watch', async () => {
    const uri = write('c/run.sh', SCRIPT);
    open(uri, SCRIPT);
    await waitForRules(uri, has('cli.unknown-flag 1'));
    write('c/preflight.toml', '[severity]\n"cli.*" = "off"\n');
    await watched();
    await waitForRules(uri, hasNot('cli.unknown-flag'));
    rmSync(join(root, 'c/preflight.toml'));
    await watched();
    await waitForRules(uri, has('cli.unknown-flag 1'));
    expect(registered.join()).toContain('**/preflight.toml');
  });

  it('come after a comment in the file and after settings that the user has set, even to nothing', async () => {
    write('d/preflight.toml', 'release = "4.6.0"\ngpus = 16\n[severity]\n"cli.*" = "off"\n"env.world-size" = "hint"\n');
    const uri = write('d/run.sh', SCRIPT);
    open(uri, SCRIPT);
    await waitForRules(uri, has('env.world-size 3'));
    const folders = { [pathToFileURL(join(root, 'd')).href]: { swiftVersion: '3.12.6', worldSize: 8 } };
    await configure({ folders, rules: { severity: { 'env.*': 'warning' } } });
    await waitForRules(uri, has('env.world-size 2'));
    expect(textOf(await hover(uri, 0, 3))).toContain('ms-swift 3.12.6: set in the settings');
    await configure({ folders: { [pathToFileURL(join(root, 'd')).href]: { swiftVersion: '', worldSize: 0 } } });
    await waitForRules(uri, hasNot('env.world-size'));
    expect(textOf(await hover(uri, 0, 3))).not.toContain('preflight.toml');
    await configure({ worldSize: 9 });
    await waitForRules(uri, hasNot('env.world-size'));
    client.change(uri, 2, `# preflight: world-size=8 ms-swift=3.8.1\n${SCRIPT}`);
    await waitForRules(uri, has('env.world-size 3'));
    expect(textOf(await hover(uri, 1, 3))).toContain('comment');
  });

  it('name training configs, unless the user has set the patterns', async () => {
    write('e/.git/HEAD', '');
    write('e/preflight.toml', 'files = ["configs/*.yaml"]\n');
    const text = 'unknown_key: 1\n';
    const uri = write('e/configs/a.yaml', text);
    open(uri, text, 'yaml');
    await waitForRules(uri, has('cli.unknown-flag 1'));
    await configure({ folders: { [pathToFileURL(join(root, 'e')).href]: { hasFiles: true } } });
    await waitForRules(uri, hasNot('cli.unknown-flag'));
  });

  it('exclude files from checks, which are still explained', async () => {
    write('f/.git/HEAD', '');
    const file = write('f/preflight.toml', '');
    const uri = write('f/old/run.sh', SCRIPT);
    open(uri, SCRIPT);
    await waitForRules(uri, has('cli.unknown-flag 1'));
    open(file, 'exclude = ["old"]\n', 'toml');
    expect(await waitForRules(uri, hasNot('cli.unknown-flag'))).toEqual([]);
    expect(textOf(await hover(uri, 0, 30))).toContain('tensor_model_parallel_size');
  });

  it('name folders of models, whose config.json is read', async () => {
    const model = { model_type: 'qwen3', num_attention_heads: 32, num_hidden_layers: 4, hidden_size: 64 };
    write('g/known/Own-7B/config.json', JSON.stringify(model));
    const file = write('g/preflight.toml', 'release = "3.8.1"\n');
    const script = 'megatron sft --model /cluster/Own-7B --load x --tensor_model_parallel_size 3\n';
    const uri = write('g/run.sh', script);
    open(uri, script);
    await waitForRules(uri, hasNot('par.tp-heads'));
    open(file, 'release = "3.8.1"\nmodels = ["known"]\n', 'toml');
    await waitForRules(uri, has('par.tp-heads 2'));
  });

  it('stop at the root of the repository, and are not read through links, from pipes or if they are huge', async () => {
    write('h/preflight.toml', '[severity]\n"cli.*" = "off"\n');
    write('h/repo/.git/HEAD', '');
    symlinkSync(join(root, 'h/preflight.toml'), join(root, 'h/repo/preflight.toml'));
    const linked = write('h/repo/x/run.sh', SCRIPT);
    write('i/preflight.toml', `[severity]\n"cli.*" = "off"\n#${'x'.repeat(400_000)}`);
    const huge = write('i/run.sh', SCRIPT);
    mkdirSync(join(root, 'j/preflight.toml'), { recursive: true });
    const inFolder = write('j/run.sh', SCRIPT);
    for (const uri of [linked, huge, inFolder]) {
      open(uri, SCRIPT);
      await waitForRules(uri, has('cli.unknown-flag 1'));
      await watched();
      await hover(uri, 0, 0);
      expect(textOf(await hover(uri, 0, 3))).not.toContain('preflight.toml');
      await waitForRules(uri, has('cli.unknown-flag 1'));
    }
  });
});

describe('the release of a file that is not written yet', () => {
  const explain = async (): Promise<string | undefined> =>
    (await client.connection.sendRequest<ExplainResult>('preflight/explain', { name: 'cli.bool' })).version;
  const proposed = async (): Promise<string> =>
    (await client.connection.sendRequest<ListRecipesResult>('preflight/recipes', {})).version;
  const folder = (name: string): string => pathToFileURL(join(root, name)).href;

  it('is that of the first folder with a preflight.toml, for explanations and new configs', async () => {
    mkdirSync(join(root, 'l/none'), { recursive: true });
    const file = write('l/first/preflight.toml', 'release = ">=4.1,<4.3"\n');
    write('l/second/preflight.toml', 'release = "3.8.1"\n');
    const folders = { [folder('l/none')]: {}, [folder('l/first')]: {}, [folder('l/second')]: {} };
    await configure({ folders });
    expect([await explain(), await proposed()]).toEqual(['>=4.1,<4.3', '4.2.3']);
    open(file, 'release = "4.5.2"\n', 'toml');
    expect([await explain(), await proposed()]).toEqual(['4.5.2', '4.5.2']);
    client.change(file, 2, 'gpus = 8\n');
    expect([await explain(), await proposed()]).toEqual([undefined, NEWEST]);
    await configure({ folders, swiftVersion: '3.12' });
    expect([await explain(), await proposed()]).toEqual(['3.12', '3.12.6']);
    await configure({ folders: { [folder('l/second')]: {} }, swiftVersion: '' });
    expect([await explain(), await proposed()]).toEqual([undefined, NEWEST]);
  });
});

/** Waits until a file has findings of these rules only. It may be reported several times before that. */
async function waitForCodes(uri: string, codes: readonly string[]): Promise<Diagnostic[]> {
  for (;;) {
    const found = await client.diagnostics(uri);
    if (found.map(({ code }) => code).join() === codes.join()) return found;
  }
}

describe('a preflight.toml that is not open', () => {
  it('has its findings while a document uses it', async () => {
    const file = write('k/preflight.toml', 'gpus = "16"\n');
    const uri = write('k/run.sh', SCRIPT);
    const reported = waitForCodes(file, ['settings.value']);
    client.open(uri, SCRIPT);
    expect(await reported).toMatchObject([{ range: { start: { line: 0, character: 7 } } }]);
    const repaired = waitForCodes(file, []);
    write('k/preflight.toml', 'gpus = 16\n');
    await watched();
    await repaired;
    const broken = waitForCodes(file, ['settings.launch']);
    write('k/preflight.toml', '# no GPUs\ngpus = 16\nlaunch = {}\n');
    await watched();
    expect(await broken).toMatchObject([{ range: { start: { line: 2 } } }]);
    const withdrawn = waitForCodes(file, []);
    await notify(uri, 'didClose');
    await withdrawn;
  });
});

describe('an open preflight.toml', () => {
  const uri = 'file:///w/preflight.toml';
  const textDocument = { uri };

  it.each(['toml', 'plaintext'])('of the language %s is checked and repaired', async (language) => {
    open(uri, 'gpu_memory = 80\nlaunch = {}\n', language);
    const found = await pullFindings(uri);
    expect(found).toMatchObject([
      { code: 'settings.unknown-key', severity: 2, range: { start: { line: 0, character: 0 } } },
      { code: 'settings.launch', severity: 1, range: { start: { line: 1, character: 0 } } },
    ]);
    expect(found.map(({ codeDescription }) => codeDescription)).toEqual([undefined, undefined]);
    const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument,
      range: found[0]?.range,
      context: { diagnostics: [] },
    });
    expect(actions).toMatchObject([
      { title: 'Change to gpu-memory', isPreferred: true, edit: { changes: { [uri]: [{ newText: 'gpu-memory' }] } } },
    ]);
  });

  it('is completed and explained', async () => {
    open(uri, 'release = "\n[severity]\n"cli.bool" = "off"\n', 'toml');
    const labelsAt = async (line: number, character: number): Promise<string[]> => {
      const { items } = await client.connection.sendRequest<CompletionList>('textDocument/completion', {
        textDocument,
        position: { line, character },
        context: { triggerKind: 2, triggerCharacter: '"' },
      });
      return items.map(({ label }) => label);
    };
    expect(await labelsAt(0, 11)).toContain('4.6.0');
    expect(await labelsAt(3, 0)).toContain('cli.unknown-flag');
    expect(textOf(await hover(uri, 0, 3))).toContain('The ms-swift release that configs are checked against');
    expect(textOf(await hover(uri, 2, 3))).toContain('cli.bool');
  });

  it('loses its findings when it is closed', async () => {
    const own = 'file:///w/x/preflight.toml';
    const report = client.diagnostics(own);
    client.open(own, 'gpu_memory = 80\n', 'toml');
    expect(await report).toHaveLength(1);
    const next = client.diagnostics(own);
    await notify(own, 'didClose');
    expect(await next).toEqual([]);
  });
});
