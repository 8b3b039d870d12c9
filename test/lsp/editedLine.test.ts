import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, startClient } from '../support/lsp';

const COMPLETE = 'megatron sft \\\n  --model m \\\n  --dataset d \\\n  --train_iters 5 \\\n  --save o\n';
const UNFINISHED = COMPLETE.replace('d \\', 'd');

describe('a finding about a line that is being typed', () => {
  let client: Client;
  let version = 1;
  let uri = '';
  beforeAll(async () => {
    client = await startClient('stdio');
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
  const cursorAt = (line: number) => send('preflight/cursor', { uri, line });

  it('waits until the cursor leaves the line, and again when it returns', async () => {
    uri = 'file:///w/typed.sh';
    expect(await open(COMPLETE)).toEqual([]);
    cursorAt(2);
    expect(await type(UNFINISHED)).toEqual([]);
    expect(await codesAfter(() => cursorAt(3))).toEqual(['cli.missing-backslash']);
    expect(await codesAfter(() => cursorAt(2))).toEqual([]);
    expect(await codesAfter(() => send('preflight/cursor', {}))).toEqual(['cli.missing-backslash']);
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
