import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pluralize } from '../core/text/plural';
import { searchAround, traceReads } from './files';
import { writeMessages } from './messages';
import type { Output } from './output';
import { UsageError } from './usageError';

/** Time between two looks at the files, in milliseconds. */
const MIN_PAUSE_MS = 300;
/** A look at many files takes longer, and then at most this part of the time. */
const MAX_SHARE = 0.1;

/** Looks after a change, until files that never stop changing are checked all the same. */
const MAX_SETTLING_LOOKS = 10;

/** The state of a file that is not there. */
const MISSING = 'missing';

/** The state of each file, by its path. */
type Snapshot = ReadonlyMap<string, string>;

/**
 * Checks files again whenever one of them, or one that the check reads, changes, appears or disappears. Files are looked at
 * in intervals: no notice arrives of a change that another machine makes on a shared disk. A burst of changes is waited for.
 */
export async function watchFiles(check: () => void, list: () => string[], errors: Output): Promise<never> {
  let watched: string[] = [];
  for (let isFirst = true; ; isFirst = false) {
    // A file that changes during the check differs from the snapshot before it.
    const [listed, earlier] = [takeSnapshot(listPaths(list)), takeSnapshot(watched)];
    // A file that cannot be read at first is a mistake in the call.
    watched = traceReads(isFirst ? check : () => reportErrors(check, errors));
    const look = (): Snapshot => takeSnapshot([...listPaths(list), ...watched]);
    const now = look();
    const known = new Map([...now, ...[...earlier].filter(([path]) => now.has(path)), ...listed]);
    const count = [...now.values()].filter((state) => state !== MISSING).length;
    writeMessages(errors, [`watching ${pluralize(count, 'file')}; Ctrl-C stops`]);
    let changed = await waitUntil(look, (now) => !isEqual(now, known));
    for (let looks = 0; looks < MAX_SETTLING_LOOKS; looks++) {
      const next = await waitUntil(look, () => true);
      if (isEqual(next, changed)) break;
      changed = next;
    }
  }
}

async function waitUntil(look: () => Snapshot, isEnough: (now: Snapshot) => boolean): Promise<Snapshot> {
  let pause = MIN_PAUSE_MS;
  for (;;) {
    await sleep(pause);
    const start = performance.now();
    const now = look();
    pause = Math.max(MIN_PAUSE_MS, (performance.now() - start) / MAX_SHARE);
    if (isEnough(now)) return now;
  }
}

/** A folder that is replaced is missing for a moment. */
function listPaths(list: () => string[]): string[] {
  try {
    return list();
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

/** Runs a check. A file that cannot be read is reported, and watched until it can. */
function reportErrors(check: () => void, errors: Output): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    writeMessages(errors, [error.message]);
  }
}

const takeSnapshot = (paths: readonly string[]): Snapshot =>
  new Map(paths.map((path) => [resolve(path), searchAround(path).stat(path)?.key ?? MISSING]));

const isEqual = (a: Snapshot, b: Snapshot): boolean =>
  a.size === b.size && [...a].every(([path, stamp]) => b.get(path) === stamp);
