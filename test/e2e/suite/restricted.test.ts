import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { fixesOn, hoverOn, labelOf, open, proposals, rangeOf, untilFindings } from './editor';
import { isRecorded, plans } from './launch';
import { until } from './poll';

// This suite runs in a VS Code of its own, which opens the folder in Restricted Mode.
describe('in a folder that is not trusted', () => {
  it('the folder really is not', () => assert.equal(vscode.workspace.isTrusted, false));

  for (const name of ['broken.sh', 'broken.yaml']) {
    it(`${name}: findings, fixes, hover and completion work, since they run nothing`, async () => {
      const editor = await open(name);
      await untilFindings(editor, ['cli.bool: error']);
      // The editor may have the findings of a file before the server has opened it.
      await until(
        'the fix',
        async () => (await fixesOn(editor, 'ture')).map(({ title }) => title),
        (titles) => titles.includes('Change to true'),
      );
      assert.match(await hoverOn(editor, 'packing'), /Default: `False`/);
      editor.selection = new vscode.Selection(
        rangeOf(editor.document, 'ture').start,
        rangeOf(editor.document, 'ture').start,
      );
      const labels = await until(
        'proposals',
        async () => (await proposals(editor)).map(labelOf),
        ({ length }) => length > 0,
      );
      assert(labels.includes('true'));
    });
  }

  for (const name of ['train.sh', 'train.yaml']) {
    it(`${name}: nothing can be launched`, async () => {
      const { document } = await open(name);
      // The command does its work before it resolves, so whatever it would have opened were there by now.
      await vscode.commands.executeCommand('preflight.launch', document.uri, 0);
      await vscode.commands.executeCommand('preflight.runPlan');
      assert.deepEqual(plans(), []);
      assert.equal(vscode.window.terminals.length, 0);
      assert.equal(isRecorded(), false);
    });
  }
});
