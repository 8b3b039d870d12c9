import { formOf } from '../../catalog/catalog';
import { findNextRelease, lifetimeOf, REVERSE_CHANGES, VALUE_CHANGE_NOTES } from '../../catalog/renames';
import type { Catalog, Flag } from '../../catalog/types';
import type { Command } from '../../config/config';

/**
 * A flag's life over the releases in one line: since when it exists, under which name before, when its default changed,
 * and until when, under which name afterwards. Empty for one that has always been the same. `defaultText` shows a
 * default in a few words.
 */
export function describeHistory(
  catalog: Catalog,
  flag: Flag,
  command: Command,
  defaultText: (form: Flag['forms'][number]) => string,
): string {
  const { since, until } = lifetimeOf(catalog, flag);
  const before = catalog.flags.filter(({ renamed }) => renamed?.to === flag.name);
  const parts = [
    since === catalog.releases[0] ? '' : `since ${since}`,
    ...before.map(
      ({ name, renamed }) =>
        `before ${renamed?.since} called \`${name}\`${VALUE_CHANGE_NOTES[REVERSE_CHANGES[renamed?.value ?? 'same']]}`,
    ),
    ...describeDefaultChanges(catalog, flag, command, defaultText),
    until === catalog.releases.at(-1) ? '' : `until ${until}`,
    flag.renamed
      ? `from ${flag.renamed.since} called \`${flag.renamed.to}\`${VALUE_CHANGE_NOTES[flag.renamed.value]}`
      : '',
  ].filter((part) => part !== '');
  const history = parts.length > 0 ? `Releases: ${parts.join(' · ')}` : '';
  return flag.instead && !flag.renamed
    ? `${history}\n\nGone from ${findNextRelease(catalog, until)} on. ${flag.instead}`
    : history;
}

/** Each default with the release from which it holds, where there is more than one. */
function describeDefaultChanges(
  catalog: Catalog,
  flag: Flag,
  command: Command,
  defaultText: (form: Flag['forms'][number]) => string,
): string[] {
  const changes: string[] = [];
  let last: string | undefined;
  for (const release of catalog.releases) {
    const form = formOf(flag, release, command);
    const text = form && defaultText(form);
    if (text === undefined || text === last) continue;
    changes.push(last === undefined ? text : `${text} from ${release}`);
    last = text;
  }
  return changes.length > 1 ? [`default ${changes.join(', ')}`] : [];
}
