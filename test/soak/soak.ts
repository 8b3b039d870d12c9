import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type EnduranceResult, runEndurance } from './endurance';
import { checkHostileFiles } from './hostileFiles';
import { checkBrokenHeaders, checkBrokenMessages } from './hostileFrames';
import { checkHostileOutput } from './hostileOutput';
import { createRandom } from './random';

/** How much a soak does. */
export interface SoakOptions {
  /** An empty folder for all files. */
  folder: string;
  seed: number;
  edits: number;
  documents: number;
  maxLines: number;
  checkpoints: number;
  /** Positions in each document whose answers are compared at a checkpoint. */
  sites: number;
  /** Rounds of each kind of hostile input. */
  rounds: number;
  log?: (line: string) => void;
}

/** The result of the edits, and the problems with each kind of hostile input. */
export interface SoakResult extends EnduranceResult {
  hostile: Record<string, string[]>;
}

/** The soak of `npm run soak`. */
export const FULL: Omit<SoakOptions, 'folder'> = {
  seed: 1,
  edits: 200_000,
  documents: 50,
  maxLines: 5000,
  checkpoints: 10,
  sites: 3,
  rounds: 3000,
};

/** Each server that gets a broken header ends, and the next one must start. */
const ROUNDS_OF_A_HEADER = 30;

/** Feeds hostile input to servers and readers, then lets a server endure edits. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const { folder, seed, rounds, log = () => {} } = options;
  const folderOf = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path, { recursive: true });
    return path;
  };
  const hostile: SoakResult['hostile'] = {};
  const check = async (name: string, find: () => Promise<string[]>): Promise<void> => {
    hostile[name] = await find();
    log(`${name}: ${hostile[name].length} problems`);
  };
  await check('broken headers', () => checkBrokenHeaders(Math.ceil(rounds / ROUNDS_OF_A_HEADER), createRandom(seed)));
  await check('broken messages', () => checkBrokenMessages(rounds, createRandom(seed)));
  await check('hostile settings and files', () =>
    checkHostileFiles(folderOf('hostile'), Math.ceil(rounds / 10), createRandom(seed)),
  );
  await check('hostile output and logs', () => checkHostileOutput(rounds, createRandom(seed)));
  return { ...(await runEndurance({ ...options, folder: folderOf('project') })), hostile };
}
