import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { findExtension } from './extension';
import { waitUntil } from './poll';
import { hasEnded, listJobs, pressPrimaryButton, waitForJob } from './slurm';

// This suite runs in a new window with the profile of cluster.test.ts.
describe('after a reload of the window', function () {
  this.timeout(60_000);

  it('all jobs are listed, and the running one is polled', async () => {
    await findExtension().activate();
    await waitUntil('the jobs', listJobs, ({ length }) => length >= 5);
    const phases = listJobs().map(({ status }) => status.phase);
    for (const phase of ['running', 'succeeded', 'failed', 'cancelled'] as const) assert(phases.includes(phase), phase);
    assert(listJobs().some(({ cause }) => cause?.error.startsWith('ValueError: remaining_argv')));

    const running = listJobs().find((job) => !hasEnded(job));
    assert(running);
    await vscode.commands.executeCommand('preflight.jobs.focus');
    void vscode.commands.executeCommand('preflight.jobs.cancel', { id: running.id });
    await pressPrimaryButton('the notification that asks for the cancellation', () =>
      listJobs().some((job) => job.id === running.id && hasEnded(job)),
    );
    assert.equal((await waitForJob(running.id, hasEnded)).status.phase, 'cancelled');
  });

  it('a job can be removed from the list', async () => {
    const [job] = listJobs();
    assert(job);
    await vscode.commands.executeCommand('preflight.jobs.forget', { id: job.id });
    assert(!listJobs().some(({ id, target }) => id === job.id && target.name === job.target.name));
  });
});
