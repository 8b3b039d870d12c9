import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { readRanks } from '../../launch/ranks';
import { expectAccessiblePage } from './axe';
import { CAN_PRESS_KEYS, openFile, rangeOf } from './editor';
import { findExtension } from './extension';
import { findLaunchLens, findPlanEditors } from './launch';
import { expectNever, waitUntil } from './poll';
import {
  hasEnded,
  listJobs,
  pressPrimaryButton,
  readClusterInfo,
  readTargets,
  setTargets,
  waitForJob,
  waitForNewJob,
  writeScript,
} from './slurm';

const ARGUMENTS = `--system 'Say "hello", it'\\''s $HOME' --dataset one 'number two' --lr=1e-5`;
const EXPECTED_ARGUMENTS = ['--system', `Say "hello", it's $HOME`, '--dataset', 'one', 'number two', '--lr=1e-5'];

const runPlan = (): Thenable<unknown> => vscode.commands.executeCommand('preflight.runPlan');

/** Executes the lens of a file with a named target, so that the user is not asked for one. */
async function openPlanFor(name: string, target: string): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const source = await openFile(name);
  const lens = await findLaunchLens(source);
  await vscode.commands.executeCommand(lens.command?.command ?? '', ...(lens.command?.arguments ?? []), target);
  const [shown] = await waitUntil('a plan', findPlanEditors, ({ length }) => length === 1);
  assert(shown);
  await vscode.window.showTextDocument(shown.document, shown.viewColumn);
  return shown;
}

/** Submits a file, and returns the new job. */
async function submit(name: string, target = 'here') {
  await openPlanFor(name, target);
  return waitForNewJob(runPlan);
}

const findLog = (id: string): vscode.TextDocument | undefined =>
  vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'preflight-log' && uri.path.includes(`-${id}.log`));

