import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The record that each process of the fake trainer writes into the folder of --save; see `megatron`. */
export interface Rank {
  rank: number;
  world: number;
  argv: string[];
  folder: string;
  user: number;
  torch: boolean;
  env: Record<string, string>;
}

/** Reads the records of a run, sorted by rank. */
export const readRanks = (folder: string): Rank[] =>
  (existsSync(folder) ? readdirSync(folder) : [])
    .filter((name) => /^rank-\d+\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Rank)
    .sort((a, b) => a.rank - b.rank);

/** Creates a new folder for one run, with a folder `out`. Every user may write to both. */
export function createRunFolder(work: string): string {
  const folder = mkdtempSync(join(work, 'run-'));
  mkdirSync(join(folder, 'out'));
  // The umask of this process would deny other users the right to write.
  for (const path of [folder, join(folder, 'out')]) chmodSync(path, 0o777);
  return folder;
}
