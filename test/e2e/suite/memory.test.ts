import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openText } from './editor';
import { waitUntil } from './poll';

const RUN =
  '# preflight: ms-swift=4.5.2\nNPROC_PER_NODE=8 megatron sft --model Qwen/Qwen3-8B --global_batch_size 32 --packing true --max_length 8192';

const listTabs = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));

describe('the memory of a run', () => {
  it('is drawn beside the file, for the command at the cursor', async () => {
    await openText('shell', `${RUN}\n`);
    await vscode.commands.executeCommand('preflight.showMemory');
    await waitUntil('the picture', async () => listTabs().some((label) => /^Memory of .*:2$/.test(label)));
    assert.equal(vscode.window.activeTextEditor?.viewColumn, vscode.ViewColumn.One);
    const editor = await openText('shell', `${RUN}\n\n${RUN.split('\n')[1]} --lr 1e-5\n$0`);
    await waitUntil('the picture of the other command', async () =>
      listTabs().some((label) => label.startsWith('Memory of') && label.endsWith(':4')),
    );
    const [tab] = vscode.window.tabGroups.all
      .flatMap(({ tabs }) => tabs)
      .filter(({ label }) => label.startsWith('Memory of'));
    assert(tab);
    await vscode.window.tabGroups.close(tab);
    assert(editor.document.getText().includes('--lr'));
  });

  it('is found a layout for, which one undo step takes back', async () => {
    const editor = await openText('shell', `${RUN}$0\n`);
    const before = editor.document.getText();
    const finished = vscode.commands.executeCommand('preflight.findLayout');
    await waitUntil('the chosen layout', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return editor.document.getText() !== before;
    });
    await finished;
    assert.match(editor.document.getText(), /--tensor_model_parallel_size 2 --sequence_parallel true/);
    await vscode.window.showTextDocument(editor.document);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
  });
});
