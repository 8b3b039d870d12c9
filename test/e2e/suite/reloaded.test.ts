import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { extension } from './extension';
import { until } from './poll';
import { accept, isOver, jobs, untilJob } from './slurm';

// This suite runs in a new window with the profile of cluster.test.ts.
describe('after a reload of the window', function () {
  this.timeout(60_000);

  it('all jobs are there, and the one that runs is looked after', async () => {
    await extension().activate();
    await until('the jobs', jobs, ({ length }) => length >= 5);
    const phases = jobs().map(({ status }) => status.phase);
    for (const phase of ['running', 'succeeded', 'failed', 'cancelled'] as const) assert(phases.includes(phase), phase);
    assert(jobs().some(({ cause }) => cause?.error.startsWith('ValueError: remaining_argv')));

    const running = jobs().find((job) => !isOver(job));
    assert(running);
    await vscode.commands.executeCommand('preflight.jobs.focus');
    void vscode.commands.executeCommand('preflight.jobs.cancel', { id: running.id });
    await accept('the question whether to cancel', () => jobs().some((job) => job.id === running.id && isOver(job)));
    assert.equal((await untilJob(running.id, isOver)).status.phase, 'cancelled');
  });

  it('a job can be removed from the list', async () => {
    const [job] = jobs();
    assert(job);
    await vscode.commands.executeCommand('preflight.jobs.forget', { id: job.id });
    assert(!jobs().some(({ id, target }) => id === job.id && target.name === job.target.name));
  });
});
