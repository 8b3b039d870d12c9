import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { openFile, readLenses, typeOver, typeText, workspaceFolder } from './editor';
import { clearLaunches, findLaunchLens, findPlanEditors, isRecorded, openPlan, readRecording } from './launch';
import { waitUntil } from './poll';

const ARGUMENTS = ['--model', 'models/a b', '--system', `Say "hello", it's $HOME`, '--dataset', 'one', 'number two'];

const MORE_ARGUMENTS = [
  '--tensor_model_parallel_size',
  '2',
  '--lr',
  '1e-5',
  '--load',
  'models/mcore',
  '--train_iters',
  '10',
];

const titlesOf = async (editor: vscode.TextEditor): Promise<(string | undefined)[]> =>
  (await readLenses(editor)).map(({ command }) => command?.title);

const runPlan = (): Thenable<unknown> => vscode.commands.executeCommand('preflight.runPlan');

describe('a launch in a terminal', () => {
  beforeEach(clearLaunches);
  after(clearLaunches);

  for (const [name, line] of [
    ['train.sh', 4],
    ['train.yaml', 1],
  ] as const) {
    it(`shows a plan by the lens of ${name}, and runs it unchanged`, async () => {
      const source = await openFile(name);
      const lens = await findLaunchLens(source);
      assert.deepEqual([lens?.command?.title, lens?.range.start.line], ['$(rocket)\u00a0Launch…', line]);

      const plan = await openPlan(source);
      assert.equal(vscode.window.activeTextEditor, plan);
      assert.equal(plan.viewColumn, vscode.ViewColumn.Two);
      assert.equal(plan.document.languageId, 'preflight-plan');
      const settings = vscode.workspace.getConfiguration('editor', plan.document);
      assert.deepEqual([settings.get('wordWrap'), settings.get('minimap.enabled')], ['on', false]);
      const text = plan.document.getText();
      assert.match(text, /Nothing has run yet/);
      assert.match(text, /exec megatron sft \\\n/);
      await typeText('x');
      assert.equal(plan.document.getText(), text, 'the plan is editable');
      assert.equal(vscode.window.terminals.length, 0, 'a terminal was opened without confirmation');

      await runPlan();
      const { directory, argv, env } = await readRecording();
      assert.deepEqual(argv, ['sft', ...ARGUMENTS, ...MORE_ARGUMENTS]);
      assert.deepEqual([env.NPROC_PER_NODE, env.NOTE], ['2', `it's two words`]);
      assert.equal(directory, workspaceFolder().fsPath);
      assert.equal(vscode.window.terminals.length, 1);
    });
  }

  it('saves a script and runs all of it when only the shell knows its arguments', async () => {
    const source = await openFile('whole.sh');
    await typeOver(source, '--model m', '--model changed');
    const plan = await openPlan(source);
    assert.equal(source.document.isDirty, false);
    assert.match(plan.document.getText(), /the entire file runs/);
    await runPlan();
    assert.deepEqual((await readRecording()).argv, ['sft', '--model', 'changed', '--save', 'output/whole.sh']);
  });

  for (const name of ['broken.sh', 'broken.yaml']) {
    it(`does not run ${name}, whose plan lists its errors`, async () => {
      const source = await openFile(name);
      await waitUntil(
        'the lens with the errors',
        () => titlesOf(source),
        (titles) => titles.includes('$(error)\u00a01 error'),
      );
      const plan = await openPlan(source);
      assert.match(plan.document.getText(), /Cannot be launched: `ture` is not a value of packing.*\(cli\.bool\)/);
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        'vscode.executeLinkProvider',
        plan.document.uri,
      );
      const reasons = links.filter(({ target }) => target?.scheme === 'preflight-page');
      assert.deepEqual(
        reasons.map(({ range, target }) => [plan.document.getText(range), target?.path.split('/').at(-1)]),
        [['cli.bool', 'cli.bool.md']],
      );
      await runPlan();
      assert.equal(vscode.window.terminals.length, 0);
      assert.equal(isRecorded(), false);
    });
  }

  it('is not offered for a file without a training command', async () => {
    const source = await openFile('unrelated/deploy.sh');
    assert.deepEqual(await readLenses(source), []);
    await vscode.commands.executeCommand('preflight.launch');
    assert.deepEqual(findPlanEditors(), []);
  });
});
