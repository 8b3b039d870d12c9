import { isInRange, type Release } from '../catalog/release';
import { convertValues, findCounterpart } from '../catalog/renames';
import type { Value } from '../catalog/types';
import { printValue } from '../catalog/value';
import { isTraining } from '../config/lookup';
import type { Facts } from '../facts/facts';
import { findGiven } from '../facts/givens';
import { flagValue } from '../facts/values';
import { type Condition, holds } from './condition';

/** A flag whose default must be written out when it differs in the other release. */
interface ExplicitDefault {
  flag: string;
  why: string;
  when?: Condition;
  /** The run as the other release reads it does not depend on the flag if this is known to be true. */
  needlessIf?: Condition;
  /** The words for the case in which a condition is unknown: the flag is then not written out, but mentioned. */
  unlessKnown?: string;
  /** The default in most runs, if only the model decides it: it is then mentioned with the words of `onlyIf`. */
  usually?: { value: Value; releases: string; onlyIf: string };
  /** The flag decides the speed of a run and not its result, so that it is only mentioned. */
  onlySpeed?: true;
  /** The behavior of releases that do not have or do not read the flag. */
  implicit?: { releases: string; value: Value }[];
  /** The value that means None in a release whose type cannot express it. */
  none?: string;
  /** Skipped if the new default is unknown, since the flag changes the speed of a run and not its result. */
  onlyKnown?: boolean;
}

/** A flag whose value, given or default, must be another one in releases that behave differently with the same value. */
interface RewordedValue {
  flag: string;
  from: string;
  to: { releases: string; values: Record<string, string> }[];
  when: Condition;
  why: string;
}

/** A flag that releases lack: another one takes its place, or they behave so without it. */
export interface ReplacedFlag {
  flag: string;
  from: string;
  to: string;
  when: Condition;
  set?: { flag: string; value: string };
  why: string;
}

/** Knowledge for migrations that the flags themselves do not contain; see `schemas/migration.json`. */
export interface MigrationData {
  /** Defaults that are written out if the other release differs, unless `when` is known to be false. */
  explicit: ExplicitDefault[];
  /** Flags that must be added from some release on for what another flag did alone before. */
  together: { set: string; to: { releases: string; words: string[] }[]; from: string; when: Condition; why: string }[];
  reworded: RewordedValue[];
  replaced: ReplacedFlag[];
  /** Flags that take one value in some releases, and the values that mean nothing there since they always apply. */
  single: { flag: string; to: string; always: string[] }[];
  /** Removed flags, with the key of `megatron_extra_kwargs` that sets the same in the model config of later releases. */
  modelConfig: Record<string, string>;
  /** Modules that the user's own Python files may import, and that later releases lack. */
  plugins: { from: string; to: string; modules: string[]; note: string }[];
  /** Consequences of a migration that no flag can avoid. */
  notes: { from: string; to: string; when: Condition; note: string }[];
  /** Flags whose meaning next to other flags changes in later releases. */
  drop: { flag: string; from: string; to: string; when: Condition; why: string }[];
}

/** A default that differs between two releases. */
export interface ChangedDefault {
  /** The name in the new release. */
  flag: string;
  /** The old default, in values of the new release. */
  values: string[];
  /** The new default; undefined if only the run shows it. */
  after: string | undefined;
  why: string;
  /** The case in which the run depends on it, if it is unknown whether that is so. */
  onlyIf?: string;
  onlySpeed?: true;
  /** The old release has no such flag: it always behaves so. */
  isImplicit?: true;
}

/**
 * Returns the defaults of a run that would change silently. `newFacts` is the same run as the other release reads it. An
 * export has none: it converts a checkpoint, with no samples, no loss and no optimizer. `among` limits the search to some
 * flags, as the new release names them.
 */
export const findChangedDefaults = (
  { explicit }: MigrationData,
  oldFacts: Facts,
  newFacts: Facts,
  among?: ReadonlySet<string>,
): ChangedDefault[] =>
  isTraining(oldFacts.config)
    ? explicit.flatMap((each) => {
        const target = findNameInRelease(newFacts, each.flag);
        const isSearched = target !== undefined && !findGiven(newFacts, target) && (among?.has(target) ?? true);
        return (isSearched && findChangedDefault(each, target, oldFacts, newFacts)) || [];
      })
    : [];

function findChangedDefault(
  explicit: ExplicitDefault,
  target: string,
  oldFacts: Facts,
  newFacts: Facts,
): ChangedDefault | undefined {
  const { flag: name, why, unlessKnown, implicit, none, onlyKnown, onlySpeed, usually } = explicit;
  const isNeeded = isDefaultNeeded(explicit, oldFacts, newFacts);
  if (isNeeded === false) return undefined;
  if (newFacts.catalog.view(newFacts.release.version, newFacts.config.command).forms.get(target)?.noEffect)
    return undefined;
  const { value: known, isImplicit } = impliedValueOf(oldFacts, name, implicit);
  const isUsual =
    known === undefined &&
    usually !== undefined &&
    isInRange(oldFacts.release.version, usually.releases) &&
    !isNamed(oldFacts, name);
  const before = isUsual ? usually.value : known;
  const after = flagValue(newFacts, target);
  if (before === undefined || (before === null && after === null) || (onlyKnown && after === undefined))
    return undefined;
  const values = isUsual
    ? [printValue(before)]
    : before === null
      ? none && [none]
      : translateValue(oldFacts, newFacts, name, before);
  if (!values || (after !== undefined && values.join(' ') === printValue(after))) return undefined;
  const onlyIf = isUsual ? usually.onlyIf : isNeeded === undefined ? unlessKnown : undefined;
  return {
    flag: target,
    values,
    after: after === undefined ? undefined : printValue(after),
    why,
    ...(onlyIf !== undefined && { onlyIf }),
    ...(onlySpeed && { onlySpeed }),
    ...(isImplicit && { isImplicit }),
  };
}

