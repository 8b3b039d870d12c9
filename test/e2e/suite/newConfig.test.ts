import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, waitForFindings, waitForText, workspaceFolder } from './editor';
import { waitUntil } from './poll';

/** Runs the command and accepts the proposed answer of each question, until the active editor has another text. */
async function acceptAll(): Promise<vscode.TextEditor> {
  const before = vscode.window.activeTextEditor?.document.getText();
  const command = vscode.commands.executeCommand('preflight.newConfig');
  const editor = await waitUntil(
    'the new config',
    async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return vscode.window.activeTextEditor;
    },
    (now) => now !== undefined && now.document.getText() !== before && now.document.getText() !== '',
    60,
  );
  await command;
  assert(editor);
  return editor;
}

const NAME = 'qwen3-8b-lora';

describe('a new training config', () => {
  it('fills an empty script, without a finding and as one undo step', async () => {
    const { document } = await openText('shell', '');
    const editor = await acceptAll();
    assert.equal(editor.document.uri.toString(), document.uri.toString());
    assert.match(document.getText(), /^#!\/usr\/bin\/env bash\n# preflight: ms-swift=[\s\S]*\nmegatron sft \\\n/);
    await waitForFindings(editor, []);
    await vscode.commands.executeCommand('undo');
    await waitForText(editor, '');
  });

  it('opens an unsaved document whose name no file has, and overwrites none', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), `${NAME}.sh`);
    await vscode.workspace.fs.writeFile(file, Buffer.from('echo mine\n'));
    await openText('shell', 'echo\n');
    const { document } = await acceptAll();
    assert.equal(document.isUntitled, true);
    assert.match(document.uri.path, new RegExp(`/${NAME}-2\\.sh$`));
    assert.equal(document.languageId, 'shellscript');
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(file)).toString(), 'echo mine\n');
    await assert.rejects(async () => vscode.workspace.fs.stat(file.with({ path: document.uri.path })));
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.workspace.fs.delete(file);
  });
});

describe('the walkthrough', () => {
  it('shows a copy of a sample with mistakes, and runs a command on the same copy', async () => {
    await vscode.commands.executeCommand('preflight.openSample');
    const editor = vscode.window.activeTextEditor;
    assert(editor?.document.isUntitled);
    await waitUntil(
      'three mistakes',
      () => vscode.languages.getDiagnostics(editor.document.uri),
      (now) => now.length === 3,
      30,
    );
    await vscode.commands.executeCommand('preflight.openSample', 'preflight.fixAll');
    assert.equal(vscode.window.activeTextEditor?.document, editor.document);
    await waitUntil(
      'the spelling is corrected',
      () => editor.document.getText(),
      (now) => !now.includes('max_lenght'),
    );
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
