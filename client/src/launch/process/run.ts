import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import type * as vscode from 'vscode';
import { escapeControls } from '../../../../server/src/core/text/printable';
import { createPrivateFolder, writePrivateFile } from '../../../../server/src/host/writeFiles';
import type { PlanResult } from '../../../../server/src/lsp/protocol';

/** The only file that acts outside the editor. It runs what a plan or a cluster requests, and decides nothing. */

/** The end and the output of a program. */
export interface ProcessResult {
  argv: readonly string[];
  /** `missing`: the program was not found. `output-limit`: its standard output exceeds `MAX_OUTPUT_LENGTH`. */
  ended: 'exit' | 'timeout' | 'cancelled' | 'missing' | 'output-limit';
  /** Exit code; undefined for a program that a signal ended. */
  code?: number;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  /** Time limit of the program. */
  seconds?: number;
  /** Text for its standard input. */
  input?: string;
  /**
   * File for the program. It exists while the program runs, and its path replaces the argument that equals its name.
   * Its standard input stays empty: a program that asks a question there must not read the file as the answer.
   */
  file?: { name: string; text: string };
  /** Variables in addition to those of the editor. */
  environment?: Readonly<Record<string, string>>;
  directory?: string;
  signal?: AbortSignal;
  /** Receives standard output as it arrives; `stdout` of the result is then empty. */
  onText?: (text: string) => void;
}

/** Starts a program. Clusters depend on this type only, so tests can inspect every command. */
export type RunProcess = (argv: readonly string[], options?: RunOptions) => Promise<ProcessResult>;

/** Limit of the output that is kept, in characters. */
const MAX_OUTPUT_LENGTH = 8_000_000;

/** Running programs, all of which are ended with the editor. */
const runningProcesses = new Set<ChildProcess>();

/** Temporary folders of running programs, all of which are removed with the editor. */
const temporaryFolders = new Set<string>();

/** Runs a program with an argument vector, without a shell. Never rejects. */
export const runProcess: RunProcess = async (argv, options = {}) => {
  if (options.file === undefined) return startProcess(argv, options);
  let folder: string | undefined;
  try {
    // Only this user may read the new folder, and nothing in it exists yet.
    folder = mkdtempSync(join(tmpdir(), 'preflight-'));
    temporaryFolders.add(folder);
    const { name, text } = options.file;
    const path = join(folder, basename(name));
    writePrivateFile(path, text);
    const result = await startProcess(
      argv.map((argument) => (argument === name ? path : argument)),
      options,
    );
    return { ...result, argv };
  } catch (error) {
    return { argv, ended: 'exit', stdout: '', stderr: (error as Error).message };
  } finally {
    removeTemporaryFolder(folder);
  }
};

/** Removes a temporary folder. If that fails, the system removes it later. */
function removeTemporaryFolder(folder: string | undefined): void {
  if (folder === undefined) return;
  temporaryFolders.delete(folder);
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // The folder holds nothing secret: a manifest names secrets, but does not contain them.
  }
}

const startProcess: RunProcess = (argv, options = {}) => {
  const { seconds = 30, input, environment, directory, signal, onText } = options;
  const [program = '', ...args] = argv;
  const result: ProcessResult = { argv, ended: 'exit', stdout: '', stderr: '' };
  if (signal?.aborted) return Promise.resolve({ ...result, ended: 'cancelled' });
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
      result.ended = ended;
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
      resolve(result);
    };
    collect(child.stdout, (text) => {
      if (onText) onText(text);
      else if (result.stdout.length < MAX_OUTPUT_LENGTH) result.stdout += text;
      else stop('output-limit');
    });
    collect(child.stderr, (text) => {
      if (result.stderr.length < MAX_OUTPUT_LENGTH) result.stderr += text;
    });
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') result.ended = 'missing';
      result.stderr ||= error.message;
      settle();
    });
    child.once('exit', (code) => {
      if (code !== null) result.code = code;
      // A helper that stays in the background, such as that of ssh, may keep the pipes open.
      setTimeout(settle, 1000).unref();
    });
    child.once('close', settle);
    // It is not an error if a program does not read its input or has already ended.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
};

/** Ends all running programs. */
export function terminateAll(): void {
  for (const child of runningProcesses) child.kill('SIGTERM');
  for (const folder of temporaryFolders) removeTemporaryFolder(folder);
}

/** Writes the files of a plan and runs it in a new terminal, with the environment that the user’s shell sets up. */
export function runInTerminal(window: typeof vscode.window, storage: string, plan: PlanResult): void {
  const { commandLine } = plan.submit;
  // The shell would obey control characters, such as Ctrl+C, before it reads the quotes around them.
  if (escapeControls(commandLine) !== commandLine || commandLine.includes('\t'))
    throw new Error('its command contains a control character. Rename the file or its folder.');
  createPrivateFolder(storage, 'program');
  // The script may contain private values of environment variables.
  for (const { name, text } of plan.files) writePrivateFile(join(storage, basename(name)), text, 0o700);
  const terminal = window.createTerminal({ name: escapeControls(plan.title), cwd: plan.directory });
  terminal.show(true);
  terminal.sendText(commandLine);
}

/** Creates the execution of a task that runs a script of the extension with the editor’s own Node. */
export const createNodeExecution = (
  { ProcessExecution }: Pick<typeof vscode, 'ProcessExecution'>,
  args: string[],
  cwd: string,
): vscode.ProcessExecution => new ProcessExecution(process.execPath, args, { cwd, env: { ELECTRON_RUN_AS_NODE: '1' } });

/** Creates the folder of shared connections, which ssh does not create. If that fails, ssh itself reports it. */
function createSshFolder(): void {
  try {
    mkdirSync(join(homedir(), '.ssh'), { recursive: true, mode: 0o700 });
  } catch {
    // Connections cannot be shared without this folder.
  }
}

/** Terminates a program, and kills it two seconds later if it does not respond. */
function terminate(child: ChildProcess): void {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 2000).unref();
}

function collect(stream: NodeJS.ReadableStream, onText: (text: string) => void): void {
  // The end of a chunk may split a character.
  const decoder = new StringDecoder('utf8');
  stream.on('data', (chunk: Buffer) => onText(decoder.write(chunk)));
}

/** Removes the editor’s own variables, which can make a job misbehave. */
function removeEditorVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|CHROME_)/.test(name)),
  );
}
