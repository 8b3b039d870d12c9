import { strict as assert } from 'node:assert';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { isOver as isOverNow } from '../../../client/src/launch/clusters/jobStatus';
import type { SubmittedJob } from '../../../client/src/launch/jobs/job';
import { createRunFolder } from '../../launch/ranks';
import { folder } from './editor';
import { extension } from './extension';
import { until } from './poll';

/** A real Slurm as a user meets it; ../run.mjs starts it. */
interface Slurm {
  /** A folder that everybody may write to. */
  work: string;
  /** The folder of the stand-in for the trainer. */
  standIn: string;
  /** Aliases for ssh: the login node, and the same with a host key that is not known. */
  host: string;
  stranger: string;
  /** Who one is on the login node. */
  uid: number;
}

export function slurm(): Slurm {
  const text = process.env.PREFLIGHT_E2E_CLUSTER;
  assert(text, 'PREFLIGHT_E2E_CLUSTER says nothing');
  return JSON.parse(text);
}

export const jobs = (): readonly SubmittedJob[] => (extension().isActive ? extension().exports.jobs() : []);

/** Waits until a job is as wanted. */
export async function untilJob(id: string, is: (job: SubmittedJob) => boolean): Promise<SubmittedJob> {
  const job = await until(
    `job ${id}`,
    () => jobs().find((each) => each.id === id),
    (each) => each !== undefined && is(each),
    60,
  );
  assert(job);
  return job;
}

/** Whether a job has come to its end. */
export const isOver = ({ status }: SubmittedJob): boolean => isOverNow(status);

/** Does something that submits a job, and returns that job. */
export async function newJob(act: () => Thenable<unknown>): Promise<SubmittedJob> {
  const before = new Set(jobs().map(({ id }) => id));
  await act();
  const job = await until('a new job', () => jobs().find(({ id }) => !before.has(id)), Boolean, 30);
  assert(job);
  return job;
}

/** A script of its own that saves into a folder of its own. */
export async function script(text: (out: string) => string): Promise<{ name: string; out: string }> {
  const run = createRunFolder(slurm().work);
  const out = join(run, 'out');
  const name = `${basename(run)}.sh`;
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), name), Buffer.from(text(out)));
  return { name, out };
}

/** Presses the first button of the notification that is shown, as soon as there is one, until something has come of it. */
export async function accept<T>(what: string, done: () => T | undefined | false): Promise<T> {
  const result = await until(
    what,
    async () => {
      const before = done();
      if (before) return before;
      await vscode.commands.executeCommand('notifications.focusToasts');
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      await new Promise((next) => setTimeout(next, 300));
      return done();
    },
    Boolean,
    30,
  );
  assert(result);
  return result;
}

/** Sets the launch targets of the user; a workspace cannot set them. */
export async function setTargets(targets: object[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration('preflight');
  await settings.update('launch.targets', targets, vscode.ConfigurationTarget.Global);
}

export const targetsSet = (): { name: string }[] =>
  vscode.workspace.getConfiguration('preflight').get('launch.targets', []);
