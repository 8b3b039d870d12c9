import { strict as assert } from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Api } from '../../../client/src/extension';

/** The extension under test: from the project's folder, or installed. */
export function extension(): vscode.Extension<Api> {
  const found = vscode.extensions.getExtension<Api>('training-preflight.training-preflight');
  assert(found, 'the extension is not there');
  return found;
}

export const isServerRunning = (): boolean => extension().isActive && extension().exports.isServerRunning();

/**
 * The language servers that this extension host has started, read from /proc, which needs no other program. A server
 * that has just been started is seen here before it says anything.
 */
export function serverProcesses(): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0 && isOurServer(id));
}

function isOurServer(id: number): boolean {
  try {
    // The name of the program, in brackets, may hold anything; what follows it does not.
    const [, parent] = readFileSync(`/proc/${id}/stat`, 'utf8')
      .replace(/^.*\)\s*/s, '')
      .split(' ');
    const words = readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0');
    return Number(parent) === process.pid && words.some((word) => /dist[\\/]server\.js$/.test(word));
  } catch {
    // The process has ended while the folder was being read.
    return false;
  }
}
