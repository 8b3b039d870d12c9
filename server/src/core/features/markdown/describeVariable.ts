import { isInRange, type Release } from '../../catalog/release';
import type { Catalog, EnvironmentVariable } from '../../catalog/types';
import { toCodeSpan } from './describeFlag';
import { escapeAngles } from './escapeAngles';

/**
 * Describes an environment variable in a release: what it is, its values, what holds in the run (`now`), and its text. One
 * that is not read there is described for the last release that reads it.
 */
export function describeVariable(
  { docs, releases }: Catalog,
  variable: EnvironmentVariable,
  release: Release,
  now = '',
): string {
  const isRead = isInRange(release, variable.releases);
  const described = isRead ? release : (releases.findLast((each) => isInRange(each, variable.releases)) ?? release);
  const { summary, description, readBy, values = {} } = docs.variable(variable.name, described);
  const valueLines = Object.entries(values).map(([word, meaning]) => `- ${toCodeSpan(word)}: ${meaning}`);
  const blocks = [
    `**${variable.name}** · environment variable`,
    isRead ? '' : `Not read in ms-swift ${release}. In ${described}:`,
    `${summary}.`,
    valueLines.join('\n'),
    now,
    description,
    `Read by ${readBy} in ms-swift ${variable.releases}`,
  ];
  return escapeAngles(blocks.filter((block) => block !== '').join('\n\n'));
}
