import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { labelOf, openFile, rangeOf, readFixes, readHover, readProposals, waitForFindings } from './editor';
import { findPlanEditors, isRecorded } from './launch';
import { waitUntil } from './poll';

// This suite runs in its own VS Code, which opens the folder in Restricted Mode.
describe('the extension in Restricted Mode', () => {
  it('runs in an untrusted folder', () => assert.equal(vscode.workspace.isTrusted, false));

  for (const name of ['broken.sh', 'broken.yaml']) {
    it(`offers findings, fixes, hovers and completion in ${name}, since they run no programs`, async () => {
      const editor = await openFile(name);
      await waitForFindings(editor, ['cli.bool: error']);
      // The editor may show the findings of a file before the server has opened it.
      await waitUntil(
        'the fix',
        async () => (await readFixes(editor, 'ture')).map(({ title }) => title),
        (titles) => titles.includes('Change to true'),
      );
      assert.match(await readHover(editor, 'packing'), /Default: `False`/);
      editor.selection = new vscode.Selection(
        rangeOf(editor.document, 'ture').start,
        rangeOf(editor.document, 'ture').start,
      );
      const labels = await waitUntil(
        'proposals',
        async () => (await readProposals(editor)).map(labelOf),
        ({ length }) => length > 0,
      );
      assert(labels.includes('true'));
    });
  }

  for (const name of ['train.sh', 'train.yaml']) {
    it(`does not launch ${name}`, async () => {
      const { document } = await openFile(name);
      // The command has finished when it resolves, so a plan would be open by now.
      await vscode.commands.executeCommand('preflight.launch', document.uri, 0);
      await vscode.commands.executeCommand('preflight.runPlan');
      assert.deepEqual(findPlanEditors(), []);
      assert.equal(vscode.window.terminals.length, 0);
      assert.equal(isRecorded(), false);
    });
  }
});
