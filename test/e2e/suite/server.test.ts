import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { hoverOn, proposals, typeOver, untilFindings, write } from './editor';
import { serverProcesses } from './extension';
import { until } from './poll';

const TEXT = 'megatron sft --model m --packing ture ';

describe('the server', () => {
  for (const [how, end] of [
    ['when it dies', async (id: number) => process.kill(id, 'SIGKILL')],
    ['when the user asks for it', () => vscode.commands.executeCommand('preflight.restartServer')],
  ] as const) {
    it(`starts again ${how}, and helps as before`, async () => {
      const editor = await write('shell', TEXT);
      await untilFindings(editor, ['cli.bool: error']);
      const [id = 0, ...others] = serverProcesses();
      assert.deepEqual(others, []);
      await end(id);
      await until(
        'another server',
        serverProcesses,
        ([now, ...more]) => now !== undefined && now !== id && !more.length,
      );
      await until('a hover', () => hoverOn(editor, 'packing'));
      await until(
        'proposals',
        () => proposals(editor),
        ({ length }) => length > 100,
      );
      await untilFindings(editor, ['cli.bool: error']);
      await typeOver(editor, 'ture', 'true');
      await untilFindings(editor, []);
    });
  }
});
