import type { Scalar, Span } from '../../../config/config';
import { createPersistentMap, findDifferingNames, type PersistentMap } from './persistentMap';

/** What a variable holds. Text and items are undefined where they cannot be known. */
export type ShellValue =
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
      associative?: true;
      start?: readonly Scalar[];
    };

export interface Variable {
  value: ShellValue;
  /** Whether commands get it; undefined where that differs by path. */
  exported: boolean | undefined;
  /** The name and the value where they were last written. */
  key: Span;
  scalar: Scalar | undefined;
  /** `declare -i`, `-l`, `-u`: whatever is assigned becomes something else; after `-n` nobody knows what. */
  transform?: Transform | undefined;
}

export type Transform = 'integer' | 'lower' | 'upper' | 'unknown';

/**
 * The variables that the script itself has touched. One that is absent has whatever value the caller's environment
 * gave it, which nobody knows here.
 */
export interface Scope {
  variables: PersistentMap<Variable>;
  /** `set -a`: every assignment exports; undefined where that differs by path. */
  exportsAll: boolean | undefined;
  /** Names that were exported before they held anything. */
  pendingExports?: PersistentMap<PendingExport>;
  /** What a function declared for itself, with the variable that each of them hides; undefined outside of functions. */
  locals?: PersistentMap<LocalVariable>;
  /** Nothing below is reached: what the script left, and by which command. */
  exitedBy?: ExitCommand | undefined;
  /** Some path has left a loop or a function early, with variables that nobody kept. */
  pathsDiverge?: boolean;
}

/** Whether a name is exported on all paths, or on some. */
type PendingExport = 'surely' | 'maybe';

/** What a local variable hides. */
interface LocalVariable {
  hidden: Variable | undefined;
}

export type ExitCommand = 'exit' | 'return' | 'break' | 'continue';

export const NO_SPAN: Span = { start: 0, end: 0 };
export const UNKNOWN_TEXT: ShellValue = { kind: 'text', text: undefined };

export const createScope = (): Scope => ({ variables: createPersistentMap(), exportsAll: false });
export const copyScope = (scope: Scope): Scope => ({
  ...scope,
  variables: scope.variables.copy(),
  ...(scope.locals && { locals: scope.locals.copy() }),
  ...(scope.pendingExports && { pendingExports: scope.pendingExports.copy() }),
});

/** The scope of a new process: it gets what is exported, and arrays never are. */
export function toChildScope(scope: Scope): Scope {
  const inherit = (variable: Variable): Variable | undefined => {
    const { exported, value } = variable;
    if (exported === false || value.kind !== 'text') return undefined;
    return exported ? variable : { ...variable, value: UNKNOWN_TEXT };
  };
  return { variables: scope.variables.mapValues(inherit), exportsAll: false };
}

const PENDING_EXPORT_STATES = { surely: true, maybe: undefined, never: false } as const;

/** `made` says that the value has been transformed already. */
export function setValue(
  scope: Scope,
  name: string,
  value: ShellValue,
  at: Span = NO_SPAN,
  scalar?: Scalar,
  appliedTransform?: Transform,
): void {
  const before = scope.variables.get(name);
  const wasExported = before ? before.exported : PENDING_EXPORT_STATES[scope.pendingExports?.get(name) ?? 'never'];
  const exported = scope.exportsAll === false || wasExported === true ? wasExported : scope.exportsAll;
  const transform = before?.transform;
  const isFinal = transform === undefined || transform === appliedTransform;
  scope.variables.set(name, { value: isFinal ? value : UNKNOWN_TEXT, exported, key: at, scalar, transform });
}

export const setUnknown = (scope: Scope, name: string): void => {
  const before = scope.variables.get(name);
  const value: ShellValue = before?.value.kind === 'array' ? { kind: 'array', items: undefined } : UNKNOWN_TEXT;
  // Under `set -a` it is exported, if it is assigned at all.
  const wasExported = before ? before.exported : PENDING_EXPORT_STATES[scope.pendingExports?.get(name) ?? 'never'];
  const exported = scope.exportsAll === false || wasExported ? wasExported : undefined;
  scope.variables.set(name, { key: NO_SPAN, scalar: undefined, ...before, exported, value });
};

/** The text of `$NAME`, with `isSet` where a default would matter; undefined where nothing is known of it. */
export function textOf(scope: Scope, name: string): { text: string; isSet: boolean } | undefined {
  const value = scope.variables.get(name)?.value;
  if (!value) return undefined;
  if (value.kind === 'unset') return { text: '', isSet: false };
  if (value.kind === 'text') return value.text === undefined ? undefined : { text: value.text, isSet: true };
  const first = value.keys && value.keys[0] !== '0' ? undefined : value.items?.[0];
  if (!value.items || value.associative) return undefined;
  if (!first) return { text: '', isSet: false };
  return first.value === undefined ? undefined : { text: first.value, isSet: true };
}

/** What `+=` makes of a text; undefined where nothing is known of either part. */
export const appendText = (before: string | undefined, text: string | undefined): string | undefined =>
  before === undefined || text === undefined ? undefined : before + text;

