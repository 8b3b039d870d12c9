import type { Service } from '../core/service';
import { UsageError } from './files';

/** A release of the catalogue as an option names it: `4.5` stands for the newest 4.5.x that it holds. */
export function resolveRelease({ catalog: { releases } }: Service, option: string, requested: string): string {
  const number = requested.replace(/^v/, '');
  const found = releases.findLast((each) => each === number || each.startsWith(`${number}.`));
  if (found) return found;
  const range = `${releases[0]} to ${releases.at(-1)}`;
  throw new UsageError(`${option} ${requested}: the catalogue holds ms-swift ${range}, and no such release`);
}
