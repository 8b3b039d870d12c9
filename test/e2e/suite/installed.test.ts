import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { labelOf, openFile, readProposals, typeText, waitForFindings } from './editor';
import { findExtension } from './extension';
import { waitUntil } from './poll';

// This suite runs in its own VS Code, in which the extension is installed from its VSIX.
describe('the installed extension', () => {
  it('comes from its VSIX', () => {
    const { extensionPath, packageJSON } = findExtension();
    assert.equal(extensionPath.startsWith(process.env.PREFLIGHT_E2E_EXTENSIONS ?? '?'), true, extensionPath);
    assert.equal(packageJSON.isUnderDevelopment, false);
  });

  it('lints a training command as soon as it is typed, in an untitled file', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'shellscript', content: 'echo start\n' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await typeText('megatron sft --packing ture');
    await waitForFindings(editor, ['cli.bool: error']);
  });

  for (const name of ['broken.sh', 'broken.yaml']) {
    it(`offers findings and completion in ${name}`, async () => {
      const editor = await openFile(name);
      await waitForFindings(editor, ['cli.bool: error']);
      const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
      editor.selection = new vscode.Selection(end, end);
      await typeText(name === 'broken.sh' ? '--lr' : 'lr');
      await waitUntil(
        'lr',
        async () => (await readProposals(editor)).map(labelOf),
        (labels) => labels.some((label) => /^(--)?lr$/.test(label)),
      );
    });
  }
});
