import { findCounterpart } from '../catalog/renames';
import type { Catalog } from '../catalog/types';
import { type Config, MEGATRON_COMMANDS } from '../config/config';
import { toFlagName } from '../config/lookup';
import type { GivenFlag } from './givens';

/**
 * Returns the flags that a run sets under a name of another release or tool. Their values are unknown until the name is
 * corrected, since the default is not what the user wants. If ignore_args_error is true, such a name is dropped and the
 * default applies.
 */
export function findFlagsUnderOtherNames(
  givenFlags: readonly GivenFlag[],
  catalog: Catalog,
  release: string,
  { command }: Config,
): ReadonlySet<string> {
  const unmatched = givenFlags.filter(({ match }) => match.kind === 'unknown' || match.kind === 'ambiguous');
  if (unmatched.length === 0 || ignoresArgsErrors(givenFlags)) return NO_FLAGS;
  const { forms } = catalog.view(release, command);
  const names = new Set(unmatched.map(({ entry }) => toFlagName(entry.name)));
  return new Set(
    [...names].flatMap((name) => {
      const flag = catalog.byName.get(name);
      const foreignNames = (catalog.foreignByName.get(name) ?? []).filter(({ commands = MEGATRON_COMMANDS }) =>
        commands.includes(command),
      );
      return [
        ...(flag ? [findCounterpart(catalog, flag, forms)?.flag.name ?? name] : []),
        ...foreignNames.flatMap(({ flags }) => flags?.find((each) => forms.has(each)) ?? []),
      ];
    }),
  );
}

const NO_FLAGS: ReadonlySet<string> = new Set();

const ignoresArgsErrors = (givenFlags: readonly GivenFlag[]): boolean =>
  givenFlags.findLast(({ flag }) => flag?.name === 'ignore_args_error')?.value === true;
