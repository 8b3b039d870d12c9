import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { type ProcessResult, runProcess } from '../../client/src/launch/process/run';

const node = (script: string, ...words: string[]): string[] => [process.execPath, '-e', script, '--', ...words];
const PRINT_WORDS = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';

/** Whether a process is there and not only waits to be forgotten. */
function isAlive(id: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${id}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('running a program', () => {
  it('hands on every word unchanged, since no shell is in between', async () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('$(id)', '`id`', '; id', "'", '"', '\n', '-x', '', '你好', '*'));
    const words = fc.array(
      word.map((text) => text.replaceAll('\0', '')).filter((text) => Buffer.from(text).toString() === text),
    );
    await fc.assert(
      fc.asyncProperty(words, async (given) => {
        expect(JSON.parse((await runProcess(node(PRINT_WORDS, ...given))).stdout)).toEqual(given);
      }),
      { numRuns: 12 },
    );
  });

  it('tells how it ended', async () => {
    const ends = async (...args: Parameters<typeof runProcess>): Promise<Partial<ProcessResult>> => {
      const { ended, code, stdout, stderr } = await runProcess(...args);
      return { ended, stdout, stderr, ...(code !== undefined && { code }) };
    };
    expect(await ends(node('console.log(1); console.error(2); process.exit(3)'))).toEqual({
      ended: 'exit',
      code: 3,
      stdout: '1\n',
      stderr: '2\n',
    });
    expect(await ends(['no-such-program-anywhere'])).toMatchObject({ ended: 'missing' });
    expect(await ends(node('setTimeout(() => {}, 60_000)'), { seconds: 0.3 })).toMatchObject({ ended: 'timeout' });
    expect(await ends(['yes'])).toMatchObject({ ended: 'flooded' });
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    expect(await ends(node('setTimeout(() => {}, 60_000)'), { signal: stop.signal })).toMatchObject({
      ended: 'cancelled',
    });
    expect(await ends(node(''), { signal: stop.signal })).toMatchObject({ ended: 'cancelled' });
  });

  it.runIf(process.platform === 'linux')('leaves nobody behind who does not listen', { timeout: 20_000 }, async () => {
    let id = 0;
    const stop = new AbortController();
    const deaf = "process.on('SIGTERM', () => {}); console.log(process.pid); setInterval(() => {}, 1000)";
    // Only who has said its number is known to be deaf.
    const onText = (text: string): void => {
      id = Number(text);
      stop.abort();
    };
    const outcome = await runProcess(node(deaf), { signal: stop.signal, onText });
    expect(outcome.ended).toBe('cancelled');
    expect(id).toBeGreaterThan(0);
    expect(isAlive(id)).toBe(false);
  });

  it('gives it its input, and text as it comes', async () => {
    const parts: string[] = [];
    const echo = 'process.stdin.pipe(process.stdout)';
    const outcome = await runProcess(node(echo), { input: 'first\nsecond 你\n', onText: (text) => parts.push(text) });
    expect([parts.join(''), outcome.stdout]).toEqual(['first\nsecond 你\n', '']);
    // A program that does not read what it is given is no failure.
    expect((await runProcess(node(''), { input: 'x'.repeat(1_000_000) })).code).toBe(0);
  });

  describe('with an environment', () => {
    const OWN = ['VSCODE_PID', 'VSCODE_IPC_HOOK', 'ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS'];
    afterEach(() => {
      for (const name of OWN) delete process.env[name];
    });

    it('without the variables of the editor', async () => {
      for (const name of OWN) process.env[name] = name === 'NODE_OPTIONS' ? '--no-warnings' : '1';
      const { stdout } = await runProcess(node('process.stdout.write(JSON.stringify(process.env))'), {
        environment: { ADDED: 'yes' },
      });
      const env = JSON.parse(stdout);
      expect(env).toMatchObject({ ADDED: 'yes', PATH: process.env.PATH });
      for (const name of OWN) expect(env).not.toHaveProperty(name);
    });
  });
});
