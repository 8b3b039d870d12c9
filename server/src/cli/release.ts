import type { Service } from '../core/service';
import { Refusal } from './files';

/** A release of the catalogue as an option names it: `4.5` stands for the newest 4.5.x that it holds. */
export function releaseNamed({ catalog: { releases } }: Service, option: string, asked: string): string {
  const plain = asked.replace(/^v/, '');
  const found = releases.findLast((each) => each === plain || each.startsWith(`${plain}.`));
  if (found) return found;
  const held = `${releases[0]} to ${releases.at(-1)}`;
  throw new Refusal(`${option} ${asked}: the catalogue holds ms-swift ${held}, and no such release`);
}
