import { strict as assert } from 'node:assert';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import * as vscode from 'vscode';
import { lensesOf } from './editor';
import { until } from './poll';

/** Launching as a user sees it: lens, plan, terminal, and the stand-in trainer that writes down how it was called. */

export interface Recording {
  directory: string;
  argv: string[];
  env: Record<string, string>;
}

/** The file in which the stand-in leaves its recording; ../run.mjs writes the stand-in and names the file. */
function recordFile(): string {
  const file = process.env.PREFLIGHT_E2E_RECORD;
  assert(file, 'PREFLIGHT_E2E_RECORD names no file');
  return file;
}

export const isRecorded = (): boolean => existsSync(recordFile());

/** What the trainer was called with. The stand-in renames the finished file, so it is there as a whole or not at all. */
export async function recording(): Promise<Recording> {
  await until('the trainer has been called', isRecorded, Boolean, 20);
  const [directory = '', count, ...words] = readFileSync(recordFile(), 'utf8').split('\0').slice(0, -1);
  const pairs = words.slice(Number(count)).map((pair) => {
    const cut = pair.indexOf('=');
    return [pair.slice(0, cut), pair.slice(cut + 1)] as const;
  });
  return { directory, argv: words.slice(0, Number(count)), env: Object.fromEntries(pairs) };
}

export const plans = (): vscode.TextEditor[] =>
  vscode.window.visibleTextEditors.filter(({ document }) => document.uri.scheme === 'preflight-plan');

/** The lens that launches the first command of a file. */
export async function launchLens(source: vscode.TextEditor): Promise<vscode.CodeLens> {
  const find = async () => (await lensesOf(source)).find(({ command }) => command?.command === 'preflight.launch');
  const lens = await until('the lens', find);
  assert(lens);
  return lens;
}

/** Clicks on the lens and waits for the plan that it shows. The target is named, so that nobody is asked for it. */
export async function launch(source: vscode.TextEditor, target = 'local'): Promise<vscode.TextEditor> {
  const lens = await launchLens(source);
  assert(lens?.command, 'the lens has no command');
  await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []), target);
  const [plan] = await until('a plan', plans, ({ length }) => length === 1);
  assert(plan);
  return plan;
}

/** Closes whatever a launch has opened, and forgets what it recorded. */
export async function clearLaunches(): Promise<void> {
  for (const terminal of vscode.window.terminals) terminal.dispose();
  await until(
    'no terminal',
    () => vscode.window.terminals.length,
    (count) => count === 0,
  );
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until('no plan', plans, ({ length }) => length === 0);
  rmSync(recordFile(), { force: true });
}
