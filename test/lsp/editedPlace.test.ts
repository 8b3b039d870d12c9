import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver';
import { type Client, startClient } from '../support/lsp';

const COMPLETE = 'megatron sft \\\n  --model m \\\n  --dataset d \\\n  --train_iters 5 \\\n  --save o\n';
const UNFINISHED = COMPLETE.replace('d \\', 'd');
const REFRESHES_LENSES = { workspace: { codeLens: { refreshSupport: true } } };

describe('a finding about text that is being typed', () => {
  let client: Client;
  let version = 1;
  let uri = '';
  let refreshed = (): void => {};
  beforeAll(async () => {
    const onRequest = { 'workspace/codeLens/refresh': () => refreshed() ?? null };
    client = await startClient('stdio', { runsCommands: true }, REFRESHES_LENSES, { onRequest });
  });
  afterAll(async () => {
    expect(await client.stop()).toBe(0);
  });

  /** Runs an action and returns the rules of the findings that it makes the server send. */
  const codesAfter = async (act: () => void): Promise<unknown[]> => {
    const report = client.diagnostics(uri);
    act();
    return (await report).map(({ code }) => code);
  };
  const open = (text: string) => codesAfter(() => client.open(uri, text));
  const type = (text: string) => codesAfter(() => client.change(uri, ++version, text));
  const send = (method: string, params: unknown) => void client.connection.sendNotification(method, params);
  const cursorAt = (line: number, word?: number) => send('preflight/cursor', { uri, line, word });

  it('waits until the cursor leaves the line, and again when it returns', async () => {
    uri = 'file:///w/typed.sh';
    expect(await open(COMPLETE)).toEqual([]);
    cursorAt(2);
    expect(await type(UNFINISHED)).toEqual([]);
    expect(await codesAfter(() => cursorAt(3))).toEqual(['cli.missing-backslash']);
    expect(await codesAfter(() => cursorAt(2))).toEqual([]);
    expect(await codesAfter(() => send('preflight/cursor', {}))).toEqual(['cli.missing-backslash']);
  });

  it('waits while the comment at the top of a new config file is written', async () => {
    uri = 'file:///w/new.yaml';
    await codesAfter(() => client.open(uri, '', 'yaml'));
    await codesAfter(() => cursorAt(0));
    expect(await type('# preflight: ms-swift=4.5.2')).toEqual([]);
    expect(await codesAfter(() => send('preflight/cursor', {}))).toEqual(['yaml.empty-file']);
  });

  it('waits in a new config file until its first key is typed or it is saved', async () => {
    uri = 'file:///w/begun.yaml';
    send('preflight/cursor', {});
    const comment = '# preflight: ms-swift=4.5.2\n';
    expect(await codesAfter(() => client.open(uri, comment, 'yaml'))).toEqual([]);
    expect(await codesAfter(() => cursorAt(1))).toEqual([]);
    expect(await type(`${comment}\n`)).toEqual([]);
    expect(await codesAfter(() => send('textDocument/didSave', { textDocument: { uri } }))).toEqual([
      'yaml.empty-file',
    ]);
  });

  it('does not wait in an empty config file that does not have the cursor', async () => {
    uri = 'file:///w/begun-elsewhere.yaml';
    expect(await codesAfter(() => client.open(uri, '# preflight:\n', 'yaml'))).toEqual([]);
    expect(await codesAfter(() => send('preflight/cursor', {}))).toEqual(['yaml.empty-file']);
  });

  it('waits on an empty line in the middle of a command', async () => {
    uri = 'file:///w/empty.sh';
    await open(COMPLETE);
    cursorAt(3);
    expect(await type(COMPLETE.replace('d \\\n', 'd \\\n\n'))).toEqual([]);
    expect(await codesAfter(() => cursorAt(4))).toEqual(['cli.comment-in-continuation']);
  });

  it('is sent when the document is saved, and when it is opened', async () => {
    uri = 'file:///w/saved.sh';
    cursorAt(2);
    expect(await open(UNFINISHED)).toEqual(['cli.missing-backslash']);
    expect(await type(UNFINISHED.replace('d\n', 'dd\n'))).toEqual([]);
    expect(await codesAfter(() => send('textDocument/didSave', { textDocument: { uri } }))).toEqual([
      'cli.missing-backslash',
    ]);
  });

  it.each([
    ['a name that several flags begin with', '--lr_warm', 'cli.abbrev-ambiguous'],
    ['a name that no flag has yet', '--lrx', 'cli.unknown-flag'],
    ['two dashes', '--', 'cli.unknown-flag'],
    ['one dash', '-', 'cli.scalar-many'],
    ['a name without dashes', 'lr_warm', 'cli.scalar-many'],
    ['a flag without its value', '--micro_batch_size', 'cli.missing-value'],
  ])('waits while the cursor is in %s', async (_, name, rule) => {
    uri = `file:///w/name${name}.sh`;
    await open(COMPLETE);
    cursorAt(2, 2);
    expect(await type(COMPLETE.replace('  --dataset', `  ${name} \\\n  --dataset`))).toEqual([]);
    expect(await codesAfter(() => cursorAt(2))).toEqual([rule]);
    expect(await codesAfter(() => cursorAt(2, 2))).toEqual([]);
    expect(await codesAfter(() => cursorAt(3, 2))).toEqual([rule]);
  });

  it('waits while the key of a config file is typed', async () => {
    uri = 'file:///w/name.yaml';
    const file = '# preflight: ms-swift=4.5.2\nmodel: m\nmicro_batch_size: 1\nlr: 1e-5\noutput_dir: o\n';
    await codesAfter(() => client.open(uri, file, 'yaml'));
    cursorAt(3, 0);
    expect(await type(file.replace('lr:', 'lr_warm\nlr:'))).not.toContain('yaml.syntax');
    expect(await codesAfter(() => cursorAt(3))).toContain('yaml.syntax');
    await codesAfter(() => cursorAt(3, 0));
    expect(await type(file.replace('lr:', 'lr_warm: 1\nlr:'))).not.toContain('cli.abbrev-ambiguous');
    expect(await codesAfter(() => cursorAt(3, 9))).toContain('cli.abbrev-ambiguous');
    await codesAfter(() => cursorAt(3, 0));
    expect(await type(file.replace('lr:', 'packing:\nlr:'))).not.toContain('yaml.null');
    expect(await codesAfter(() => cursorAt(4))).toContain('yaml.null');
  });

  it('waits although the editor saves after a pause', async () => {
    uri = 'file:///w/pause.sh';
    const save = (reason: number) => {
      send('textDocument/willSave', { textDocument: { uri }, reason });
      send('textDocument/didSave', { textDocument: { uri } });
    };
    await open(COMPLETE);
    cursorAt(2);
    expect(await type(UNFINISHED)).toEqual([]);
    save(2);
    expect(await type(UNFINISHED.replace('d\n', 'dd\n'))).toEqual([]);
    expect(await codesAfter(() => save(1))).toEqual(['cli.missing-backslash']);
  });

  it('does not count in the lens of its command while it waits', async () => {
    uri = 'file:///w/lens.sh';
    const countInLens = async (): Promise<string[]> => {
      const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', {
        textDocument: { uri },
      });
      return lenses.map(({ command }) => command?.title ?? '').filter((title) => title.includes('error'));
    };
    const refreshOfLenses = () =>
      new Promise<void>((resolve) => {
        refreshed = resolve;
      });
    await open(COMPLETE);
    cursorAt(2);
    await type(UNFINISHED);
    expect(await countInLens()).toEqual([]);
    const afterLeaving = refreshOfLenses();
    cursorAt(3);
    await afterLeaving;
    expect(await countInLens()).toEqual([expect.stringContaining('1 error')]);
    const afterReturning = refreshOfLenses();
    cursorAt(2);
    await afterReturning;
    expect(await countInLens()).toEqual([]);
  });

  it('does not hold up other findings of the line', async () => {
    uri = 'file:///w/others.sh';
    await open(COMPLETE);
    cursorAt(3);
    expect(await type(COMPLETE.replace('5 \\', '5x'))).toEqual(['cli.int']);
  });

  it('does not wait for editors that do not send the cursor', async () => {
    uri = 'file:///w/silent.sh';
    send('preflight/cursor', {});
    await open(COMPLETE);
    expect(await type(UNFINISHED)).toEqual(['cli.missing-backslash']);
  });
});
