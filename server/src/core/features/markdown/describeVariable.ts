import { isInRange, type Release } from '../../catalog/release';
import type { Catalog, EnvironmentVariable } from '../../catalog/types';
import { toCodeSpan } from './describeFlag';

/** Describes an environment variable in a release. One that is not read there is described for the last that reads it. */
export function describeVariable({ docs, releases }: Catalog, variable: EnvironmentVariable, release: Release): string {
  const isRead = isInRange(release, variable.releases);
  const described = isRead ? release : (releases.findLast((each) => isInRange(each, variable.releases)) ?? release);
  const { description, readBy, values = {} } = docs.variable(variable.name, described);
  const valueLines = Object.entries(values).map(([word, meaning]) => `- ${toCodeSpan(word)}: ${meaning}`);
  return [
    `**${variable.name}** · environment variable`,
    isRead ? '' : `Not read in ms-swift ${release}. In ${described}:`,
    description,
    valueLines.join('\n'),
    `Read by ${readBy} in ms-swift ${variable.releases}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}
