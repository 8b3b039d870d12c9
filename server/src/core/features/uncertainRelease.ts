import type { ReleaseChoice } from '../catalog/release';
import type { Catalog } from '../catalog/types';
import type { Config } from '../config/config';
import type { Document } from '../document/document';
import { chooseReleaseOf } from '../document/releases';
import type { Finding } from '../lint/rule';
import { describeReleaseReason } from './markdown/describeFlag';

/** Reports once that a file names a release which the catalog does not have, and which one is taken instead. */
export function reportUncertainRelease(catalog: Catalog, document: Document, config: Config): Finding[] {
  const { configs } = document.reading;
  const release = chooseReleaseOf(catalog, document, config);
  const message = describeDoubt(release);
  if (message === undefined) return [];
  const previous = configs[configs.indexOf(config) - 1];
  if (previous && describeDoubt(chooseReleaseOf(catalog, document, previous)) === message) return [];
  return [
    {
      rule: 'release.unknown',
      severity: 'hint',
      outcome: 'style',
      message,
      span: config.head,
      flags: [],
      related: [],
      fixes: [],
    },
  ];
}

/** Describes the release that takes the place of the named one; undefined if that is known, or only a range. */
function describeDoubt(release: ReleaseChoice): string | undefined {
  const { version, requested, doubt, tree, others, unreadable } = release;
  if (unreadable !== undefined)
    return `The release in the settings is \`${unreadable}\`, which names no release of ms-swift. This file is checked as ${version}: ${describeReleaseReason(release)}. Set a release such as ${version}.`;
  if (requested === undefined || tree) return undefined;
  const subject = `ms-swift ${requested} (${describeReleaseReason(release)})`;
  if (doubt === 'between')
    return `${subject} is not a release, but lies between ${others?.[0]} and ${version}. What either of them accepts is accepted here.`;
  if (doubt === 'after')
    return `${subject} is not among the releases that are known. This file is checked as ${version}, the nearest older one; flags and names that ${version} does not have are warnings, since ${requested} may have them.`;
  if (doubt === 'before')
    return `${subject} is older than all releases that are known. This file is checked as ${version}, the oldest one, and errors are only warnings.`;
  return /[<>=~^*,]/.test(requested)
    ? undefined
    : `${subject} is a commit, which lies at an unknown place between the releases. This file is checked as ${version}, the newest release that fits its flags.`;
}
