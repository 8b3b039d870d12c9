import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import {
  applyProposal,
  labelOf,
  listFindings,
  openFile,
  openText,
  readFixes,
  readHover,
  readLenses,
  readProposals,
  waitForFindings,
  workspaceFolder,
} from './editor';
import { findPlanEditors } from './launch';
import { waitUntil } from './poll';

// The extension runs in the web worker of a browser, and not on the machine of the server.
describe('the extension in a browser', () => {
  for (const name of ['broken.sh', 'broken.yaml']) {
    it(`offers findings, fixes and hovers in ${name}`, async () => {
      const editor = await openFile(name);
      await waitForFindings(editor, ['cli.bool: error']);
      const fixes = await waitUntil(
        'the fix',
        async () => readFixes(editor, 'ture'),
        (all) => all.some(({ title }) => title === 'Change to true'),
      );
      assert.match(await readHover(editor, 'packing'), /Default: `False`/);
      const fix = fixes.find(({ title }) => title === 'Change to true');
      assert(fix?.edit && (await vscode.workspace.applyEdit(fix.edit)));
      await waitForFindings(editor, []);
      await vscode.commands.executeCommand('workbench.action.files.revert');
    });
  }

  it('uses the preflight.toml of the folder, which is not open, and its changes', async () => {
    const file = vscode.Uri.joinPath(workspaceFolder(), 'preflight.toml');
    const write = (text: string): Thenable<void> => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
    await write('[severity]\n"cli.bool" = "hint"\n');
    try {
      const editor = await openFile('broken.sh');
      await waitForFindings(editor, ['cli.bool: information']);
      await write('launch = {}\n[severity]\n"cli.bool" = "warning"\n');
      await waitForFindings(editor, ['cli.bool: warning']);
      await waitUntil(
        'the mistake in the settings',
        () => listFindings(file),
        (found) => found.includes('settings.launch: error'),
      );
    } finally {
      await vscode.workspace.fs.delete(file);
    }
    await waitForFindings(await openFile('broken.sh'), ['cli.bool: error']);
  });

  it('proposes flags and values with their documentation', async () => {
    const editor = await openText('shell', 'megatron sft --recompute_gran$0');
    const items = await waitUntil(
      'the flag',
      () => readProposals(editor, 400),
      (all) => all.some((item) => labelOf(item) === '--recompute_granularity'),
    );
    const flag = items.find((item) => labelOf(item) === '--recompute_granularity');
    assert(flag?.documentation);
    assert.match(applyProposal(editor, flag), /^megatron sft --recompute_granularity /);
  });

  it('shows lenses, but no plan for a launch', async () => {
    const editor = await openFile('train.sh');
    // Their commands stay in the web worker: the layout, the launch and the resolved command.
    await waitUntil(
      'the lenses',
      () => readLenses(editor),
      ({ length }) => length === 3,
    );
    const known = await vscode.commands.getCommands(true);
    for (const name of ['launch', 'showLayout', 'showProblems', 'showResolved'])
      assert(known.includes(`preflight.${name}`), name);
    await vscode.commands.executeCommand('preflight.launch');
    assert.deepEqual(findPlanEditors(), []);
  });

  it('shows the resolved command', async () => {
    await openFile('train.sh');
    await vscode.commands.executeCommand('preflight.showResolved');
    await waitForDocument('preflight-resolved', /^\s*--/m);
  });

  it('shows the page of a rule', async () => {
    await vscode.commands.executeCommand('vscode.open', vscode.Uri.parse('preflight-page:/4.5.2/cli.bool.md'));
    await waitForDocument('preflight-page', /cli\.bool/);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert(input instanceof vscode.TabInputCustom && input.viewType === 'vscode.markdown.preview.editor', 'rendered');
  });
});

/** Waits for a document that the extension shows. */
const waitForDocument = (scheme: string, text: RegExp): Promise<unknown> =>
  waitUntil(`a document ${scheme}: with ${text}`, () =>
    vscode.workspace.textDocuments.some(({ uri, getText }) => uri.scheme === scheme && text.test(getText())),
  );
