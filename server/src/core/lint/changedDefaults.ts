import { isInRange, type Release } from '../catalog/release';
import { convertValues, findCounterpart } from '../catalog/renames';
import type { Value } from '../catalog/types';
import { printValue } from '../catalog/value';
import type { Facts } from '../facts/facts';
import { findGiven } from '../facts/givens';
import { flagValue } from '../facts/values';
import { type Condition, holds } from './condition';

/** A flag whose default is written down where another release has another one. */
interface ExplicitDefault {
  flag: string;
  why: string;
  when?: Condition;
  /** What releases do by themselves that do not have the flag, or do not read it. */
  implicit?: { releases: string; value: Value }[];
  /** The word for None in a release whose type has none. */
  none?: string;
  /** Left alone where it is not known what would hold otherwise: it decides how fast a run is, and not what it does. */
  onlyKnown?: boolean;
}

/** What is known of moving between releases besides the flags themselves; `schemas/migration.json`. */
export interface MigrationData {
  /** Defaults that are written down where another release has another one, unless `when` is known not to hold. */
  explicit: ExplicitDefault[];
  /** Flags that have to be given from some release on, for what another one did alone before. */
  together: { set: string; to: { releases: string; words: string[] }[]; from: string; when: Condition; why: string }[];
  /** Flags that mean something else beside others in later releases. */
  drop: { flag: string; from: string; to: string; when: Condition; why: string }[];
}

/** A default of one release that another one does not share. */
export interface ChangedDefault {
  /** As the new release calls it. */
  flag: string;
  /** What held before, in words of the new release. */
  values: string[];
  /** What would hold otherwise; undefined where that hangs on what only the run shows. */
  after: string | undefined;
  why: string;
}

/** The defaults that hold for a run and would silently change. `now` is the same run as the other release reads it. */
export function findChangedDefaults({ explicit }: MigrationData, oldFacts: Facts, newFacts: Facts): ChangedDefault[] {
  return explicit.flatMap(({ flag: name, why, when, implicit, none, onlyKnown }): ChangedDefault[] => {
    if (when && holds(when, oldFacts) === false) return [];
    const target = findNameInRelease(newFacts, name);
    if (
      target === undefined ||
      findGiven(newFacts, target) ||
      newFacts.config.mayHaveMoreFlags ||
      oldFacts.config.mayHaveMoreFlags
    )
      return [];
    if (newFacts.catalog.view(newFacts.release.version, newFacts.config.command).forms.get(target)?.noEffect) return [];
    const before = impliedValueOf(oldFacts, name, implicit);
    const after = flagValue(newFacts, target);
    if (before === undefined || (before === null && after === null) || (onlyKnown && after === undefined)) return [];
    const values = before === null ? none && [none] : translateValue(oldFacts, newFacts, name, before);
    if (!values || (after !== undefined && values.join(' ') === printValue(after))) return [];
    return [{ flag: target, values, after: after === undefined ? undefined : printValue(after), why }];
  });
}

/** Whether a release without the flag does what a run asks for with it all the same. */
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

/** The name that a flag has in the release of a run, its own or that of its counterpart. */
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
): Value | undefined {
  const nameHere = findNameInRelease(facts, name);
  if (nameHere !== undefined && findGiven(facts, nameHere)) return undefined;
  const implied = implicit.find(({ releases }) => isInRange(facts.release.version, releases));
  return implied ? implied.value : nameHere && flagValue(facts, nameHere);
}

/** A value of the old release in words of the new one; undefined where no word says it. */
function translateValue(oldFacts: Facts, newFacts: Facts, name: string, value: Value): string[] | undefined {
  const values = Array.isArray(value) ? value.map(printValue) : [printValue(value)];
  // What a release does by itself is said of the flag's own name.
  const [from, to] = [findNameInRelease(oldFacts, name) ?? name, findNameInRelease(newFacts, name)];
  const flag = oldFacts.catalog.byName.get(from);
  if (!flag || from === to) return values;
  const { forms } = newFacts.catalog.view(newFacts.release.version, newFacts.config.command);
  const other = findCounterpart(newFacts.catalog, flag, forms);
  return other ? convertValues(values, other.value) : undefined;
}

/** The words that a flag needs in a release so that a run goes on doing what it did. */
export function findNeededFlags(
  { together }: MigrationData,
  oldFacts: Facts,
  release: Release,
): { flag: string; values: string[]; why: string }[] {
  return together.flatMap(({ set, to: alternatives, from, when, why }) => {
    if (!isInRange(oldFacts.release.version, from) || holds(when, oldFacts) !== true || findGiven(oldFacts, set))
      return [];
    const values = alternatives.find(({ releases }) => isInRange(release, releases))?.words;
    return values ? [{ flag: set, values, why }] : [];
  });
}

/** Flags of a run that would mean something else in a release, with the reason. */
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
