import type { Catalog, CatalogView, Flag, Form } from '../../catalog/types';
import { countUses } from '../../catalog/usage';
import { TYPES } from '../../catalog/value';
import type { Config } from '../../config/config';
import { formatDefault } from '../markdown/describeFlag';
import { listRelatedFlags } from '../markdown/releaseNames';

/** A flag of a release and command as completion lists it, apart from what the text around the cursor decides. */
export interface FlagRow {
  flag: Flag;
  form: Form;
  detail: string;
  section: string;
  /** The number of public scripts with this command that use it. */
  uses: number;
  /** The flags that its page refers to. */
  related: readonly string[];
}

/** Returns the rows of a release and command, computed once for each. */
export type FlagTable = (catalog: Catalog, release: string, command: Config['command']) => ReadonlyMap<string, FlagRow>;

export function createFlagTable(): FlagTable {
  const tables = new WeakMap<CatalogView, ReadonlyMap<string, FlagRow>>();
  return (catalog, release, command) => {
    const view = catalog.view(release, command);
    const table =
      tables.get(view) ??
      new Map(
        view.flags.map((flag) => {
          const form = view.forms.get(flag.name) as Form;
          const { section } = catalog.docs.flag(flag.name, release);
          const uses = countUses(catalog, flag.name, command);
          const related = listRelatedFlags(catalog, flag, release, command);
          return [flag.name, { flag, form, section, uses, related, detail: describeForm(form) }] as const;
        }),
      );
    tables.set(view, table);
    return table;
  };
}

/** Describes type and default: `int = 1`, `string list, no default`. */
function describeForm(form: Form): string {
  const type = `${TYPES[form.type].label}${form.list ? ' list' : ''}`;
  const hasNone = form.default === null && !form.overwritten && formatDefault(form) === 'None';
  return hasNone ? `${type}, no default` : `${type} = ${formatDefault(form)}`;
}
