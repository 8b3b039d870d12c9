import { strict as assert } from 'node:assert';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Job } from '../../../client/src/launch/jobs/job';
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

export const jobs = (): readonly Job[] => (extension().isActive ? extension().exports.jobs() : []);

/** Waits until a job is as wanted. */
export async function untilJob(id: string, is: (job: Job) => boolean): Promise<Job> {
  const job = await until(
    `job ${id}`,
    () => jobs().find((each) => each.id === id),
    (each) => each !== undefined && is(each),
    60,
  );
  assert(job);
  return job;
}

export const isOver = ({ sighting: { phase } }: Job): boolean => phase !== 'waiting' && phase !== 'running';

/** Does something that submits a job, and returns that job. */
export async function newJob(act: () => Thenable<unknown>): Promise<Job> {
  const before = new Set(jobs().map(({ id }) => id));
  await act();
  const job = await until('a new job', () => jobs().find(({ id }) => !before.has(id)), Boolean, 30);
  assert(job);
  return job;
}

/** A script of its own that saves into a folder of its own. */
export async function script(
  text: (out: string) => string,
  work = slurm().work,
): Promise<{ name: string; out: string }> {
  const run = mkdtempSync(join(work, 'run-'));
  const out = join(run, 'out');
  mkdirSync(out, { mode: 0o777 });
  // The mask of the process would take the right to write away from everybody else.
  await import('node:fs').then(({ chmodSync }) => [run, out].map((path) => chmodSync(path, 0o777)));
  const name = `${run.slice(run.lastIndexOf('/') + 1)}.sh`;
  await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), name), Buffer.from(text(out)));
  return { name, out };
}

/** What each process of a run left behind. */
export const ranks = (
  out: string,
): { rank: number; world: number; argv: string[]; user: number; env: Record<string, string> }[] =>
  (existsSync(out) ? readdirSync(out) : [])
    .filter((name) => name.startsWith('rank-'))
    .map((name) => JSON.parse(readFileSync(join(out, name), 'utf8')))
    .sort((a, b) => a.rank - b.rank);

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

/** Takes back what tests have set and shown. */
export async function setTargets(targets: object[]): Promise<void> {
  const settings = vscode.workspace.getConfiguration('preflight');
  await settings.update('launch.targets', targets, vscode.ConfigurationTarget.Global);
}

export const targetsSet = (): { name: string }[] =>
  vscode.workspace.getConfiguration('preflight').get('launch.targets', []);
