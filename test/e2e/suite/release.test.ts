import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { listFindings, openText, waitForFindings, waitForText, workspaceFolder } from './editor';
import { waitUntil } from './poll';

describe('the migration of a file', () => {
  it('is shown as a diff, and changes the file when it is applied', async () => {
    const editor = await openText('shell', '# preflight: ms-swift=3.8.1\nmegatron sft --model m --save out\n');
    await waitForFindings(editor, []);
    await vscode.commands.executeCommand('preflight.migrate', '4.0.0');
    const input = await waitUntil(
      'the difference',
      () => vscode.window.tabGroups.activeTabGroup.activeTab?.input,
      (now) => now instanceof vscode.TabInputTextDiff,
    );
    assert(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.toString(), editor.document.uri.toString());
    assert.equal(input.modified.scheme, 'preflight-migrated');
    const after = (await vscode.workspace.openTextDocument(input.modified)).getText();
    assert.match(after, /^# preflight: ms-swift=4\.0\.0\nmegatron sft --model m --output_dir out/);
    const notes = await waitUntil('the notes beside the difference', () =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .find(({ input: shown }) => shown instanceof vscode.TabInputCustom && shown.uri.scheme === 'preflight-notes'),
    );
    assert(notes?.input instanceof vscode.TabInputCustom && notes.group !== vscode.window.tabGroups.activeTabGroup);
    assert.equal(notes.input.viewType, 'vscode.markdown.preview.editor');
    assert.match((await vscode.workspace.openTextDocument(notes.input.uri)).getText(), /press \*Apply Migration\*/);
    // The file has not changed yet.
    assert.match(editor.document.getText(), /--save out/);
    await vscode.commands.executeCommand('preflight.applyMigration', input.modified);
    await waitForText(editor, after);
    await vscode.commands.executeCommand('undo');
  });
});

describe('the release of a folder', () => {
  it('is the one that its requirements pin', async () => {
    const pins = vscode.Uri.joinPath(workspaceFolder(), 'requirements.txt');
    await vscode.workspace.fs.writeFile(pins, Buffer.from('ms-swift==4.2.3\n'));
    try {
      const text = 'megatron sft --model m --save out\n';
      const { document } = await openText('shell', text);
      await waitUntil(
        'the finding of the pinned release',
        () => listFindings(document.uri),
        (now) => now.includes('release.renamed: error'),
      );
    } finally {
      await vscode.workspace.fs.delete(pins);
    }
  });
});
