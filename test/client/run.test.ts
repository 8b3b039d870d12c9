import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type ProcessResult, runProcess } from '../../client/src/launch/process/run';

const nodeArgv = (script: string, ...args: string[]): string[] => [process.execPath, '-e', script, '--', ...args];
const PRINT_ARGUMENTS = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';

/** Whether a process exists and is not a zombie. */
function isAlive(id: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('runProcess', () => {
  it('passes every argument unchanged, since it uses no shell', async () => {
    const argument = fc.oneof(
      fc.string(),
      fc.constantFrom('$(id)', '`id`', '; id', "'", '"', '\n', '-x', '', '你好', '*'),
    );
    const argumentLists = fc.array(
      argument.map((text) => text.replaceAll('\0', '')).filter((text) => Buffer.from(text).toString() === text),
    );
    await fc.assert(
      fc.asyncProperty(argumentLists, async (args) => {
        expect(JSON.parse((await runProcess(nodeArgv(PRINT_ARGUMENTS, ...args))).stdout)).toEqual(args);
      }),
      { numRuns: 12 },
    );
  });

  it('returns the end and the output of a program', async () => {
    const runToEnd = async (...args: Parameters<typeof runProcess>): Promise<Partial<ProcessResult>> => {
      const { ended, code, stdout, stderr } = await runProcess(...args);
      return { ended, stdout, stderr, ...(code !== undefined && { code }) };
    };
    expect(await runToEnd(nodeArgv('console.log(1); console.error(2); process.exit(3)'))).toEqual({
      ended: 'exit',
      code: 3,
      stdout: '1\n',
      stderr: '2\n',
    });
    expect(await runToEnd(['no-such-program-anywhere'])).toMatchObject({ ended: 'missing' });
    expect(await runToEnd(nodeArgv('setTimeout(() => {}, 60_000)'), { seconds: 0.3 })).toMatchObject({
      ended: 'timeout',
    });
    expect(await runToEnd(['yes'])).toMatchObject({ ended: 'output-limit' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    expect(await runToEnd(nodeArgv('setTimeout(() => {}, 60_000)'), { signal: stop.signal })).toMatchObject({
      ended: 'cancelled',
    });
    expect(await runToEnd(nodeArgv(''), { signal: stop.signal })).toMatchObject({ ended: 'cancelled' });
  });

  it.runIf(process.platform === 'linux')('kills a program that ignores SIGTERM', { timeout: 20_000 }, async () => {
    let id = 0;
    const stop = new AbortController();
    const script = "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000)";
    // The program ignores the signal once it has printed its process id.
    const onText = (text: string): void => {
      id = Number(text);
      stop.abort();
    };
    const result = await runProcess(nodeArgv(script), { signal: stop.signal, onText });
    expect(result.ended).toBe('cancelled');
    expect(id).toBeGreaterThan(0);
    expect(isAlive(id)).toBe(false);
  });

  it('writes the input, and passes on output as it arrives', async () => {
    const parts: string[] = [];
    const echo = 'process.stdin.pipe(process.stdout)';
    const result = await runProcess(nodeArgv(echo), {
      input: 'first\nsecond 你\n',
      onText: (text) => parts.push(text),
    });
    expect([parts.join(''), result.stdout]).toEqual(['first\nsecond 你\n', '']);
    // A program may exit without reading its input.
    expect((await runProcess(nodeArgv(''), { input: 'x'.repeat(1_000_000) })).code).toBe(0);
  });

  describe('with an environment', () => {
    const OWN = ['VSCODE_PID', 'VSCODE_IPC_HOOK', 'ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS'];
    afterEach(() => {
      for (const name of OWN) delete process.env[name];
    });

    it('removes the variables of the editor', async () => {
      for (const name of OWN) process.env[name] = name === 'NODE_OPTIONS' ? '--no-warnings' : '1';
      const { stdout } = await runProcess(nodeArgv('process.stdout.write(JSON.stringify(process.env))'), {
        environment: { ADDED: 'yes' },
      });
      const env = JSON.parse(stdout);
      expect(env).toMatchObject({ ADDED: 'yes', PATH: process.env.PATH });
      for (const name of OWN) expect(env).not.toHaveProperty(name);
    });
  });
});
