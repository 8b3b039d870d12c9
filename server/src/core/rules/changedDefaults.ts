import { inRange, type Release } from '../catalog/release';
import { changedWords, counterpart } from '../catalog/renames';
import { printValue, type Value } from '../catalog/value';
import { type Condition, holds } from './condition';
import { type Facts, flagValue, lastGiven } from './facts';

/** What is known of moving between releases besides the flags themselves; `schemas/migration.json`. */
export interface MigrationData {
  /** Defaults that are written down where another release has another one, unless `when` is known not to hold. */
  explicit: { flag: string; why: string; when?: Condition; implicit?: { releases: string; value: Value }[] }[];
  /** Defaults that are declared otherwise and change nothing. */
  harmless: { flag: string; why: string }[];
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
  after: string;
  why: string;
}

/** The defaults that hold for a run and would silently change. `now` is the same run as the other release reads it. */
export function changedDefaults({ explicit }: MigrationData, was: Facts, now: Facts): ChangedDefault[] {
  return explicit.flatMap(({ flag: name, why, when, implicit }): ChangedDefault[] => {
    if (when && holds(when, was) === false) return [];
    const target = nameIn(now, name);
    if (target === undefined || lastGiven(now, target) || now.config.open || was.config.open) return [];
    const before = valueIn(was, name, implicit);
    const after = flagValue(now, target);
    if (before === undefined) return [];
    const words = sameValue(was, now, name, before);
    if (words === undefined || after === undefined || words.join(' ') === printValue(after)) return [];
    return [{ flag: target, words, after: printValue(after), why }];
  });
}

/** Whether a release without the flag does what a value asks for all the same. */
export const isImplicit = (
  { explicit }: MigrationData,
  name: string,
  value: Value | undefined,
  release: Release,
): boolean =>
  explicit.some(
    ({ flag, implicit }) =>
      flag === name && implicit?.some((each) => inRange(release, each.releases) && each.value === value) === true,
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
  if (own !== undefined) return lastGiven(facts, own) ? undefined : flagValue(facts, own);
  return implicit.find(({ releases }) => inRange(facts.release.version, releases))?.value;
}

/** A value of the old release in words of the new one; undefined where no word says it. */
function sameValue(was: Facts, now: Facts, name: string, value: Value): string[] | undefined {
  const words = Array.isArray(value) ? value.map(printValue) : value === null ? undefined : [printValue(value)];
  const [from, to] = [nameIn(was, name), nameIn(now, name)];
  const flag = from === undefined ? undefined : was.catalog.byName.get(from);
  if (!words || !flag || from === to) return words;
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
