import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { folder, lensesOf, open, type, typeOver } from './editor';
import { clearLaunches, isRecorded, launch, launchLens, plans, recording } from './launch';
import { until } from './poll';

const WORDS = ['--model', 'models/a b', '--system', `Say "hello", it's $HOME`, '--dataset', 'one', 'number two'];

const REST = ['--tensor_model_parallel_size', '2', '--lr', '1e-5', '--load', 'models/mcore', '--train_iters', '10'];

const titlesOf = async (editor: vscode.TextEditor): Promise<(string | undefined)[]> =>
  (await lensesOf(editor)).map(({ command }) => command?.title);

const runPlan = (): Thenable<unknown> => vscode.commands.executeCommand('preflight.runPlan');

describe('launching', () => {
  beforeEach(clearLaunches);
  after(clearLaunches);

  for (const [name, line] of [
    ['train.sh', 4],
    ['train.yaml', 1],
  ] as const) {
    it(`${name}: the lens shows a plan, and the plan runs word for word`, async () => {
      const source = await open(name);
      const lens = await launchLens(source);
      assert.deepEqual([lens?.command?.title, lens?.range.start.line], ['$(rocket) Launch…', line]);

      const plan = await launch(source);
      assert.equal(vscode.window.activeTextEditor, plan);
      assert.equal(plan.viewColumn, vscode.ViewColumn.Two);
      assert.equal(plan.document.languageId, 'shellscript');
      const text = plan.document.getText();
      assert.match(text, /Nothing has run yet/);
      assert.match(text, /exec megatron sft \\\n/);
      await type('x');
      assert.equal(plan.document.getText(), text, 'the plan can be changed');
      assert.equal(vscode.window.terminals.length, 0, 'something ran before anybody asked');

      await runPlan();
      const { directory, argv, env } = await recording();
      assert.deepEqual(argv, ['sft', ...WORDS, ...REST]);
      assert.deepEqual([env.NPROC_PER_NODE, env.NOTE], ['2', `it's two words`]);
      assert.equal(directory, folder().fsPath);
      assert.equal(vscode.window.terminals.length, 1);
    });
  }

  it('a script with words that only the shell knows runs as a whole, with the changes that were not saved', async () => {
    const source = await open('whole.sh');
    await typeOver(source, '--model m', '--model changed');
    const plan = await launch(source);
    assert.equal(source.document.isDirty, false);
    assert.match(plan.document.getText(), /the whole file runs/);
    await runPlan();
    assert.deepEqual((await recording()).argv, ['sft', '--model', 'changed', '--save', 'output/whole.sh']);
  });

  for (const name of ['broken.sh', 'broken.yaml']) {
    it(`${name}: errors are in the way, and the plan names them`, async () => {
      const source = await open(name);
      await until(
        'the lens with the errors',
        () => titlesOf(source),
        (titles) => titles.includes('$(error) 1 error'),
      );
      const plan = await launch(source);
      assert.match(plan.document.getText(), /Cannot be launched: `ture` is not a value of packing.*\(cli\.bool\)/);
      await runPlan();
      assert.equal(vscode.window.terminals.length, 0);
      assert.equal(isRecorded(), false);
    });
  }

  it('a file without a training command has no lens and no plan', async () => {
    const source = await open('unrelated/deploy.sh');
    assert.deepEqual(await lensesOf(source), []);
    await vscode.commands.executeCommand('preflight.launch');
    assert.deepEqual(plans(), []);
  });
});
