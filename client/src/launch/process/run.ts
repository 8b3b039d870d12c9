import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type * as vscode from 'vscode';
import type { PlanResult } from '../../../../server/src/lsp/protocol';

/** The only file that makes anything happen outside the editor. It does what a plan says and decides nothing. */

/** How a program ended, and what it said. */
export interface ProcessResult {
  argv: readonly string[];
  /** `missing`: there is no such program. `flooded`: it said more than anybody can read. */
  ended: 'exit' | 'timeout' | 'cancelled' | 'missing' | 'flooded';
  /** Exit code; a program that a signal has ended has none. */
  code?: number;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  /** After so many seconds the program is ended. */
  seconds?: number;
  /** What it reads from its standard input. */
  input?: string;
  /** Variables besides those of the editor. */
  environment?: Readonly<Record<string, string>>;
  directory?: string;
  signal?: AbortSignal;
  /** Hears standard output as it comes; `stdout` of the outcome is then empty. */
  onText?: (text: string) => void;
}

/** Starts a program. That engines only see this type lets tests look at every word that would run. */
export type RunProcess = (argv: readonly string[], options?: RunOptions) => Promise<ProcessResult>;

const MAX_OUTPUT_LENGTH = 8_000_000;

/** What runs now, so that nothing outlives the editor. */
const runningProcesses = new Set<ChildProcess>();

/** Runs a program to its end, by its words: no shell is in between. Never rejects. */
export const runProcess: RunProcess = (argv, options = {}) => {
  const { seconds = 30, input, environment, directory, signal, onText } = options;
  const [program = '', ...args] = argv;
  const outcome: ProcessResult = { argv, ended: 'exit', stdout: '', stderr: '' };
  if (signal?.aborted) return Promise.resolve({ ...outcome, ended: 'cancelled' });
  if (basename(program) === 'ssh') createSshFolder();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      shell: false,
      windowsHide: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...removeEditorVariables(process.env), ...environment },
      ...(directory && { cwd: directory }),
    });
    runningProcesses.add(child);
    let isSettled = false;
    const stop = (ended: ProcessResult['ended']): void => {
      outcome.ended = ended;
      terminate(child);
    };
    const timer = Number.isFinite(seconds) ? setTimeout(() => stop('timeout'), seconds * 1000) : undefined;
    const onAbort = (): void => stop('cancelled');
    signal?.addEventListener('abort', onAbort, { once: true });
    const settle = (): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      runningProcesses.delete(child);
      resolve(outcome);
    };
    collect(child.stdout, (text) => {
      if (onText) onText(text);
      else if (outcome.stdout.length < MAX_OUTPUT_LENGTH) outcome.stdout += text;
      else stop('flooded');
    });
    collect(child.stderr, (text) => {
      if (outcome.stderr.length < MAX_OUTPUT_LENGTH) outcome.stderr += text;
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') outcome.ended = 'missing';
      outcome.stderr ||= error.message;
      settle();
    });
    child.once('exit', (code) => {
      if (code !== null) outcome.code = code;
      // A helper that lives on in the background, as ssh’s does, may keep the pipes open.
      setTimeout(settle, 1000).unref();
    });
    child.once('close', settle);
    // A program that does not read its input, or has ended, is not a failure of ours.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
};

/** Ends whatever still runs. */
export function terminateAll(): void {
  for (const child of runningProcesses) child.kill('SIGTERM');
}

/** Writes the plan’s files and runs it in a terminal of its own, with whatever environment the user’s shell sets up. */
export function runInTerminal(window: typeof vscode.window, storage: string, plan: PlanResult): void {
  mkdirSync(storage, { recursive: true });
  for (const { name, text } of plan.files) {
    // The script may hold values of environment variables that are nobody else’s business.
    writeFileSync(join(storage, basename(name)), text, { mode: 0o700 });
  }
  const terminal = window.createTerminal({ name: plan.title, cwd: plan.directory });
  terminal.show(true);
  terminal.sendText(plan.submit.commandLine);
}

/** ssh keeps shared connections in a folder that it does not make; where it cannot be made, ssh says so itself. */
function createSshFolder(): void {
  try {
    mkdirSync(join(homedir(), '.ssh'), { recursive: true, mode: 0o700 });
  } catch {
    // Without a home there is nothing to share.
  }
}

/** Asked politely first; a program that does not listen is ended two seconds later. */
function terminate(child: ChildProcess): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 2000).unref();
}

function collect(stream: NodeJS.ReadableStream, onText: (text: string) => void): void {
  // A character may be cut in two by the end of a chunk.
  const decoder = new StringDecoder('utf8');
  stream.on('data', (chunk: Buffer) => onText(decoder.write(chunk)));
}

/** The editor’s own variables are nobody’s business; a job that inherits them may even misbehave. */
function removeEditorVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|CHROME_)/.test(name)),
  );
}
