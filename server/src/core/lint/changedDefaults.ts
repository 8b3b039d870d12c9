import { inRange, type Release } from '../catalog/release';
import { changedWords, counterpart } from '../catalog/renames';
import type { Value } from '../catalog/types';
import { printValue } from '../catalog/value';
import type { Facts } from '../facts/facts';
import { lastGiven } from '../facts/givens';
import { flagValue } from '../facts/values';
import { type Condition, holds } from './condition';

/** A flag whose default is written down where another release has another one. */
interface Explicit {
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
  explicit: Explicit[];
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
  words: string[];
  /** What would hold otherwise; undefined where that hangs on what only the run shows. */
  after: string | undefined;
  why: string;
}

/** The defaults that hold for a run and would silently change. `now` is the same run as the other release reads it. */
export function changedDefaults({ explicit }: MigrationData, was: Facts, now: Facts): ChangedDefault[] {
  return explicit.flatMap(({ flag: name, why, when, implicit, none, onlyKnown }): ChangedDefault[] => {
    if (when && holds(when, was) === false) return [];
    const target = nameIn(now, name);
    if (target === undefined || lastGiven(now, target) || now.config.open || was.config.open) return [];
    if (now.catalog.view(now.release.version, now.config.command).forms.get(target)?.noEffect) return [];
    const before = valueIn(was, name, implicit);
    const after = flagValue(now, target);
    if (before === undefined || (before === null && after === null) || (onlyKnown && after === undefined)) return [];
    const words = before === null ? none && [none] : sameValue(was, now, name, before);
    if (!words || (after !== undefined && words.join(' ') === printValue(after))) return [];
    return [{ flag: target, words, after: after === undefined ? undefined : printValue(after), why }];
  });
}

/** Whether a release without the flag does what a run asks for with it all the same. */
export const isImplicit = (
  { explicit }: MigrationData,
  name: string,
  value: Value | undefined,
  was: Facts,
  release: Release,
): boolean =>
  explicit.some(
    ({ flag, implicit, when }) =>
      flag === name &&
      implicit?.some((each) => inRange(release, each.releases) && each.value === value) === true &&
      !(when && holds(when, was) === false),
  );

/** The name that a flag has in the release of a run, its own or that of its counterpart. */
function nameIn({ catalog, release, config }: Facts, name: string): string | undefined {
  const { forms } = catalog.view(release.version, config.command);
  const flag = catalog.byName.get(name);
  if (!flag || forms.has(name)) return flag && name;
  return counterpart(catalog, flag, forms)?.flag.name;
}

function valueIn(
  facts: Facts,
  name: string,
  implicit: readonly { releases: string; value: Value }[] = [],
): Value | undefined {
  const own = nameIn(facts, name);
  if (own !== undefined && lastGiven(facts, own)) return undefined;
  const known = implicit.find(({ releases }) => inRange(facts.release.version, releases));
  return known ? known.value : own && flagValue(facts, own);
}

/** A value of the old release in words of the new one; undefined where no word says it. */
function sameValue(was: Facts, now: Facts, name: string, value: Value): string[] | undefined {
  const words = Array.isArray(value) ? value.map(printValue) : [printValue(value)];
  // What a release does by itself is said of the flag's own name.
  const [from, to] = [nameIn(was, name) ?? name, nameIn(now, name)];
  const flag = was.catalog.byName.get(from);
  if (!flag || from === to) return words;
  const { forms } = now.catalog.view(now.release.version, now.config.command);
  const other = counterpart(now.catalog, flag, forms);
  return other ? changedWords(words, other.value) : undefined;
}

/** The words that a flag needs in a release so that a run goes on doing what it did. */
export function flagsNeeded(
  { together }: MigrationData,
  was: Facts,
  to: Release,
): { flag: string; words: string[]; why: string }[] {
  return together.flatMap(({ set, to: wanted, from, when, why }) => {
    if (!inRange(was.release.version, from) || holds(when, was) !== true || lastGiven(was, set)) return [];
    const words = wanted.find(({ releases }) => inRange(to, releases))?.words;
    return words ? [{ flag: set, words, why }] : [];
  });
}

/** Flags of a run that would mean something else in a release, with the reason. */
export const flagsDropped = ({ drop }: MigrationData, was: Facts, to: Release): { flag: string; why: string }[] =>
  drop.filter(
    ({ flag, from, to: range, when }) =>
      inRange(was.release.version, from) && inRange(to, range) && lastGiven(was, flag) && holds(when, was) === true,
  );
