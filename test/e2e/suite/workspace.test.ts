import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { workspaceFolder } from './editor';
import { waitUntil } from './poll';

describe('the check of a workspace', () => {
  it('lists findings in files that are not open', async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const closed = vscode.Uri.joinPath(workspaceFolder(), 'never opened.sh');
    await vscode.workspace.fs.writeFile(closed, Buffer.from('megatron sft --model m --packing ture\n'));
    const tasks = await vscode.tasks.fetchTasks({ type: 'preflight' });
    assert.deepEqual(
      tasks.map(({ name, problemMatchers }) => [name, ...problemMatchers]),
      [['check', '$preflight']],
    );
    try {
      await vscode.commands.executeCommand('preflight.checkWorkspace');
      const found = await waitUntil(
        'the finding in a closed file',
        () => vscode.languages.getDiagnostics(closed),
        (now) => now.length > 0,
        20,
      );
      assert.match(found[0]?.message ?? '', /`ture` is not a value of packing/);
      assert.deepEqual([found[0]?.range.start.line, found[0]?.range.start.character], [0, 33]);
    } finally {
      await vscode.workspace.fs.delete(closed);
    }
  });
});
