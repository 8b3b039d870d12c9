import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
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

  it('passes a file that only its user can read, by its path, and removes it after the program', async () => {
    const script =
      "const fs = require('fs'); const [path] = process.argv.slice(1);" +
      'process.stdout.write(JSON.stringify([path, fs.readFileSync(path, "utf8"), fs.statSync(path).mode & 0o777,' +
      'fs.statSync(require("path").dirname(path)).mode & 0o777, fs.readFileSync(0, "utf8")]))';
    const argv = nodeArgv(script, 'a b.json');
    const result = await runProcess(argv, { file: { name: 'a b.json', text: 'kind: Job\n' } });
    const [path, text, mode, folderMode, input] = JSON.parse(result.stdout);
    expect(basename(path)).toBe('a b.json');
    expect([text, mode, folderMode, input]).toEqual(['kind: Job\n', 0o600, 0o700, '']);
    expect(existsSync(dirname(path))).toBe(false);
    expect(result.argv).toEqual(argv);
  });

  it('answers nothing when a program that gets a file asks a question', async () => {
    const script =
      'process.stdout.write("Username: "); process.stdout.write(JSON.stringify(require("fs").readFileSync(0, "utf8")))';
    const { stdout } = await runProcess(nodeArgv(script), { file: { name: 'a.json', text: 'kind: Job\n' } });
    expect(stdout).toBe('Username: ""');
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