/** The scope after one of several paths was taken: what all of them agree on is known, everything else is not. */
export function joinScopes(target: Scope, scopes: readonly Scope[]): void {
  const paths = continuingPaths(target, scopes);
  const names = findChangedNames(target, paths);
  // Where thousands of paths change thousands of variables, nobody looks at each of them on each path.
  const isTooMany = names.size * paths.length > MAX_COMPARISONS;
  if (isTooMany) for (const name of names) setUnknown(target, name);
  for (const name of isTooMany ? [] : names) {
    const [first, ...others] = paths.map(({ variables }) => variables.get(name));
    const anyVariable = first ?? others.find((each) => each !== undefined);
    if (!anyVariable) continue;
    const isSame = others.every((each) => each === first || isSameValue(each?.value, first?.value));
    const exported = others.every((each) => each?.exported === first?.exported) ? first?.exported : undefined;
    const merged: ShellValue =
      anyVariable.value.kind === 'array' ? createPartialArray(findCommonStart([first, ...others])) : UNKNOWN_TEXT;
    target.variables.set(name, { ...anyVariable, value: isSame && first ? first.value : merged, exported });
  }
  joinLocals(target, paths);
  joinPendingExports(target, paths);
  const [first] = paths;
  target.exportsAll = paths.every(({ exportsAll }) => exportsAll === first?.exportsAll) ? first?.exportsAll : undefined;
}

/** An array of which the first items are known, and no more. */
export const createPartialArray = (items: readonly Scalar[]): ShellValue & { kind: 'array' } => ({
  kind: 'array',
  items: undefined,
  ...(items.length > 0 && { start: items }),
});

/** The items that an array begins with, whatever comes behind them. */
export const knownItemsOf = ({ items, start, keys, associative }: ShellValue & { kind: 'array' }): readonly Scalar[] =>
  keys || associative ? [] : (items ?? start ?? []);

/** What all paths have put at the beginning of an array. */
function findCommonStart(variables: readonly (Variable | undefined)[]): readonly Scalar[] {
  const [first = [], ...others] = variables.map((each) =>
    each?.value.kind === 'array' ? knownItemsOf(each.value) : [],
  );
  const isShared = (item: Scalar, index: number): boolean =>
    others.every((other) => {
      const counterpart = other[index];
      return (
        counterpart === item ||
        (item.value !== undefined && counterpart?.value === item.value && counterpart.span.start === item.span.start)
      );
    });
  const end = first.findIndex((item, index) => !isShared(item, index));
  return end < 0 ? first : first.slice(0, end);
}

const MAX_COMPARISONS = 2_000_000;

/** The variables that are not the same on all paths as they were before. */
const findChangedNames = ({ variables: before }: Scope, paths: readonly Scope[]): Set<string> =>
  new Set(paths.flatMap(({ variables }) => [...findDifferingNames(before, variables)]));

/** What is local on some paths only may or may not have been changed for those outside. */
function joinLocals(target: Scope, paths: readonly Scope[]): void {
  const { locals } = target;
  if (!locals) return;
  const names = paths.flatMap((path) => (path.locals ? [...findDifferingNames(locals, path.locals)] : []));
  for (const name of new Set(names)) {
    const all = paths.map((path) => path.locals?.get(name));
    const hidden = all.find((local) => local?.hidden)?.hidden;
    const isSure = all.every((local) => local && local.hidden === hidden);
    const unknown: Variable = { exported: false, key: NO_SPAN, scalar: undefined, ...hidden, value: UNKNOWN_TEXT };
    locals.set(name, { hidden: isSure ? hidden : { ...unknown, exported: unknown.exported || undefined } });
  }
}

/** A name that was promised on some paths only may be exported. */
function joinPendingExports(target: Scope, paths: readonly Scope[]): void {
  const before = target.pendingExports ?? createPersistentMap<PendingExport>();
  const names = new Set(
    paths.flatMap(({ pendingExports }) => (pendingExports ? [...findDifferingNames(before, pendingExports)] : [])),
  );
  if (names.size > 0) target.pendingExports = before;
  for (const name of names) {
    const isSure = paths.every(({ pendingExports }) => pendingExports?.get(name) === 'surely');
    before.set(name, isSure ? 'surely' : 'maybe');
  }
}

/** The paths that what follows can come from. One that exits is none of them; one that leaves a loop is, further down. */
function continuingPaths(target: Scope, scopes: readonly Scope[]): readonly Scope[] {
  const running = scopes.filter(({ exitedBy }) => exitedBy === undefined);
  const leaving = scopes.filter(({ exitedBy }) => exitedBy !== undefined && exitedBy !== 'exit');
  const paths = running.length > 0 ? running : leaving.length > 0 ? leaving : scopes;
  const [first] = paths;
  target.exitedBy = first?.exitedBy;
  const hasDiverged =
    (running.length > 0 && leaving.length > 0) || paths.some(({ exitedBy }) => exitedBy !== first?.exitedBy);
  target.pathsDiverge =
    hasDiverged || scopes.some(({ pathsDiverge }) => pathsDiverge === true) || target.pathsDiverge === true;
  return paths;
}

function isSameValue(a: ShellValue | undefined, b: ShellValue | undefined): boolean {
  if (!a || !b || a.kind !== b.kind) return false;
  if (a.kind === 'text' && b.kind === 'text') return a.text !== undefined && a.text === b.text;
  if (a.kind !== 'array' || b.kind !== 'array') return true;
  const { items } = b;
  if (a.keys?.join() !== b.keys?.join()) return false;
  if (!a.items || !items || a.items.length !== items.length) return false;
  return a.items.every(({ value }, index) => value !== undefined && value === items[index]?.value);
}
