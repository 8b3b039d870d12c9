import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Api } from '../../../client/src/extension';

/** Returns the extension under test: from the project's folder, or installed. */
export function findExtension(): vscode.Extension<Api> {
  const found = vscode.extensions.getExtension<Api>('training-preflight.training-preflight');
  assert(found, 'The extension is missing.');
  return found;
}

export const isServerRunning = (): boolean => findExtension().isActive && findExtension().exports.isServerRunning();

/**
 * Lists the language servers that this extension host has started, from /proc, which needs no other program. A new
 * server is listed before it sends a message.
 */
export function listServerProcesses(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0 && isOurServer(id));
}

function isOurServer(id: number): boolean {
  try {
    // The name of the program, in parentheses, may contain any character. The fields after it do not.
    const [, parent] = readFileSync(`/proc/${id}/stat`, 'utf8')
      .replace(/^.*\)\s*/s, '')
      .split(' ');
    const args = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
    return Number(parent) === process.pid && args.some((arg) => /dist[\\/]server\.js$/.test(arg));
  } catch {
    // The process has ended in the meantime.
    return false;
  }
}
