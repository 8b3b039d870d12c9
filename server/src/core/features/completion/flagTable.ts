import { formOf } from '../../catalog/catalog';
import { lifetimeOf } from '../../catalog/renames';
import type { Catalog, CatalogView, Flag, Form } from '../../catalog/types';
import { countUses } from '../../catalog/usage';
import { TYPES } from '../../catalog/value';
import type { Config } from '../../config/config';
import { formatDefault } from '../markdown/describeFlag';
import { docsOfFlag } from '../markdown/flagDocs';
import { listRelatedFlags } from '../markdown/releaseNames';

/** A flag of a release and command as completion lists it, apart from what the text around the cursor decides. */
export interface FlagRow {
  flag: Flag;
  form: Form;
  /** Type and default. */
  detail: string;
  /** The short name and the icon of its section. */
  group: string;
  icon: string | undefined;
  summary: string;
  /** The number of public scripts with this command that use it. */
  uses: number;
  /** The flags that its page refers to. */
  related: readonly string[];
  /** The first and the last release that has it. */
  lifetime: { since: string; until: string };
}

type Command = Config['command'];

/** The flags of all releases and commands. Each row is computed once. */
export interface FlagTable {
  list: (catalog: Catalog, release: string, command: Command) => readonly FlagRow[];
  find: (catalog: Catalog, release: string, command: Command, name: string) => FlagRow | undefined;
  /** Lists the flags that a release does not have, each as in the last of other releases that has it. */
  listOthers: (catalog: Catalog, release: string, others: readonly string[], command: Command) => readonly OtherRow[];
}

/** A flag of another release. */
export interface OtherRow {
  row: FlagRow;
  release: string;
}

export function createFlagTable(): FlagTable {
  const rowsOf = new WeakMap<CatalogView, Map<string, FlagRow>>();
  const lists = new WeakMap<CatalogView, readonly FlagRow[]>();
  const otherLists = new WeakMap<CatalogView, Map<string, readonly OtherRow[]>>();
  const find: FlagTable['find'] = (catalog, release, command, name) => {
    const view = catalog.view(release, command);
    const rows = rowsOf.get(view) ?? new Map<string, FlagRow>();
    rowsOf.set(view, rows);
    const known = rows.get(name);
    if (known) return known;
    const flag = catalog.byName.get(name);
    const form = view.forms.get(name);
    if (!flag || !form) return undefined;
    const row = createRow(catalog, flag, form, release, command);
    rows.set(name, row);
    return row;
  };
  const findOther = (catalog: Catalog, flag: Flag, others: readonly string[], command: Command): OtherRow[] => {
    const release = others.findLast((each) => formOf(flag, each, command) !== undefined);
    const row = release === undefined ? undefined : find(catalog, release, command, flag.name);
    return row && release !== undefined ? [{ row, release }] : [];
  };
  return {
    find,
    listOthers: (catalog, release, others, command) => {
      const view = catalog.view(release, command);
      const listsOfView = otherLists.get(view) ?? new Map<string, readonly OtherRow[]>();
      otherLists.set(view, listsOfView);
      const absent = (): Flag[] => catalog.flags.filter(({ name }) => !view.forms.has(name));
      const list =
        listsOfView.get(others.join()) ?? absent().flatMap((flag) => findOther(catalog, flag, others, command));
      listsOfView.set(others.join(), list);
      return list;
    },
    list: (catalog, release, command) => {
      const view = catalog.view(release, command);
      const list = lists.get(view) ?? view.flags.flatMap(({ name }) => find(catalog, release, command, name) ?? []);
      lists.set(view, list);
      return list;
    },
  };
}

function createRow(catalog: Catalog, flag: Flag, form: Form, release: string, command: Command): FlagRow {
  const { section, group = section, icon, summary } = docsOfFlag(catalog, flag, release, command);
  let related: FlagRow['related'] | undefined;
  let lifetime: FlagRow['lifetime'] | undefined;
  return {
    flag,
    form,
    detail: describeForm(form),
    group,
    icon,
    summary,
    uses: countUses(catalog, flag.name, command),
    // Of most flags, neither is ever read.
    get related() {
      related ??= listRelatedFlags(catalog, flag, release, command);
      return related;
    },
    get lifetime() {
      lifetime ??= lifetimeOf(catalog, flag, command);
      return lifetime;
    },
  };
}

/** Describes type and default: `int = 1`, `string list, no default`. One that is derived from other flags is only named. */
function describeForm(form: Form): string {
  const type = `${TYPES[form.type].label}${form.list ? ' list' : ''}`;
  if (isEmptyList(form.default)) return `${type}, no default`;
  const hasNone = form.default === null && !form.overwritten && formatDefault(form) === 'None';
  if (!hasNone) return `${type} = ${formatDefault(form)}`;
  return `${type}, ${form.effective ? 'default varies' : 'no default'}`;
}

const isEmptyList = (value: Form['default']): boolean => Array.isArray(value) && value.length === 0;
