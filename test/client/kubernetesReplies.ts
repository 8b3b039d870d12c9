import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProcessResult } from '../../client/src/launch/process/run';

/** Replies of real releases of kubectl; test/data/replies/README.md describes how they were recorded. */

interface Reply {
  code: number;
  stdout?: string;
  stderr?: string;
}

const folder = resolve(import.meta.dirname, '../data/replies/kubernetes');

/** The recordings by release of kubectl and situation. */
export const KUBECTL_RECORDINGS: Record<string, Record<string, Reply>> = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
);

export const KUBECTL_RELEASES = Object.keys(KUBECTL_RECORDINGS);

/** Returns the recorded result of a situation. */
export function kubectlResultOf(release: string, situation: string): ProcessResult {
  const reply = KUBECTL_RECORDINGS[release]?.[situation];
  if (!reply) throw new Error(`${situation} was not recorded with ${release}`);
  return { argv: ['kubectl'], ended: 'exit', stdout: '', stderr: '', ...reply };
}
