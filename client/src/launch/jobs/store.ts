import * as vscode from 'vscode';
import { createPrivateFolder, writePrivateFile } from '../../../../server/src/host/writeFiles';
import { jobKeyOf, readJob, type SubmittedJob } from './job';

/**
 * The jobs that were submitted from this machine, one file each, so that windows do not overwrite each other’s jobs and
 * a reload or a crash loses none.
 */
export interface JobStore {
  /** Returns all jobs, the newest first. */
  all: () => Promise<SubmittedJob[]>;
  save: (job: SubmittedJob) => Promise<void>;
  remove: (job: SubmittedJob) => Promise<void>;
}

/** Limit of stored jobs. Older ones are removed. */
const MAX_JOBS = 100;

export function createJobStore(folder: vscode.Uri): JobStore {
  const { fs } = vscode.workspace;
  const jobFileOf = (job: SubmittedJob): vscode.Uri => vscode.Uri.joinPath(folder, `${jobKeyOf(job)}.json`);
  const remove = async (job: SubmittedJob): Promise<void> => {
    await fs.delete(jobFileOf(job)).then(undefined, () => {});
  };
  return {
    all: async () => {
      const names = await fs.readDirectory(folder).then(
        (entries) => entries.map(([name]) => name).filter((name) => name.endsWith('.json')),
        () => [],
      );
      const texts = await Promise.all(
        names.map(async (name) => {
          const bytes = await fs.readFile(vscode.Uri.joinPath(folder, name)).then(undefined, () => undefined);
          return bytes ? Buffer.from(bytes).toString('utf8') : '';
        }),
      );
      const jobs = texts.flatMap((text) => readJob(text) ?? []);
      jobs.sort((a, b) => b.submitted.localeCompare(a.submitted));
      await Promise.all(jobs.slice(MAX_JOBS).map(remove));
      return jobs.slice(0, MAX_JOBS);
    },
    save: async (job) => {
      createPrivateFolder(folder.fsPath, 'program');
      writePrivateFile(jobFileOf(job).fsPath, JSON.stringify(job));
    },
    remove,
  };
}
