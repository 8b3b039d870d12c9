import { counterpart } from '../catalog/renames';
import type { Catalog } from '../catalog/types';
import { type Config, plainName } from '../config/config';
import type { GivenFlag } from './givens';

/**
 * The flags that a run does not give by their names, but by one of another release or tool. Until that name is put
 * right, nobody can tell their values; the default is not what the user wants. Where ignore_args_error is true, such a
 * name is dropped and the default holds indeed.
 */
export function meantFlags(
  given: readonly GivenFlag[],
  catalog: Catalog,
  release: string,
  { command }: Config,
): ReadonlySet<string> {
  const strange = given.filter(({ match }) => match.kind === 'unknown' || match.kind === 'ambiguous');
  if (strange.length === 0 || isSilenced(given)) return NONE;
  const { forms } = catalog.view(release, command);
  const names = new Set(strange.map(({ entry }) => plainName(entry.name)));
  return new Set(
    [...names].flatMap((name) => {
      const flag = catalog.byName.get(name);
      const foreign = catalog.foreignByName.get(name) ?? [];
      return [
        ...(flag ? [counterpart(catalog, flag, forms)?.flag.name ?? name] : []),
        ...foreign.flatMap(({ flags }) => flags?.find((each) => forms.has(each)) ?? []),
      ];
    }),
  );
}

const NONE: ReadonlySet<string> = new Set();

const isSilenced = (given: readonly GivenFlag[]): boolean =>
  given.findLast(({ flag }) => flag?.name === 'ignore_args_error')?.value === true;
