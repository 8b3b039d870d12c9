import type { Scalar } from '../../../config/config';
import { collectAlternatives } from './alternatives';
import { joinNames } from './defaults';
import { createPersistentMap, findDifferingNames } from './persistentMap';
import {
  copyScope,
  createPartialArray,
  knownItemsOf,
  NO_SPAN,
  type PendingExport,
  type Scope,
  type ShellValue,
  setUnknown,
  UNKNOWN_TEXT,
  type Variable,
} from './scope';

/**
 * Returns the scope after one of several paths was taken, all of which start at `before`. Values on which the paths
 * agree are known, all others are unknown.
 */
export function joinScopes(before: Scope, scopes: readonly Scope[]): Scope {
  const paths = continuingPaths(scopes);
  const locals = joinLocals(before, paths);
  const pendingExports = joinPendingExports(before, paths);
  return {
    variables: joinVariables(before, paths),
    reads: before.reads,
    exportsAll: commonValueOf(paths.map(({ exportsAll }) => exportsAll)),
    ...(locals && { locals }),
    ...(pendingExports && { pendingExports }),
    exitedBy: paths[0]?.exitedBy,
    pathsDiverge: hasDivergence(scopes) || [before, ...scopes].some(({ pathsDiverge }) => pathsDiverge === true),
  };
}

/**
 * Returns the paths from which the next statement can be reached. A path that exits is not one of them; a path that
 * leaves a loop or a function continues further down.
 */
function continuingPaths(scopes: readonly Scope[]): readonly Scope[] {
  const running = scopes.filter(({ exitedBy }) => exitedBy === undefined);
  if (running.length > 0) return running;
  const leaving = scopes.filter(({ exitedBy }) => exitedBy !== 'exit');
  return leaving.length > 0 ? leaving : scopes;
}

/** Whether the paths continue at different statements. */
const hasDivergence = (scopes: readonly Scope[]): boolean =>
  new Set(scopes.map(({ exitedBy }) => exitedBy).filter((exit) => exit !== 'exit')).size > 1;

const commonValueOf = <T>([first, ...others]: readonly T[]): T | undefined =>
  others.every((other) => other === first) ? first : undefined;

/** Limit of compared variables, counted once for each path. */
const MAX_COMPARISONS = 2_000_000;

function joinVariables(before: Scope, paths: readonly Scope[]): Scope['variables'] {
  const joined = copyScope(before);
  const changed = new Set(paths.flatMap(({ variables }) => [...findDifferingNames(before.variables, variables)]));
  const isTooMany = changed.size * paths.length > MAX_COMPARISONS;
  for (const name of changed) {
    if (isTooMany) setUnknown(joined, name);
    else {
      const variable = joinVariable(paths.map(({ variables }) => variables.get(name)));
      if (variable) joined.variables.set(name, variable);
    }
  }
  return joined.variables;
}

function joinVariable(variables: readonly (Variable | undefined)[]): Variable | undefined {
  const [first, ...others] = variables;
  const anyVariable = variables.find((variable) => variable !== undefined);
  if (!anyVariable) return undefined;
  const exported = commonValueOf(variables.map((variable) => variable?.exported));
  const isSame = others.every((other) => other === first || isSameValue(other?.value, first?.value));
  const defaults = variables.reduce<readonly string[]>((all, each) => joinNames(all, each?.defaults), []);
  const joined = { ...anyVariable, exported, ...(defaults.length > 0 && { defaults }) };
  if (first && isSame) return { ...joined, value: first.value };
  const value = anyVariable.value.kind === 'array' ? createPartialArray(findCommonStart(variables)) : UNKNOWN_TEXT;
  const alternatives = collectAlternatives(variables);
  return { ...joined, value: alternatives ? { ...value, alternatives } : value };
}

/** Returns the items that all paths have put at the beginning of an array. */
function findCommonStart(variables: readonly (Variable | undefined)[]): readonly Scalar[] {
  const [first = [], ...others] = variables.map((variable) =>
    variable?.value.kind === 'array' ? knownItemsOf(variable.value) : [],
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

/** Joins the local variables. A variable that is local on some paths only may have changed the one that it hides. */
function joinLocals({ locals: before }: Scope, paths: readonly Scope[]): Scope['locals'] {
  if (!before) return undefined;
  const joined = before.copy();
  const changed = paths.flatMap(({ locals }) => (locals ? [...findDifferingNames(before, locals)] : []));
  for (const name of new Set(changed)) {
    const locals = paths.map((path) => path.locals?.get(name));
    const hidden = locals.find((local) => local?.hidden)?.hidden;
    const isSame = locals.every((local) => local && local.hidden === hidden);
    const unknown: Variable = { exported: false, key: NO_SPAN, scalar: undefined, ...hidden, value: UNKNOWN_TEXT };
    joined.set(name, { hidden: isSame ? hidden : { ...unknown, exported: unknown.exported || undefined } });
  }
  return joined;
}

function joinPendingExports({ pendingExports }: Scope, paths: readonly Scope[]): Scope['pendingExports'] {
  const before = pendingExports ?? createPersistentMap<PendingExport>();
  const changed = new Set(
    paths.flatMap((path) => (path.pendingExports ? [...findDifferingNames(before, path.pendingExports)] : [])),
  );
  if (changed.size === 0) return pendingExports;
  const joined = before.copy();
  for (const name of changed) {
    const isAlways = paths.every((path) => path.pendingExports?.get(name) === 'always');
    joined.set(name, isAlways ? 'always' : 'sometimes');
  }
  return joined;
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
