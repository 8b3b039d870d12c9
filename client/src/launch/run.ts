import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { PlanResult } from '../../../server/src/lsp/protocol';

/** The only file that makes anything happen outside the editor. It does what a plan says and decides nothing. */

/** Writes the plan's files and runs it in a terminal of its own, with whatever environment the user's shell sets up. */
export function runInTerminal(storage: string, plan: PlanResult): void {
  mkdirSync(storage, { recursive: true });
  for (const { name, text } of plan.files) {
    // The script may hold values of environment variables that are nobody else's business.
    writeFileSync(join(storage, basename(name)), text, { mode: 0o700 });
  }
  const terminal = vscode.window.createTerminal({ name: plan.title, cwd: plan.directory });
  terminal.show(true);
  terminal.sendText(plan.commandLine);
}
