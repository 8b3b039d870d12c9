import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, readHover, readProposals, typeOver, waitForFindings } from './editor';
import { listServerProcesses } from './extension';
import { waitUntil } from './poll';

const TEXT = 'megatron sft --model m --packing ture ';

describe('the running server', () => {
  for (const [cause, end] of [
    ['after a crash', async (id: number) => process.kill(id, 'SIGKILL')],
    ['on request of the user', () => vscode.commands.executeCommand('preflight.restartServer')],
  ] as const) {
    it(`restarts ${cause}, and works as before`, async () => {
      const editor = await openText('shell', TEXT);
      await waitForFindings(editor, ['cli.bool: error']);
      const [id = 0, ...others] = listServerProcesses();
      assert.deepEqual(others, []);
      await end(id);
      await waitUntil(
        'another server',
        listServerProcesses,
        ([now, ...more]) => now !== undefined && now !== id && !more.length,
      );
      await waitUntil('a hover', () => readHover(editor, 'packing'));
      await waitUntil(
        'proposals',
        () => readProposals(editor),
        ({ length }) => length > 100,
      );
      await waitForFindings(editor, ['cli.bool: error']);
      await typeOver(editor, 'ture', 'true');
      await waitForFindings(editor, []);
    });
  }
});
