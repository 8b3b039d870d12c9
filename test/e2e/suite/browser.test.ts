import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { accepted, fixesOn, hoverOn, labelOf, lensesOf, open, proposals, untilFindings, write } from './editor';
import { plans } from './launch';
import { until } from './poll';

// This suite runs beside an extension in the browser’s web worker. Nothing of it runs on the machine behind the browser.
describe('in a browser without a machine behind it', () => {
  for (const name of ['broken.sh', 'broken.yaml']) {
    it(`${name}: findings, fixes and hover work`, async () => {
      const editor = await open(name);
      await untilFindings(editor, ['cli.bool: error']);
      const fixes = await until(
        'the fix',
        async () => fixesOn(editor, 'ture'),
        (all) => all.some(({ title }) => title === 'Change to true'),
      );
      assert.match(await hoverOn(editor, 'packing'), /Default: `False`/);
      const fix = fixes.find(({ title }) => title === 'Change to true');
      assert(fix?.edit && (await vscode.workspace.applyEdit(fix.edit)));
      await untilFindings(editor, []);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    });
  }

  it('flags and values are proposed, with what they do', async () => {
    const editor = await write('shell', 'megatron sft --recompute_gran$0');
    const items = await until(
      'the flag',
      () => proposals(editor, 5),
      (all) => all.some((each) => labelOf(each) === '--recompute_granularity'),
    );
    const flag = items.find((each) => labelOf(each) === '--recompute_granularity');
    assert(flag?.documentation);
    assert.match(accepted(editor, flag), /^megatron sft --recompute_granularity /);
  });

  it('lenses say what runs; launching opens no plan', async () => {
    const editor = await open('train.sh');
    await until(
      'the lenses',
      () => lensesOf(editor),
      (all) => all.some(({ command }) => /2 GPUs = TP 2/.test(command?.title ?? '')),
    );
    const known = await vscode.commands.getCommands(true);
    for (const name of ['launch', 'showProblems', 'showResolved']) assert(known.includes(`preflight.${name}`), name);
    await vscode.commands.executeCommand('preflight.launch');
    assert.deepEqual(plans(), []);
  });

  it('what the trainer gets is shown', async () => {
    await open('train.sh');
    await vscode.commands.executeCommand('preflight.showResolved');
    await untilShown('preflight-resolved', /^\s*--/m);
  });

  it('the page of a rule opens', async () => {
    await vscode.commands.executeCommand('preflight.explain', 'cli.bool');
    await untilShown('preflight-page', /cli\.bool/);
  });
});

/** Waits for a document that the extension shows. */
const untilShown = (scheme: string, text: RegExp): Promise<unknown> =>
  until(`a document ${scheme}: with ${text}`, () =>
    vscode.workspace.textDocuments.some(({ uri, getText }) => uri.scheme === scheme && text.test(getText())),
  );
