import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as vscode from 'vscode';
import { type ProcessResult, runInTerminal, runProcess } from '../../client/src/launch/process/run';
import { createStep } from '../../server/src/core/launch/plan';
import type { PlanResult } from '../../server/src/lsp/protocol';
import { hasControls, hostileText } from '../support/hostileText';

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

describe('runInTerminal', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'preflight-terminal-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Runs a plan in a terminal that records its name and what is typed into it. */
  function runInRecorder(plan: Partial<PlanResult>): { name: string; typed: string[] } {
    const record = { name: '', typed: [] as string[] };
    const createTerminal = ({ name }: { name: string }) => {
      record.name = name;
      return { show: () => {}, sendText: (text: string) => record.typed.push(text) };
    };
    const window = { createTerminal } as unknown as typeof vscode.window;
    const defaults = { title: 'run.sh', directory: root, files: [{ name: 'run.sh', text: '#!/bin/bash\n' }] };
    runInTerminal(window, join(root, 'launch'), { ...defaults, ...plan } as PlanResult);
    return record;
  }

  it('writes scripts that only the user may read, and replaces a symlink', () => {
    const victim = join(root, 'victim');
    writeFileSync(victim, 'untouched');
    mkdirSync(join(root, 'launch'), { mode: 0o755 });
    symlinkSync(victim, join(root, 'launch/run.sh'));
    const { typed } = runInRecorder({ submit: { argv: [], commandLine: 'bash run.sh' } });
    expect(typed).toEqual(['bash run.sh']);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(readFileSync(join(root, 'launch/run.sh'), 'utf8')).toBe('#!/bin/bash\n');
    const modes = ['launch', 'launch/run.sh'].map((name) => lstatSync(join(root, name)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o700]);
    expect(readdirSync(join(root, 'launch'))).toEqual(['run.sh']);
  });

  it('never types a control character, which the shell would obey inside quotes', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(hostileText, hostileText, (directory, name) => {
        const path = `/w/${directory}/${name}.sh`.replaceAll('\0', '');
        const { typed, name: terminalName } = runInRecorder({ title: name, submit: createStep(['bash', path]) });
        expect(typed.map((text) => /\p{Cc}/u.test(text))).toEqual([false]);
        expect(hasControls(terminalName)).toBe(false);
        const printed = execFileSync('bash', [
          '-c',
          `args() { printf '%s\\0' "$@"; }; ${typed[0]?.replace('bash', 'args')}`,
        ]);
        expect(printed.toString()).toBe(`${path}\0`);
      }),
      { numRuns: 60 },
    );
    const submit = { argv: [], commandLine: "bash 'a\x03; touch pwned\n'" };
    expect(() => runInRecorder({ submit })).toThrow('its command contains a control character');
  });
});
