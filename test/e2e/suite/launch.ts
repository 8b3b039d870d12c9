import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { readLenses } from './editor';
import { waitUntil } from './poll';

/** Helpers for launches: lens, plan, terminal, and the fake trainer, which records its call. */

/** The recorded call of the fake trainer. */
export interface Recording {
  directory: string;
  argv: string[];
  env: Record<string, string>;
}

/** Returns the file of the recording. ../run.mjs creates the fake trainer and names the file. */
function findRecordFile(): string {
  const file = process.env.PREFLIGHT_E2E_RECORD;
  assert(file, 'PREFLIGHT_E2E_RECORD is not set.');
  return file;
}

export const isRecorded = (): boolean => existsSync(findRecordFile());

/** Waits for the recording. The fake trainer renames the finished file, so the file is always complete. */
export async function readRecording(): Promise<Recording> {
  await waitUntil('the trainer has been called', isRecorded, Boolean, 20);
  const [directory = '', count, ...values] = readFileSync(findRecordFile(), 'utf8').split('\0').slice(0, -1);
  const pairs = values.slice(Number(count)).map((pair) => {
    const separator = pair.indexOf('=');
    return [pair.slice(0, separator), pair.slice(separator + 1)] as const;
  });
  return { directory, argv: values.slice(0, Number(count)), env: Object.fromEntries(pairs) };
}

export const findPlanEditors = (): vscode.TextEditor[] =>
  vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === 'preflight-plan');

/** Waits for the lens that launches the first command of a file. */
export async function findLaunchLens(source: vscode.TextEditor): Promise<vscode.CodeLens> {
  const find = async () => (await readLenses(source)).find(({ command }) => command?.command === 'preflight.launch');
  const lens = await waitUntil('the lens', find);
  assert(lens);
  return lens;
}

/** Executes the lens and waits for its plan. The target is named, so that the user is not asked for one. */
export async function openPlan(source: vscode.TextEditor, target = 'local'): Promise<vscode.TextEditor> {
  const lens = await findLaunchLens(source);
  assert(lens?.command, 'The lens has no command.');
  await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []), target);
  const [plan] = await waitUntil('a plan', findPlanEditors, ({ length }) => length === 1);
  assert(plan);
  return plan;
}

/** Closes all editors and terminals of a launch, and removes its recording. */
export async function clearLaunches(): Promise<void> {
  for (const terminal of vscode.window.terminals) terminal.dispose();
  await waitUntil(
    'no terminal',
    () => vscode.window.terminals.length,
    (count) => count === 0,
  );
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await waitUntil('no plan', findPlanEditors, ({ length }) => length === 0);
  rmSync(findRecordFile(), { force: true });
}
