import { COMMANDS, type Command } from '../config/config';
import type { ArgumentTree, Declaration } from './argumentTree';
import { compareReleases, isInRange, type Release } from './release';
import type { Support } from './releaseSets';
import type { CatalogData, Flag, FlagNames, Form } from './types';
import { createUnionForm } from './unionForm';

/** The data of the catalog in which some releases have other flags, and the names of the flags that differ. */
export interface Overlay {
  data: CatalogData;
  changed: ReadonlySet<string>;
}

type FormsByCommand = ReadonlyMap<Command, ReadonlyMap<string, Form>>;

/** Finds the form of a flag; undefined where it does not exist. */
type FindForm = (flag: Flag, release: Release, command: Command) => Form | undefined;

/** Returns the data in which a release has the flags that a tree declares. */
export function overlayTree(data: CatalogData, base: Release, { commands }: ArgumentTree, find: FindForm): Overlay {
  const byName = new Map(data.flags.map((flag) => [flag.name, flag]));
  const forms = new Map(
    [...commands].map(([command, declarations]) => [
      command,
      new Map(
        [...declarations].map(([name, declaration]) => {
          const flag = byName.get(name);
          return [name, formOfDeclaration(declaration, flag && find(flag, base, command))] as const;
        }),
      ),
    ]),
  );
  return overlayForms(data, [base], forms, find);
}

/** Returns the data in which two releases have the flags and names of both of them, with all values that either accepts. */
export function overlayBoth(data: CatalogData, older: Release, newer: Release, find: FindForm): Overlay {
  const forms = new Map(
    COMMANDS.map((command) => [
      command,
      new Map(
        data.flags.flatMap((flag) => {
          const [a, b] = [find(flag, older, command), find(flag, newer, command)];
          const form = a && b ? createUnionForm(a, b) : (a ?? b);
          return form ? [[flag.name, form] as const] : [];
        }),
      ),
    ]),
  );
  const overlay = overlayForms(data, [older, newer], forms, find);
  return { ...overlay, data: { ...overlay.data, names: data.names.map((names) => uniteNames(names, older, newer)) } };
}

function overlayForms(data: CatalogData, at: readonly Release[], forms: FormsByCommand, find: FindForm): Overlay {
  const changed = new Set<string>();
  const known = new Set(data.flags.map(({ name }) => name));
  const flags = data.flags.map((flag) => {
    const differing = [...forms].filter(([command, byName]) =>
      at.some((release) => find(flag, release, command) !== byName.get(flag.name)),
    );
    if (differing.length === 0) return flag;
    changed.add(flag.name);
    return replaceForms(flag, at, new Map(differing), data.releases);
  });
  // Names with an underscore are internal fields of the program.
  const added = new Set(
    [...forms.values()].flatMap((byName) =>
      [...byName.keys()].filter((name) => !known.has(name) && !name.startsWith('_')),
    ),
  );
  for (const name of added) changed.add(name);
  const addedFlags = [...added].map((name) => replaceForms({ name, forms: [] }, at, forms, data.releases));
  return { data: { ...data, flags: [...flags, ...addedFlags] }, changed };
}

/** Replaces the forms of a flag in some releases, for some commands. */
function replaceForms(flag: Flag, at: readonly Release[], forms: FormsByCommand, known: readonly Release[]): Flag {
  const replaced = [...forms].flatMap(([command, byName]): Form[] => {
    const form = byName.get(flag.name);
    return form ? [{ ...form, releases: at.join(','), commands: [command] }] : [];
  });
  const kept = flag.forms.flatMap((form): Form[] => {
    const formCommands = form.commands ?? ['pt', 'sft', 'rlhf'];
    const untouched = formCommands.filter((command) => !forms.has(command));
    const releases = excludeReleases(form.releases, at, known);
    const isTouched = untouched.length < formCommands.length;
    return [
      ...(isTouched && untouched.length > 0 ? [{ ...form, commands: untouched }] : []),
      ...(isTouched ? (releases === '' ? [] : [{ ...form, releases }]) : [form]),
    ];
  });
  return { ...flag, forms: [...replaced, ...kept] };
}

/** Returns a range without some releases; empty if nothing is left. */
export function excludeReleases(range: string, excluded: readonly Release[], known: readonly Release[]): string {
  if (!excluded.some((release) => isInRange(release, range))) return range;
  const isOpen = range.endsWith('+');
  const parts: string[] = [];
  let first: Release | undefined;
  for (const [index, release] of known.entries()) {
    const isKept = isInRange(release, range) && !excluded.includes(release);
    if (isKept) first ??= release;
    const next = known[index + 1];
    const ends = next === undefined || !isInRange(next, range) || excluded.includes(next);
    if (!isKept || !ends || first === undefined) continue;
    parts.push(next === undefined && isOpen ? `${first}+` : `${first}-${release}`);
    first = undefined;
  }
  return parts.join(',');
}

