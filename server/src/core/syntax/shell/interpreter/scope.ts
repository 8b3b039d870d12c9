import type { Scalar, Span } from '../../../config/config';
import { differing, type Layers, layersOf } from './persistentMap';

/** What a variable holds. Text and items are undefined where they cannot be known. */
export type Held =
  | { kind: 'unset' }
  | { kind: 'text'; text: string | undefined }
  /**
   * `keys` where they are not 0, 1, 2 ..; the names of `declare -A` come in an order that nobody knows. `start` are the
   * first items where what comes behind them is not known.
   */
  | {
      kind: 'array';
      items: readonly Scalar[] | undefined;
      keys?: readonly string[];
      named?: true;
      start?: readonly Scalar[];
    };

export interface Variable {
  held: Held;
  /** Whether commands get it; undefined where that differs by path. */
  exported: boolean | undefined;
  /** The name and the value where they were last written. */
  key: Span;
  scalar: Scalar | undefined;
  /** `declare -i`, `-l`, `-u`: whatever is assigned becomes something else; after `-n` nobody knows what. */
  transforms?: Transform | undefined;
}

export type Transform = 'integer' | 'lower' | 'upper' | 'unknown';

/**
 * The variables that the script itself has touched. One that is absent has whatever value the caller's environment
 * gave it, which nobody knows here.
 */
export interface Scope {
  variables: Layers<Variable>;
  /** `set -a`: every assignment exports; undefined where that differs by path. */
  exportsAll: boolean | undefined;
  /** Names that were exported before they held anything. */
  promised?: Layers<Promised>;
  /** What a function declared for itself, with the variable that each of them hides; undefined outside of functions. */
  locals?: Layers<Local>;
  /** Nothing below is reached: what the script left, and by which command. */
  left?: Leave | undefined;
  /** Some path has left a loop or a function early, with variables that nobody kept. */
  forks?: boolean;
}

/** Whether a name is exported on all paths, or on some. */
type Promised = 'surely' | 'maybe';

/** What a local variable hides. */
interface Local {
  hidden: Variable | undefined;
}

export type Leave = 'exit' | 'return' | 'break' | 'continue';

export const NOWHERE: Span = { start: 0, end: 0 };
export const UNKNOWN_TEXT: Held = { kind: 'text', text: undefined };

export const newScope = (): Scope => ({ variables: layersOf(), exportsAll: false });
export const copyScope = (scope: Scope): Scope => ({
  ...scope,
  variables: scope.variables.copy(),
  ...(scope.locals && { locals: scope.locals.copy() }),
  ...(scope.promised && { promised: scope.promised.copy() }),
});

/** The scope of a new process: it gets what is exported, and arrays never are. */
export function exportedScope(scope: Scope): Scope {
  const passed = (variable: Variable): Variable | undefined => {
    const { exported, held } = variable;
    if (exported === false || held.kind !== 'text') return undefined;
    return exported ? variable : { ...variable, held: UNKNOWN_TEXT };
  };
  return { variables: scope.variables.seen(passed), exportsAll: false };
}

const PROMISED = { surely: true, maybe: undefined, never: false } as const;

/** `made` says that the value has been transformed already. */
export function setHeld(
  scope: Scope,
  name: string,
  held: Held,
  at: Span = NOWHERE,
  scalar?: Scalar,
  made?: Transform,
): void {
  const before = scope.variables.get(name);
  const kept = before ? before.exported : PROMISED[scope.promised?.get(name) ?? 'never'];
  const exported = scope.exportsAll === false || kept === true ? kept : scope.exportsAll;
  const transforms = before?.transforms;
  const isLeft = transforms === undefined || transforms === made;
  scope.variables.set(name, { held: isLeft ? held : UNKNOWN_TEXT, exported, key: at, scalar, transforms });
}

export const setUnknown = (scope: Scope, name: string): void => {
  const before = scope.variables.get(name);
  const held: Held = before?.held.kind === 'array' ? { kind: 'array', items: undefined } : UNKNOWN_TEXT;
  // Under `set -a` it is exported, if it is assigned at all.
  const kept = before ? before.exported : PROMISED[scope.promised?.get(name) ?? 'never'];
  const exported = scope.exportsAll === false || kept ? kept : undefined;
  scope.variables.set(name, { key: NOWHERE, scalar: undefined, ...before, exported, held });
};

/** The text of `$NAME`, with `isSet` where a default would matter; undefined where nothing is known of it. */
export function textOf(scope: Scope, name: string): { text: string; isSet: boolean } | undefined {
  const held = scope.variables.get(name)?.held;
  if (!held) return undefined;
  if (held.kind === 'unset') return { text: '', isSet: false };
  if (held.kind === 'text') return held.text === undefined ? undefined : { text: held.text, isSet: true };
  const first = held.keys && held.keys[0] !== '0' ? undefined : held.items?.[0];
  if (!held.items || held.named) return undefined;
  if (!first) return { text: '', isSet: false };
  return first.value === undefined ? undefined : { text: first.value, isSet: true };
}

/** What `+=` makes of a text; undefined where nothing is known of either part. */
export const appended = (before: string | undefined, text: string | undefined): string | undefined =>
  before === undefined || text === undefined ? undefined : before + text;

