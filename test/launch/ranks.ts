import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What each process of a run of the stand-in for the trainer left in the folder that --save names; see `megatron`. */
export interface Rank {
  rank: number;
  world: number;
  argv: string[];
  folder: string;
  user: number;
  torch: boolean;
  env: Record<string, string>;
}

export const readRanks = (folder: string): Rank[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /^rank-\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Rank)
    .sort((a, b) => a.rank - b.rank);

/** A folder of its own for one run, with a folder `out` in it. Every user may write to both. */
export function createRunFolder(work: string): string {
  const folder = mkdtempSync(join(work, 'run-'));
  mkdirSync(join(folder, 'out'));
  // The mask of this process would take the right to write away from everybody else.
  for (const each of [folder, join(folder, 'out')]) chmodSync(each, 0o777);
  return folder;
}
