import { strict as assert } from 'node:assert';
import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import { isOver } from '../../../client/src/launch/clusters/jobStatus';
import type { SubmittedJob } from '../../../client/src/launch/jobs/job';
import { createRunFolder } from '../../launch/ranks';
import { workspaceFolder } from './editor';
import { findExtension } from './extension';
import { waitUntil } from './poll';

/** The real Slurm that ../run.mjs starts. */
interface ClusterInfo {
  /** Folder that every user may write to. */
  work: string;
  /** Folder of the fake trainer. */
  trainerFolder: string;
  /** Alias of the login node for ssh. */
  host: string;
  /** Alias with an unknown host key. */
  stranger: string;
  /** User id on the login node. */
  uid: number;
}

export function readClusterInfo(): ClusterInfo {
  const text = process.env.PREFLIGHT_E2E_CLUSTER;
  assert(text, 'PREFLIGHT_E2E_CLUSTER is not set.');
  return JSON.parse(text);
}

export const listJobs = (): readonly SubmittedJob[] => (findExtension().isActive ? findExtension().exports.jobs() : []);

/** Waits until a job meets a condition. */
export async function waitForJob(id: string, condition: (job: SubmittedJob) => boolean): Promise<SubmittedJob> {
  const job = await waitUntil(
    `job ${id}`,
    () => listJobs().find((listed) => listed.id === id),
    (listed) => listed !== undefined && condition(listed),
    60,
  );
  assert(job);
  return job;
}

/** Whether a job has ended. */
export const hasEnded = ({ status }: SubmittedJob): boolean => isOver(status);

/** Runs an action that submits a job, and returns that job. */
export async function waitForNewJob(act: () => Thenable<unknown>): Promise<SubmittedJob> {
  const before = new Set(listJobs().map(({ id }) => id));
  await act();
  const job = await waitUntil('a new job', () => listJobs().find(({ id }) => !before.has(id)), Boolean, 30);
  assert(job);
  return job;
}

/** Writes a new script that saves into a new folder. */
export async function writeScript(text: (out: string) => string): Promise<{ name: string; out: string }> {
  const run = createRunFolder(readClusterInfo().work);
  const out = join(run, 'out');
  const name = `${basename(run)}.sh`;
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(workspaceFolder(), name), Buffer.from(text(out)));
  return { name, out };
}

/** Presses the primary button of the first notification repeatedly until the action has an effect. */
export async function pressPrimaryButton<T>(description: string, readEffect: () => T | undefined | false): Promise<T> {
  const result = await waitUntil(
    description,
    async () => {
      const before = readEffect();
      if (before) return before;
      await vscode.commands.executeCommand('notifications.focusToasts');
      await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      await new Promise((next) => setTimeout(next, 300));
      return readEffect();
    },
    Boolean,
    30,
  );
  assert(result);
  return result;
}

/** Sets the launch targets of the user, since a workspace cannot set them. */
export async function setTargets(targets: object[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration('preflight');
  await settings.update('launch.targets', targets, vscode.ConfigurationTarget.Global);
}

export const readTargets = (): { name: string }[] =>
  vscode.workspace.getConfiguration('preflight').get('launch.targets', []);