/** Adds the names of two releases to both. */
function uniteNames({ flag, ranges }: FlagNames, older: Release, newer: Release): FlagNames {
  const namesAt = (release: Release): string[] =>
    ranges.filter(({ releases }) => isInRange(release, releases)).map(({ names }) => names);
  const [before, after] = [namesAt(older), namesAt(newer)];
  // A table that one of them does not have is not looked up there.
  if (before.length === 0 || after.length === 0) return { flag, ranges };
  return { flag, ranges: [...ranges, { releases: `${older},${newer}`, names: [...before, ...after].join(' ') }] };
}

/** Returns the form that a declaration means: the known one where both agree, since that is described in more detail. */
function formOfDeclaration(declaration: Declaration, known: Form | undefined): Form {
  if (known && isSameDeclaration(declaration, known)) return known;
  const { default: value = known?.default ?? null, ...rest } = declaration;
  return {
    releases: '',
    ...rest,
    // Text that the program parses as JSON later is declared as text.
    ...(known?.type === 'json' && rest.type === 'string' && { type: 'json' }),
    default: value,
    ...(known?.noEffect && { noEffect: true }),
  };
}

const FEATURES = ['list', 'bare', 'complement', 'unreadable'] as const;

/** Whether a declaration agrees with a form, as far as it can be compared. */
export function isSameDeclaration(declaration: Declaration, form: Form): boolean {
  const isSameType = declaration.type === form.type || (declaration.type === 'string' && form.type === 'json');
  return (
    isSameType &&
    FEATURES.every((feature) => (declaration[feature] ?? false) === (form[feature] ?? false)) &&
    (declaration.default === undefined || isSameValue(declaration.default, form.default)) &&
    isSameValue(declaration.choices ?? null, form.choices ?? null)
  );
}

const isSameValue = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** Releases that are compared in detail, of those whose flags have the same names. */
const MAX_COMPARED = 4;

/** Finds the release whose flags differ the least from those of a tree; of several, the one nearest to its version. */
export function findNearestRelease(
  data: CatalogData,
  { version, commands }: ArgumentTree,
  find: FindForm,
  support: Support,
): Release {
  const [command, declarations] = [...commands].find(([name]) => name === 'sft') ?? [...commands][0] ?? [];
  if (command === undefined || declarations === undefined) return data.releases.at(-1) ?? '';
  const byVersion = sortByVersion(data.releases, version);
  const byNames = keepLeast(byVersion, createNameDistance(data, command, declarations, support)).slice(0, MAX_COMPARED);
  const [nearest = ''] = keepLeast(byNames, (release) => {
    let count = 0;
    for (const flag of data.flags) {
      const [form, declaration] = [find(flag, release, command), declarations.get(flag.name)];
      if (form && declaration && !isSameDeclaration(declaration, form)) count++;
    }
    return count;
  });
  return nearest;
}

/** Returns the function that counts the flags that only a release or only the tree has. */
function createNameDistance(
  { releases, flags }: CatalogData,
  command: Command,
  declarations: ReadonlyMap<string, Declaration>,
  support: Support,
): (release: Release) => number {
  const counts = new Map(releases.map((release) => [release, 0]));
  for (const { name } of flags) {
    const having = support.ofFlag(command, name, undefined);
    const differing = declarations.has(name) ? support.all & ~having : having;
    if (differing === 0n) continue;
    for (const [index, release] of releases.entries())
      if ((differing >> BigInt(index)) & 1n) counts.set(release, (counts.get(release) ?? 0) + 1);
  }
  return (release) => counts.get(release) ?? 0;
}

/** Keeps the items with the least value, in order. */
function keepLeast(items: readonly Release[], measure: (item: Release) => number): Release[] {
  const values = new Map(items.map((item) => [item, measure(item)]));
  const least = Math.min(...values.values());
  return items.filter((item) => values.get(item) === least);
}

/** Sorts releases by preference for a version: those up to it, newest first, then the later ones. */
function sortByVersion(releases: readonly Release[], version: string): Release[] {
  const number = /^v?(\d+(?:\.\d+)*)/.exec(version)?.[1];
  if (number === undefined) return releases.toReversed();
  const earlier = releases.filter((release) => compareReleases(release, number) <= 0);
  return [...earlier.reverse(), ...releases.filter((release) => compareReleases(release, number) > 0)];
}
