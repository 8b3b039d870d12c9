import { formOf } from '../../catalog/catalog';
import { compareReleases, type Release } from '../../catalog/release';
import { findNextRelease, lifetimeOf, REVERSE_CHANGES, VALUE_CHANGE_NOTES } from '../../catalog/renames';
import { formsOfProgram } from '../../catalog/swiftExport';
import type { Catalog, Flag } from '../../catalog/types';
import { type Command, MEGATRON_COMMANDS } from '../../config/config';

/**
 * Describes the history of a flag in one line: the release that added it, its earlier name, the changes of its default,
 * the last release that has it, and its later name. Empty for a flag without changes. `formatDefault` formats a default
 * briefly.
 */
export function describeHistory(
  catalog: Catalog,
  flag: Flag,
  command: Command,
  formatDefault: (form: Flag['forms'][number]) => string,
): string {
  const { since, until } = lifetimeOf(catalog, flag, command);
  const hasForms = (other: Flag | undefined): boolean =>
    other !== undefined && formsOfProgram(other, command).length > 0;
  const before = catalog.flags.filter((other) => other.renamed?.to === flag.name && hasForms(other));
  const renamed = flag.renamed && hasForms(catalog.byName.get(flag.renamed.to)) ? flag.renamed : undefined;
  const parts = [
    since === catalog.releases[0] ? '' : `since ${since}`,
    ...before.map((other) => describeEarlierName(other, since)),
    ...describeDefaultChanges(catalog, flag, command, formatDefault),
    ...describeGaps(catalog, flag, command, since, until),
    until === catalog.releases.at(-1) ? '' : `until ${until}`,
    renamed ? `called \`${renamed.to}\`${VALUE_CHANGE_NOTES[renamed.value]} from ${renamed.since}` : '',
  ].filter((part) => part !== '');
  const history = parts.length > 0 ? `Releases: ${parts.join(' · ')}` : '';
  return flag.instead && !renamed && until !== catalog.releases.at(-1)
    ? `${history}\n\nRemoved in ${findNextRelease(catalog, until)}. ${flag.instead}`
    : history;
}

/** Lists the releases between the first and the last one in which no command of the program has the flag. */
function describeGaps(catalog: Catalog, flag: Flag, command: Command, since: Release, until: Release): string[] {
  const { releases } = catalog;
  const commands = MEGATRON_COMMANDS.includes(command) ? MEGATRON_COMMANDS : [command];
  const hasFlag = (release: Release): boolean => commands.some((each) => formOf(flag, release, each));
  const gaps: string[] = [];
  let first: Release | undefined;
  for (let index = releases.indexOf(since); index <= releases.indexOf(until); index++) {
    const release = releases[index] ?? '';
    if (!hasFlag(release)) first ??= release;
    else if (first !== undefined) {
      const last = releases[index - 1];
      gaps.push(first === last ? `not in ${first}` : `not in ${first} to ${last}`);
      first = undefined;
    }
  }
  return gaps;
}

/** Describes an earlier name of a flag, or a flag that it replaced after both had existed. */
function describeEarlierName({ name, renamed }: Flag, since: Release): string {
  if (!renamed) return '';
  const note = VALUE_CHANGE_NOTES[REVERSE_CHANGES[renamed.value]];
  const isNewName = compareReleases(since, renamed.since) >= 0;
  return isNewName
    ? `called \`${name}\`${note} before ${renamed.since}`
    : `replaces \`${name}\`${note} from ${renamed.since}`;
}

/** Lists each default with the release that introduced it, where there is more than one. */
function describeDefaultChanges(
  catalog: Catalog,
  flag: Flag,
  command: Command,
  formatDefault: (form: Flag['forms'][number]) => string,
): string[] {
  const changes: string[] = [];
  let last: string | undefined;
  for (const release of catalog.releases) {
    const form = formOf(flag, release, command);
    const text = form && formatDefault(form);
    if (text === undefined || text === last) continue;
    changes.push(last === undefined ? text : `${text} from ${release}`);
    last = text;
  }
  return changes.length > 1 ? [`default ${changes.join(', ')}`] : [];
}
