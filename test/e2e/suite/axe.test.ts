import * as vscode from 'vscode';
import { expectAccessiblePage } from './axe';
import { CAN_PRESS_KEYS, openText } from './editor';

const RUN =
  '# preflight: ms-swift=3.8.1\nNPROC_PER_NODE=8 megatron sft --load m --model Qwen/Qwen3-8B --dataset d --max_epochs 1 --global_batch_size 32\n';

/** Runs a command on a new script, and checks the page that it opens. */
async function checkPageOf(command: string, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await openText('shell', RUN);
  await vscode.commands.executeCommand(command, ...args);
  await expectAccessiblePage();
}

describe('the pages, as axe sees them in a dark, a light and a high contrast theme', function () {
  this.timeout(90_000);
  before(function () {
    if (!CAN_PRESS_KEYS) this.skip();
  });

  for (const [page, command, ...args] of [
    ['the picture of GPUs and memory', 'preflight.showMemory'],
    ['the parallel layout', 'preflight.showLayout'],
    ['the page of a rule', 'preflight.explain', 'cli.bool'],
    ['the page of a flag', 'preflight.explain', 'lr'],
    ['the notes of a migration', 'preflight.migrate', '4.5.2'],
  ] as const)
    it(`are accessible: ${page}`, () => checkPageOf(command, ...args));
});
