import type { Service } from '../core/service';
import { UsageError } from './usageError';

/** The catalog release that the value of an option means: `4.5` means the newest 4.5.x. */
export function resolveRelease({ catalog: { releases } }: Service, option: string, requested: string): string {
  const number = requested.replace(/^v/, '');
  const found = releases.findLast((release) => release === number || release.startsWith(`${number}.`));
  if (found) return found;
  const range = `${releases[0]} to ${releases.at(-1)}`;
  throw new UsageError(`${option} ${requested} is not a known release; the catalog has ms-swift ${range}`);
}
