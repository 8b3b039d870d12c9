import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, readHover, readProposals, typeOver, typeText, waitForFindings } from './editor';
import { listServerProcesses } from './extension';
import { waitUntil } from './poll';

const TEXT = 'megatron sft --model m --packing ture ';
const SEVERITY = 'rules.severity';

const updateSeverity = (value: object | undefined): Thenable<void> =>
  vscode.workspace.getConfiguration('preflight').update(SEVERITY, value, vscode.ConfigurationTarget.Workspace);

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

  it('comes back with the unsaved text and the settings when it is killed in the middle of a request', async () => {
    const editor = await openText('shell', `${TEXT}$0`);
    await typeText('--lr one');
    await updateSeverity({ 'cli.bool': 'warning' });
    const expected = ['cli.bool: warning', 'cli.float: error'];
    try {
      await waitForFindings(editor, expected);
      const [id = 0] = listServerProcesses();
      const hovers = Array.from({ length: 5 }, () => readHover(editor, 'packing').catch(() => ''));
      process.kill(id, 'SIGKILL');
      await Promise.all(hovers);
      await waitUntil(
        'another server',
        () => listServerProcesses(),
        ([now]) => now !== undefined && now !== id,
      );
      await waitUntil('a hover', () => readHover(editor, 'packing'));
      await waitForFindings(editor, expected);
    } finally {
      await updateSeverity(undefined);
    }
  });
});
