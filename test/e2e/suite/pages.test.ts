import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText, readFixes, readLenses, waitForFindings } from './editor';
import { waitUntil } from './poll';

const TEXT = '# preflight: ms-swift=4.5.2\nNPROC_PER_NODE=8 megatron sft --model m --packing ture --lr$0 1e-5\n';

/** Waits for a page that is shown as rendered Markdown, closes it, and returns its text. */
async function readRenderedPage(path: string): Promise<string> {
  const findTab = (): vscode.Tab | undefined =>
    vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .find(
        ({ input }) =>
          input instanceof vscode.TabInputCustom &&
          input.viewType === 'vscode.markdown.preview.editor' &&
          input.uri.scheme === 'preflight-page' &&
          input.uri.path === path,
      );
  const tab = await waitUntil(`the rendered page ${path}`, findTab);
  assert(tab?.input instanceof vscode.TabInputCustom);
  const { uri } = tab.input;
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.tabGroups.close(tab);
  return document.getText();
}

async function openBroken(): Promise<vscode.TextEditor> {
  const editor = await openText('shell', TEXT);
  await waitForFindings(editor, ['cli.bool: error']);
  return editor;
}

describe('the page of a rule', () => {
  it('opens rendered from the link of a finding, as editors open it in a hover and in F8', async () => {
    const editor = await openBroken();
    const [{ code } = { code: undefined }] = vscode.languages.getDiagnostics(editor.document.uri);
    assert(typeof code === 'object', 'the id of the rule is a link');
    assert.equal(code.target.toString(), 'preflight-page:/4.5.2/cli.bool.md');
    await vscode.commands.executeCommand('vscode.open', code.target);
    const page = await readRenderedPage('/4.5.2/cli.bool.md');
    assert.match(page, /Value that is neither true nor false/);
    assert.match(page, /This rule applies to ms-swift 4\.5\.2\./);
  });

  it('opens from an action on the finding', async () => {
    const editor = await openBroken();
    const fixes = await readFixes(editor, 'ture');
    const action = fixes.find(({ title }) => title === 'Explain cli.bool');
    assert(action?.command, fixes.map(({ title }) => title).join('; '));
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    assert.match(await readRenderedPage('/4.5.2/cli.bool.md'), /cli\.bool/);
  });
});

describe('the page of a flag', () => {
  it('is about the release of the command at the cursor', async () => {
    await openBroken();
    await vscode.commands.executeCommand('preflight.explain', 'lr');
    const page = await readRenderedPage('/4.5.2/lr.md');
    assert.match(page, /\(ms-swift 4\.5\.2, megatron sft\)/);
    assert.match(page, /tuner_type/);
  });

  it('is found in a list, where the flag at the cursor is selected', async () => {
    await openBroken();
    const explained = vscode.commands.executeCommand('preflight.explain');
    await waitUntil('the list', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      return tabs.some(({ input }) => input instanceof vscode.TabInputCustom);
    });
    await explained;
    assert.match(await readRenderedPage('/4.5.2/lr.md'), /Peak learning rate/);
  });
});

describe('the lens with the layout', () => {
  it('opens the equations', async () => {
    const editor = await openText('shell', TEXT);
    const lenses = await waitUntil(
      'the lens',
      () => readLenses(editor),
      (all) => all.some(({ command }) => command?.title.startsWith('8 GPUs = DP 8')),
    );
    const lens = lenses.find(({ command }) => command?.title.startsWith('8 GPUs'));
    assert(lens?.command);
    await vscode.commands.executeCommand(lens.command.command, ...(lens.command.arguments ?? []));
    const name = editor.document.uri.path.split('/').at(-1);
    assert.match(await readRenderedPage(`/layout/${name}, line 2.md`), /world size `8 = TP 1 × PP 1 × CP 1 × DP 8`/);
  });
});
