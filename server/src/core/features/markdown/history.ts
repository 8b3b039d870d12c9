import { formOf } from '../../catalog/catalog';
import { BACK, CHANGED, lifeOf, releaseAfter } from '../../catalog/renames';
import type { Catalog, Flag } from '../../catalog/types';
import type { Command } from '../../config/config';

/**
 * A flag's life over the releases in one line: since when it exists, under which name before, when its default changed,
 * and until when, under which name afterwards. Empty for one that has always been the same. `defaultText` shows a
 * default in a few words.
 */
export function describeLife(
  catalog: Catalog,
  flag: Flag,
  command: Command,
  defaultText: (form: Flag['forms'][number]) => string,
): string {
  const { since, until } = lifeOf(flag);
  const before = catalog.flags.filter(({ renamed }) => renamed?.to === flag.name);
  const parts = [
    since === catalog.releases[0] ? '' : `since ${since}`,
    ...before.map(
      ({ name, renamed }) => `before ${renamed?.since} called \`${name}\`${CHANGED[BACK[renamed?.value ?? 'same']]}`,
    ),
    ...defaultsOf(catalog, flag, command, defaultText),
    until === catalog.releases.at(-1) ? '' : `until ${until}`,
    flag.renamed ? `from ${flag.renamed.since} called \`${flag.renamed.to}\`${CHANGED[flag.renamed.value]}` : '',
  ].filter((part) => part !== '');
  const said = parts.length > 0 ? `Releases: ${parts.join(' · ')}` : '';
  return flag.instead && !flag.renamed
    ? `${said}\n\nGone from ${releaseAfter(catalog, until)} on. ${flag.instead}`
    : said;
}

/** Each default with the release from which it holds, where there is more than one. */
function defaultsOf(
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
