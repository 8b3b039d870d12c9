import { describe, expect, it } from 'vitest';
import { CLI } from '../support/cli';
import { startClient } from '../support/lsp';

describe('preflight server --stdio', { timeout: 60_000 }, () => {
  it.each([[[]], [['--clientProcessId', String(process.pid)]], [[`--clientProcessId=${process.pid}`]]])(
    'is the language server when an editor adds %j',
    async (more) => {
      const client = await startClient('stdio', {}, {}, { server: CLI, args: ['server', ...more] });
      const next = client.diagnostics('file:///w/run.sh');
      client.open('file:///w/run.sh', 'megatron sft --packing ture\n');
      expect((await next).map(({ code }) => code)).toContain('cli.bool');
      expect(await client.stop()).toBe(0);
    },
  );

  it('ends when the editor closes its input', async () => {
    const client = await startClient('stdio', {}, {}, { server: CLI, args: ['server'] });
    const ended = new Promise((done) => client.process.once('exit', done));
    client.process.stdin?.end();
    await ended;
    client.connection.dispose();
  });
});
