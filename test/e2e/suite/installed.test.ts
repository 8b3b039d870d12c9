import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { labelOf, open, proposals, type, untilFindings } from './editor';
import { extension } from './extension';
import { until } from './poll';

// This suite runs in a VS Code of its own, in which the extension is installed from its VSIX.
describe('the extension as it ships', () => {
  it('is the installed one', () => {
    const { extensionPath, packageJSON } = extension();
    assert.equal(extensionPath.startsWith(process.env.PREFLIGHT_E2E_EXTENSIONS ?? '?'), true, extensionPath);
    assert.equal(packageJSON.isUnderDevelopment, false);
  });

  it('finds a training command as soon as it is typed, in a file that has no name yet', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'shellscript', content: 'echo start\n' });
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(1, 0, 1, 0);
    await type('megatron sft --packing ture');
    await untilFindings(editor, ['cli.bool: error']);
  });

  for (const name of ['broken.sh', 'broken.yaml']) {
    it(`${name}: findings and completion work`, async () => {
      const editor = await open(name);
      await untilFindings(editor, ['cli.bool: error']);
      const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
      editor.selection = new vscode.Selection(end, end);
      await type(name === 'broken.sh' ? '--lr' : 'lr');
      await until(
        'lr',
        async () => (await proposals(editor)).map(labelOf),
        (labels) => labels.some((l) => /^(--)?lr$/.test(l)),
      );
    });
  }
});