/** The scope after one of several paths was taken: what all of them agree on is known, everything else is not. */
export function mergePaths(into: Scope, all: readonly Scope[]): void {
  const paths = goingOn(into, all);
  const names = changedNames(into, paths);
  // Where thousands of paths change thousands of variables, nobody looks at each of them on each path.
  const isTooMuch = names.size * paths.length > MOST_COMPARED;
  if (isTooMuch) for (const name of names) setUnknown(into, name);
  for (const name of isTooMuch ? [] : names) {
    const [first, ...others] = paths.map(({ variables }) => variables.get(name));
    const some = first ?? others.find((each) => each !== undefined);
    if (!some) continue;
    const agreed = others.every((each) => each === first || sameHeld(each?.held, first?.held));
    const exported = others.every((each) => each?.exported === first?.exported) ? first?.exported : undefined;
    const held: Held = some.held.kind === 'array' ? openArray(commonStart([first, ...others])) : UNKNOWN_TEXT;
    into.variables.set(name, { ...some, held: agreed && first ? first.held : held, exported });
  }
  mergeLocals(into, paths);
  mergePromised(into, paths);
  const [first] = paths;
  into.exportsAll = paths.every(({ exportsAll }) => exportsAll === first?.exportsAll) ? first?.exportsAll : undefined;
}

/** An array of which the first items are known, and no more. */
export const openArray = (start: readonly Scalar[]): Held & { kind: 'array' } => ({
  kind: 'array',
  items: undefined,
  ...(start.length > 0 && { start }),
});

/** The items that an array begins with, whatever comes behind them. */
export const startOf = ({ items, start, keys, named }: Held & { kind: 'array' }): readonly Scalar[] =>
  keys || named ? [] : (items ?? start ?? []);

/** What all paths have put at the beginning of an array. */
function commonStart(all: readonly (Variable | undefined)[]): readonly Scalar[] {
  const [first = [], ...others] = all.map((each) => (each?.held.kind === 'array' ? startOf(each.held) : []));
  const isShared = (item: Scalar, index: number): boolean =>
    others.every((other) => {
      const its = other[index];
      return (
        its === item || (item.value !== undefined && its?.value === item.value && its.span.start === item.span.start)
      );
    });
  const end = first.findIndex((item, index) => !isShared(item, index));
  return end < 0 ? first : first.slice(0, end);
}

const MOST_COMPARED = 2_000_000;

/** The variables that are not the same on all paths as they were before. */
const changedNames = ({ variables: before }: Scope, paths: readonly Scope[]): Set<string> =>
  new Set(paths.flatMap(({ variables }) => [...differing(before, variables)]));

/** What is local on some paths only may or may not have been changed for those outside. */
function mergeLocals(into: Scope, paths: readonly Scope[]): void {
  const { locals } = into;
  if (!locals) return;
  const names = paths.flatMap((path) => (path.locals ? [...differing(locals, path.locals)] : []));
  for (const name of new Set(names)) {
    const all = paths.map((path) => path.locals?.get(name));
    const hidden = all.find((local) => local?.hidden)?.hidden;
    const isSure = all.every((local) => local && local.hidden === hidden);
    const unknown: Variable = { exported: false, key: NOWHERE, scalar: undefined, ...hidden, held: UNKNOWN_TEXT };
    locals.set(name, { hidden: isSure ? hidden : { ...unknown, exported: unknown.exported || undefined } });
  }
}

/** A name that was promised on some paths only may be exported. */
function mergePromised(into: Scope, paths: readonly Scope[]): void {
  const before = into.promised ?? layersOf<Promised>();
  const names = new Set(paths.flatMap(({ promised }) => (promised ? [...differing(before, promised)] : [])));
  if (names.size > 0) into.promised = before;
  for (const name of names) {
    const isSure = paths.every(({ promised }) => promised?.get(name) === 'surely');
    before.set(name, isSure ? 'surely' : 'maybe');
  }
}

/** The paths that what follows can come from. One that exits is none of them; one that leaves a loop is, further down. */
function goingOn(into: Scope, all: readonly Scope[]): readonly Scope[] {
  const live = all.filter(({ left }) => left === undefined);
  const later = all.filter(({ left }) => left !== undefined && left !== 'exit');
  const paths = live.length > 0 ? live : later.length > 0 ? later : all;
  const [first] = paths;
  into.left = first?.left;
  const isLost = (live.length > 0 && later.length > 0) || paths.some(({ left }) => left !== first?.left);
  into.forks = isLost || all.some(({ forks }) => forks === true) || into.forks === true;
  return paths;
}

function sameHeld(a: Held | undefined, b: Held | undefined): boolean {
  if (!a || !b || a.kind !== b.kind) return false;
  if (a.kind === 'text' && b.kind === 'text') return a.text !== undefined && a.text === b.text;
  if (a.kind !== 'array' || b.kind !== 'array') return true;
  const { items } = b;
  if (a.keys?.join() !== b.keys?.join()) return false;
  if (!a.items || !items || a.items.length !== items.length) return false;
  return a.items.every(({ value }, index) => value !== undefined && value === items[index]?.value);
}
