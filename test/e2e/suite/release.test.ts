import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { findings, folder, untilFindings, untilText, write } from './editor';
import { until } from './poll';

describe('a file for another release', () => {
  it('is shown as a difference, and changed when that is applied', async () => {
    const editor = await write('shell', '# preflight: ms-swift=3.8.1\nmegatron sft --model m --save out\n');
    await untilFindings(editor, []);
    await vscode.commands.executeCommand('preflight.migrate', '4.0.0');
    const input = await until(
      'the difference',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
      (now) => now instanceof vscode.TabInputTextDiff,
    );
    assert(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.toString(), editor.document.uri.toString());
    assert.equal(input.modified.scheme, 'preflight-migrated');
    const after = (await vscode.workspace.openTextDocument(input.modified)).getText();
    assert.match(after, /^# preflight: ms-swift=4\.0\.0\nmegatron sft --model m --output_dir out/);
    // Nothing has changed yet.
    assert.match(editor.document.getText(), /--save out/);
    await vscode.commands.executeCommand('preflight.applyMigration', input.modified);
    await untilText(editor, after);
    await vscode.commands.executeCommand('undo');
  });
});

describe('the release of a folder', () => {
  it('is what its requirements pin', async () => {
    const pins = vscode.Uri.joinPath(folder(), 'requirements.txt');
    await vscode.workspace.fs.writeFile(pins, Buffer.from('ms-swift==4.2.3\n'));
    try {
      const text = 'megatron sft --model m --save out\n';
      const { document } = await write('shell', text);
      await until(
        'the finding of the pinned release',
        () => findings(document.uri),
        (now) => now.includes('release.renamed: error'),
      );
    } finally {
      await vscode.workspace.fs.delete(pins);
    }
  });
});
