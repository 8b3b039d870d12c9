import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { readRanks } from '../../launch/ranks';
import { open, rangeOf } from './editor';
import { extension } from './extension';
import { launchLens, plans } from './launch';
import { never, until } from './poll';
import { accept, isOver, jobs, newJob, script, setTargets, slurm, targetsSet, untilJob } from './slurm';

const WORDS = `--system 'Say "hello", it'\\''s $HOME' --dataset one 'number two' --lr=1e-5`;
const ARRIVED = ['--system', `Say "hello", it's $HOME`, '--dataset', 'one', 'number two', '--lr=1e-5'];

const runPlan = (): Thenable<unknown> => vscode.commands.executeCommand('preflight.runPlan');

/** Clicks on the lens of a file; the target is named, so that nobody is asked. */
async function plan(name: string, target: string): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const source = await open(name);
  const lens = await launchLens(source);
  await vscode.commands.executeCommand(lens.command?.command ?? '', ...(lens.command?.arguments ?? []), target);
  const [shown] = await until('a plan', plans, ({ length }) => length === 1);
  assert(shown);
  await vscode.window.showTextDocument(shown.document, shown.viewColumn);
  return shown;
}

async function submit(name: string, target = 'here') {
  await plan(name, target);
  return newJob(runPlan);
}

const logOf = (id: string): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'preflight-log' && uri.path.includes(`-${id}.log`));