describe('a launch on a real Slurm', function () {
  this.timeout(120_000);

  before(async () => {
    const { trainerFolder, host, stranger, work } = readClusterInfo();
    const common = {
      kind: 'slurm',
      nodes: 2,
      gpusPerNode: 2,
      time: '10',
      preamble: [`export PATH='${trainerFolder}':$PATH`],
    };
    await setTargets([
      { ...common, name: 'here', logDirectory: `${work}/logs of runs` },
      { ...common, name: 'too many', nodes: 40 },
      { ...common, name: 'over ssh', host, workingDirectory: work },
      { ...common, name: 'unknown host', host: stranger, workingDirectory: work },
    ]);
    await vscode.commands.executeCommand('preflight.jobs.focus');
  });

  it('runs on two nodes with the right ranks and every argument unchanged', async () => {
    const { name, out } = await writeScript((save) => `NOTE='two words' megatron sft --save '${save}' ${ARGUMENTS}\n`);
    const shown = await openPlanFor(name, 'here');
    const text = shown.document.getText();
    for (const part of ['#SBATCH --nodes=2', 'sbatch --parsable', 'Nothing has run yet'])
      assert(text.includes(part), part);
    assert.equal(listJobs().length, 0, 'a job was submitted without confirmation');
    const job = await waitForNewJob(runPlan);
    const ended = await waitForJob(job.id, hasEnded);
    assert.deepEqual([ended.status.phase, ended.status.nodes], ['succeeded', '127.0.0.[1-2]']);
    const ranks = readRanks(out);
    assert.deepEqual(
      ranks.map(({ rank, world, env }) => [rank, world, env.NODE_RANK, env.SLURMD_NODENAME, env.NOTE]),
      [0, 1, 2, 3].map((rank) => [rank, 4, rank < 2 ? '0' : '1', rank < 2 ? '127.0.0.1' : '127.0.0.2', 'two words']),
    );
    for (const { argv, env } of ranks) {
      assert.deepEqual(argv, ['sft', '--save', out, ...EXPECTED_ARGUMENTS]);
      assert.equal(env.VSCODE_PID, undefined);
    }
  });

  it('asks for the target first, with the last one on top', async () => {
    const { name } = await writeScript((save) => `megatron sft --save '${save}' --lr 2\n`);
    await openPlanFor(name, 'here');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    const source = await openFile(name);
    void vscode.commands.executeCommand('preflight.launch', source.document.uri, 0);
    await waitUntil('the plan of a choice', async () => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      return findPlanEditors().length === 1;
    });
    assert.match(findPlanEditors()[0]?.document.getText() ?? '', /sbatch --parsable/);
  });

  it('submits by the button of the notification, and follows the log of the running job', async () => {
    const { name } = await writeScript((save) => `STAND_IN=wait:40 megatron sft --save '${save}' --lr 3\n`);
    const count = listJobs().length;
    await openPlanFor(name, 'here');
    await pressPrimaryButton('the notification that asks for the submission', () => listJobs().length > count);
    const [job] = listJobs();
    assert(job);
    await waitForJob(job.id, ({ status }) => status.phase === 'running' && status.log !== undefined);
    await vscode.commands.executeCommand('preflight.jobs.followLog', { id: job.id });
    const document = await waitUntil('the log', () => findLog(job.id));
    assert(document);
    await waitUntil(
      'a line of another node',
      () => document.getText(),
      (text) => /^\s*1: iteration 1 of rank 3$/m.test(text),
    );
    const earlierLength = document.getText().length;
    await waitUntil(
      'more lines',
      () => document.getText().length,
      (length) => length > earlierLength + 60,
    );
    assert(!document.getText().includes('\u001b'), 'the log contains terminal colors');

    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    void vscode.commands.executeCommand('preflight.jobs.cancel', { id: job.id });
    await pressPrimaryButton('the notification that asks for the cancellation', () =>
      listJobs().some((listed) => listed.id === job.id && hasEnded(listed)),
    );
    assert.equal((await waitForJob(job.id, hasEnded)).status.phase, 'cancelled');
  });

  it('shows the root cause of a failed job, and links it to the flag', async () => {
    const error = "remaining_argv: ['--padding_free', 'true']";
    const { name } = await writeScript(
      (save) => `STAND_IN="fail:3:${error}" megatron sft --save '${save}' --padding_free true\n`,
    );
    const job = await submit(name);
    const ended = await waitForJob(job.id, ({ cause }) => cause !== undefined);
    assert.equal(ended.status.phase, 'failed');
    assert.deepEqual([ended.cause?.error, ended.cause?.node], [`ValueError: ${error}`, '127.0.0.2']);
    const [blame] = await findExtension().exports.blames(ended);
    const source = await vscode.workspace.openTextDocument(vscode.Uri.parse(ended.source.uri));
    assert.equal(blame?.uri, ended.source.uri);
    assert.deepEqual(blame?.start.character, rangeOf(source, '--padding_free true\n').start.character);
    assert.equal(blame?.rule?.id, 'cli.unknown-flag');
    await vscode.commands.executeCommand('preflight.jobs.showCause', { id: job.id });
    const editor = vscode.window.activeTextEditor;
    assert(editor);
    assert.equal(editor.document.getText(editor.selection), ended.cause?.error);
    const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
      'vscode.executeLinkProvider',
      editor.document.uri,
    );
    const link = links.find(({ range }) => editor.document.getText(range) === 'padding_free');
    assert.equal(link?.target?.with({ fragment: '' }).toString(), ended.source.uri);
  });

  it('warns before the same job is submitted twice', async () => {
    const { name } = await writeScript((save) => `STAND_IN=wait:40 megatron sft --save '${save}' --lr 6\n`);
    const job = await submit(name);
    const count = listJobs().length;
    const shown = await openPlanFor(name, 'here');
    const readPlanLenses = async () =>
      vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', shown.document.uri);
    await waitUntil('the notice', readPlanLenses, (lenses) =>
      lenses.some(({ command }) => command?.title.startsWith(`The same job is queued already, as job ${job.id}.`)),
    );
    await expectNever('a job was submitted', () => listJobs().length > count, 0.5);
    // After the warning, the second job can be submitted.
    await waitForNewJob(runPlan);
    for (const { id } of [job, listJobs()[0]].flatMap((entry) => entry ?? [])) {
      void vscode.commands.executeCommand('preflight.jobs.cancel', { id });
      await pressPrimaryButton('the notification that asks for the cancellation', () =>
        listJobs().some((listed) => listed.id === id && hasEnded(listed)),
      );
    }
  });

  it('does not submit a plan that Slurm rejects', async () => {
    const { name } = await writeScript((save) => `megatron sft --save '${save}' --lr 4\n`);
    const count = listJobs().length;
    await openPlanFor(name, 'too many');
    await runPlan();
    await expectNever('a job was submitted', () => listJobs().length > count, 1);
  });

  it('does not submit a config with errors', async () => {
    const count = listJobs().length;
    await openPlanFor('broken.sh', 'here');
    assert.match(
      findPlanEditors()[0]?.document.getText() ?? '',
      /Cannot be launched: `ture` is not a value of packing/,
    );
    await runPlan();
    await expectNever('a job was submitted', () => listJobs().length > count, 1);
  });

  it('submits through ssh as another user, and rejects an unknown host', async () => {
    const { name, out } = await writeScript((save) => `megatron sft --save '${save}' ${ARGUMENTS}\n`);
    const count = listJobs().length;
    await openPlanFor(name, 'unknown host');
    await runPlan();
    await expectNever('a job was submitted', () => listJobs().length > count, 1);

    const job = await submit(name, 'over ssh');
    const ended = await waitForJob(job.id, hasEnded);
    assert.equal(ended.status.phase, 'succeeded', ended.status.words);
    assert.deepEqual(
      readRanks(out).map(({ rank, user, argv }) => [rank, user, argv.slice(3)]),
      [0, 1, 2, 3].map((rank) => [rank, readClusterInfo().uid, EXPECTED_ARGUMENTS]),
    );
    await vscode.commands.executeCommand('preflight.jobs.followLog', { id: job.id });
    await waitUntil(
      'the log, over ssh',
      () => findLog(job.id)?.getText(),
      (text) => /rank 3 of 4 has ended/.test(text ?? ''),
    );
  });

  it('shows the plan of a job as it was submitted, and submits it again', async () => {
    const [last] = listJobs();
    assert(last);
    await vscode.commands.executeCommand('preflight.jobs.copyId', { id: last.id });
    assert.equal(await vscode.env.clipboard.readText(), last.id);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('preflight.jobs.showPlan', { id: last.id });
    assert.equal(vscode.window.activeTextEditor?.document.getText(), last.document);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('preflight.jobs.resubmit', { id: last.id });
    await waitUntil('a plan', findPlanEditors, ({ length }) => length === 1);
    const again = await waitForNewJob(runPlan);
    assert.equal((await waitForJob(again.id, hasEnded)).status.phase, 'succeeded');
    assert.equal(again.plan?.fingerprint, last.plan?.fingerprint);
  });

  it('adds a target with the partitions that sinfo lists', async () => {
    const names = (): string[] => readTargets().map(({ name }) => name);
    const before = names();
    void vscode.commands.executeCommand('preflight.addLaunchTarget');
    await waitUntil(
      'the new target',
      async () => {
        // Enter accepts the proposal of each step.
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        await new Promise((next) => setTimeout(next, 200));
        return names().length;
      },
      (length) => length === before.length + 1,
      40,
    );
    const { name: _name, ...fields } = readTargets().at(-1) ?? {};
    assert.deepEqual(fields, { kind: 'slurm', partition: 'gpu', nodes: 1, gpusPerNode: 8, time: '24:00:00' });
  });

  it('shows the curves of a run on a page that axe accepts in each theme', async function () {
    if (!CAN_PRESS_KEYS) this.skip();
    const { name } = await writeScript((save) => `STAND_IN=train:3 megatron sft --save '${save}' --lr 6\n`);
    const job = await submit(name);
    await waitForJob(job.id, hasEnded);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('preflight.jobs.showCurves', { id: job.id });
    await expectAccessiblePage();
  });

  it('leaves a job running for the next window', async () => {
    const { name } = await writeScript((save) => `STAND_IN=wait:90 megatron sft --save '${save}' --lr 5\n`);
    const job = await submit(name);
    await waitForJob(job.id, ({ status }) => status.phase === 'running');
  });
});