/** Whether a run gives a flag under its name in the release. */
const isNamed = (facts: Facts, name: string): boolean => {
  const nameHere = findNameInRelease(facts, name);
  return nameHere !== undefined && findGiven(facts, nameHere) !== undefined;
};

/** Whether a run depends on a default, undefined if that is unknown. */
function isDefaultNeeded({ when, needlessIf }: ExplicitDefault, oldFacts: Facts, newFacts: Facts): boolean | undefined {
  const isRead = when ? holds(when, oldFacts) : true;
  const isNeedless = needlessIf ? holds(needlessIf, newFacts) : false;
  if (isRead === false || isNeedless === true) return false;
  return isRead === undefined || isNeedless === undefined ? undefined : true;
}

/** Whether a release without the flag behaves as the run requests with it. */
export const isImplicit = (
  { explicit }: MigrationData,
  name: string,
  value: Value | undefined,
  oldFacts: Facts,
  release: Release,
): boolean =>
  explicit.some(
    ({ flag, implicit, when }) =>
      flag === name &&
      implicit?.some((each) => isInRange(release, each.releases) && each.value === value) === true &&
      !(when && holds(when, oldFacts) === false),
  );

/** Returns the name of a flag, or of its counterpart, in the release of a run. */
function findNameInRelease({ catalog, release, config }: Facts, name: string): string | undefined {
  const { forms } = catalog.view(release.version, config.command);
  const flag = catalog.byName.get(name);
  if (!flag || forms.has(name)) return flag && name;
  return findCounterpart(catalog, flag, forms)?.flag.name;
}

function impliedValueOf(
  facts: Facts,
  name: string,
  implicit: readonly { releases: string; value: Value }[] = [],
): { value?: Value | undefined; isImplicit?: true } {
  const nameHere = findNameInRelease(facts, name);
  if (nameHere !== undefined && findGiven(facts, nameHere)) return {};
  const implied = implicit.find(({ releases }) => isInRange(facts.release.version, releases));
  if (implied) return { value: implied.value, isImplicit: true };
  return nameHere === undefined ? {} : { value: flagValue(facts, nameHere) };
}

/** Translates a value of the old release to the new one; undefined if no value expresses it. */
function translateValue(oldFacts: Facts, newFacts: Facts, name: string, value: Value): string[] | undefined {
  const values = Array.isArray(value) ? value.map(printValue) : [printValue(value)];
  // The implicit behavior of a release is recorded under the flag's own name.
  const [from, to] = [findNameInRelease(oldFacts, name) ?? name, findNameInRelease(newFacts, name)];
  const flag = oldFacts.catalog.byName.get(from);
  if (!flag || from === to) return values;
  const { forms } = newFacts.catalog.view(newFacts.release.version, newFacts.config.command);
  const other = findCounterpart(newFacts.catalog, flag, forms);
  return other ? convertValues(values, other.value) : undefined;
}

/** Returns the flags that a release needs so that a run keeps its behavior. */
export function findNeededFlags(
  { together }: MigrationData,
  oldFacts: Facts,
  release: Release,
): { flag: string; values: string[]; why: string }[] {
  if (!isTraining(oldFacts.config)) return [];
  return together.flatMap(({ set, to: alternatives, from, when, why }) => {
    if (!isInRange(oldFacts.release.version, from) || holds(when, oldFacts) !== true || findGiven(oldFacts, set))
      return [];
    const values = alternatives.find(({ releases }) => isInRange(release, releases))?.words;
    return values ? [{ flag: set, values, why }] : [];
  });
}

/** Returns the values that a run needs in a release so that it keeps its behavior; undefined if none expresses it. */
export function findRewordedValues(
  { reworded }: MigrationData,
  oldFacts: Facts,
  release: Release,
): { flag: string; value: string | undefined; why: string }[] {
  if (!isTraining(oldFacts.config)) return [];
  return reworded.flatMap(({ flag, from, to, when, why }) => {
    const values = to.find(({ releases }) => isInRange(release, releases))?.values;
    if (!values || !isInRange(oldFacts.release.version, from) || holds(when, oldFacts) !== true) return [];
    const form = oldFacts.catalog.view(release, oldFacts.config.command).forms.get(flag);
    return [{ flag, value: form?.overwritten ? undefined : values[String(flagValue(oldFacts, flag))], why }];
  });
}

/** Returns what takes the place of a given flag in a release that lacks it. */
export const findReplacement = (
  { replaced }: MigrationData,
  name: string,
  oldFacts: Facts,
  release: Release,
): ReplacedFlag | undefined =>
  replaced.find(
    ({ flag, from, to, when }) =>
      flag === name &&
      isInRange(oldFacts.release.version, from) &&
      isInRange(release, to) &&
      holds(when, oldFacts) === true,
  );

/** Returns the flags of a run whose meaning would change in a release, with the reason. */
export const findDroppedFlags = (
  { drop }: MigrationData,
  oldFacts: Facts,
  release: Release,
): { flag: string; why: string }[] =>
  drop.filter(
    ({ flag, from, to: range, when }) =>
      isInRange(oldFacts.release.version, from) &&
      isInRange(release, range) &&
      findGiven(oldFacts, flag) &&
      holds(when, oldFacts) === true,
  );

/** Returns the notes on a run whose migration has consequences that no flag can avoid. */
export const findMigrationNotes = ({ notes }: MigrationData, oldFacts: Facts, release: Release): string[] =>
  notes
    .filter(
      ({ from, to, when }) =>
        isInRange(oldFacts.release.version, from) && isInRange(release, to) && holds(when, oldFacts) === true,
    )
    .map(({ note }) => note);