describe('launching on a real Slurm', function () {
  this.timeout(120_000);

  before(async () => {
    const { standIn, host, stranger, work } = slurm();
    const common = {
      kind: 'slurm',
      nodes: 2,
      gpusPerNode: 2,
      time: '10',
      preamble: [`export PATH='${standIn}':$PATH`],
    };
    await setTargets([
      { ...common, name: 'here', logDirectory: `${work}/logs of runs` },
      { ...common, name: 'too many', nodes: 40 },
      { ...common, name: 'over ssh', host, workingDirectory: work },
      { ...common, name: 'unknown host', host: stranger, workingDirectory: work },
    ]);
    await vscode.commands.executeCommand('preflight.jobs.focus');
  });

  it('the lens launches on two nodes: every process has its place, and every word arrives', async () => {
    const { name, out } = await script((save) => `NOTE='two words' megatron sft --save '${save}' ${WORDS}\n`);
    const shown = await plan(name, 'here');
    const text = shown.document.getText();
    for (const part of ['#SBATCH --nodes=2', 'sbatch --parsable', 'Nothing has run yet'])
      assert(text.includes(part), part);
    assert.equal(jobs().length, 0, 'something was submitted before anybody asked');
    const job = await newJob(runPlan);
    const over = await untilJob(job.id, isOver);
    assert.deepEqual([over.status.phase, over.status.nodes], ['succeeded', '127.0.0.[1-2]']);
    const all = readRanks(out);
    assert.deepEqual(
      all.map(({ rank, world, env }) => [rank, world, env.NODE_RANK, env.SLURMD_NODENAME, env.NOTE]),
      [0, 1, 2, 3].map((rank) => [rank, 4, rank < 2 ? '0' : '1', rank < 2 ? '127.0.0.1' : '127.0.0.2', 'two words']),
    );
    for (const { argv, env } of all) {
      assert.deepEqual(argv, ['sft', '--save', out, ...ARRIVED]);
      assert.equal(env.VSCODE_PID, undefined);
    }
  });

  it('asks for the target first, with the one used last on top', async () => {
    const { name } = await script((save) => `megatron sft --save '${save}' --lr 2\n`);
    await plan(name, 'here');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const source = await open(name);
    void vscode.commands.executeCommand('preflight.launch', source.document.uri, 0);
    await until('the plan of a choice', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return plans().length === 1;
    });
    assert.match(plans()[0]?.document.getText() ?? '', /sbatch --parsable/);
  });

  it('a button of the question submits, and the log grows while the job runs', async () => {
    const { name } = await script((save) => `STAND_IN=wait:40 megatron sft --save '${save}' --lr 3\n`);
    const count = jobs().length;
    await plan(name, 'here');
    await accept('the question whether to submit', () => jobs().length > count);
    const [job] = jobs();
    assert(job);
    await untilJob(job.id, ({ status }) => status.phase === 'running' && status.log !== undefined);
    await vscode.commands.executeCommand('preflight.jobs.followLog', { id: job.id });
    const document = await until('the log', () => logOf(job.id));
    assert(document);
    await until(
      'a line of another node',
      () => document.getText(),
      (text) => /^\s*1: iteration 1 of rank 3$/m.test(text),
    );
    const early = document.getText().length;
    await until(
      'more lines',
      () => document.getText().length,
      (length) => length > early + 60,
    );
    assert(!document.getText().includes('\u001b'), 'colours of a terminal are in the log');

    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    void vscode.commands.executeCommand('preflight.jobs.cancel', { id: job.id });
    await accept('the question whether to cancel', () => jobs().some((each) => each.id === job.id && isOver(each)));
    assert.equal((await untilJob(job.id, isOver)).status.phase, 'cancelled');
  });

  it('a job that failed shows its root cause, and leads back to the flag', async () => {
    const error = "remaining_argv: ['--padding_free', 'true']";
    const { name } = await script(
      (save) => `STAND_IN="fail:3:${error}" megatron sft --save '${save}' --padding_free true\n`,
    );
    const job = await submit(name);
    const over = await untilJob(job.id, ({ cause }) => cause !== undefined);
    assert.equal(over.status.phase, 'failed');
    assert.deepEqual([over.cause?.error, over.cause?.node], [`ValueError: ${error}`, '127.0.0.2']);
    const [blame] = await extension().exports.blames(over);
    const source = await vscode.workspace.openTextDocument(vscode.Uri.parse(over.source.uri));
    assert.equal(blame?.uri, over.source.uri);
    assert.deepEqual(blame?.start.character, rangeOf(source, '--padding_free true\n').start.character);
    assert.equal(blame?.rule?.id, 'cli.unknown-flag');
    await vscode.commands.executeCommand('preflight.jobs.showCause', { id: job.id });
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    assert.equal(editor.document.getText(editor.selection), over.cause?.error);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      editor.document.uri,
    );
    const link = links.find(({ range }) => editor.document.getText(range) === 'padding_free');
    assert.equal(link?.target?.with({ fragment: '' }).toString(), over.source.uri);
  });

  it('the same job is noticed before it is submitted twice', async () => {
    const { name } = await script((save) => `STAND_IN=wait:40 megatron sft --save '${save}' --lr 6\n`);
    const job = await submit(name);
    const count = jobs().length;
    const shown = await plan(name, 'here');
    const above = async () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', shown.document.uri);
    await until('the notice', above, (lenses) =>
      lenses.some(({ command }) => command?.title.startsWith(`The same job is queued already, as ${job.id}.`)),
    );
    await never('a job was submitted', () => jobs().length > count, 0.5);
    // Whoever has been told and goes on all the same gets a second one.
    await newJob(runPlan);
    for (const { id } of [job, jobs()[0]].flatMap((each) => each ?? [])) {
      void vscode.commands.executeCommand('preflight.jobs.cancel', { id });
      await accept('the question whether to cancel', () => jobs().some((each) => each.id === id && isOver(each)));
    }
  });

  it('what Slurm refuses is not submitted', async () => {
    const { name } = await script((save) => `megatron sft --save '${save}' --lr 4\n`);
    const count = jobs().length;
    await plan(name, 'too many');
    await runPlan();
    await never('a job was submitted', () => jobs().length > count, 1);
  });

  it('errors are in the way', async () => {
    const count = jobs().length;
    await plan('broken.sh', 'here');
    assert.match(plans()[0]?.document.getText() ?? '', /Cannot be launched: `ture` is not a value of packing/);
    await runPlan();
    await never('a job was submitted', () => jobs().length > count, 1);
  });

  it('another host is reached by ssh, where one is somebody else; one that is not known is refused', async () => {
    const { name, out } = await script((save) => `megatron sft --save '${save}' ${WORDS}\n`);
    const count = jobs().length;
    await plan(name, 'unknown host');
    await runPlan();
    await never('a job was submitted', () => jobs().length > count, 1);

    const job = await submit(name, 'over ssh');
    const over = await untilJob(job.id, isOver);
    assert.equal(over.status.phase, 'succeeded', over.status.words);
    assert.deepEqual(
      readRanks(out).map(({ rank, user, argv }) => [rank, user, argv.slice(3)]),
      [0, 1, 2, 3].map((rank) => [rank, slurm().uid, ARRIVED]),
    );
    await vscode.commands.executeCommand('preflight.jobs.followLog', { id: job.id });
    await until(
      'the log, over ssh',
      () => logOf(job.id)?.getText(),
      (text) => /rank 3 of 4 has ended/.test(text ?? ''),
    );
  });

  it('a job is opened as it was submitted, and submitted again', async () => {
    const [last] = jobs();
    assert(last);
    await vscode.commands.executeCommand('preflight.jobs.copyId', { id: last.id });
    assert.equal(await vscode.env.clipboard.readText(), last.id);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('preflight.jobs.showPlan', { id: last.id });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), last.document);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('preflight.jobs.resubmit', { id: last.id });
    await until('a plan', plans, ({ length }) => length === 1);
    const again = await newJob(runPlan);
    assert.equal((await untilJob(again.id, isOver)).status.phase, 'succeeded');
    assert.equal(again.plan?.fingerprint, last.plan?.fingerprint);
  });

  it('a new target is made of what sinfo says', async () => {
    const names = (): string[] => targetsSet().map(({ name }) => name);
    const before = names();
    void vscode.commands.executeCommand('preflight.addLaunchTarget');
    await until(
      'the new target',
      async () => {
        // Enter takes what is proposed, step by step.
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        await new Promise((next) => setTimeout(next, 200));
        return names().length;
      },
      (length) => length === before.length + 1,
      40,
    );
    const { name: _name, ...made } = targetsSet().at(-1) ?? {};
    assert.deepEqual(made, { kind: 'slurm', partition: 'gpu', nodes: 1, gpusPerNode: 8, time: '24:00:00' });
  });

  it('leaves a job running for the window that comes next', async () => {
    const { name } = await script((save) => `STAND_IN=wait:90 megatron sft --save '${save}' --lr 5\n`);
    const job = await submit(name);
    await untilJob(job.id, ({ status }) => status.phase === 'running');
  });
});
