import * as vscode from 'vscode';
import { type Job, keyOf, readJob } from './job';

/**
 * The jobs that were submitted from this machine: a file each, so that windows do not write over each other’s, and a
 * reload or a crash loses nothing.
 */
export interface Store {
  /** All jobs, the newest first. */
  all: () => Promise<Job[]>;
  save: (job: Job) => Promise<void>;
  remove: (job: Job) => Promise<void>;
}

/** Jobs that have been over for long are removed, so that the list stays a list. */
const MOST_JOBS = 100;

export function createStore(folder: vscode.Uri): Store {
  const { fs } = vscode.workspace;
  const fileOf = (job: Job): vscode.Uri => vscode.Uri.joinPath(folder, `${keyOf(job)}.json`);
  const remove = async (job: Job): Promise<void> => {
    await fs.delete(fileOf(job)).then(undefined, () => {});
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
      await Promise.all(jobs.slice(MOST_JOBS).map(remove));
      return jobs.slice(0, MOST_JOBS);
    },
    save: async (job) => {
      await fs.createDirectory(folder);
      // Written beside and then renamed: another window never reads half a job.
      const part = vscode.Uri.joinPath(folder, `${keyOf(job)}.part`);
      await fs.writeFile(part, Buffer.from(JSON.stringify(job)));
      await fs.rename(part, fileOf(job), { overwrite: true });
    },
    remove,
  };
}
