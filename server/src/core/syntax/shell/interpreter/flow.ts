import type { AndOr, Case, CaseItem, CompoundList, If, PipelineNode, SyntaxNode } from 'unbash';
import { expandValue } from '../expansion/expand';
import { matchesPattern, patternOf } from '../expansion/pattern';
import { dependsOnCaller, type ExitStatus } from './condition';
import { collectDefaults, joinNames } from './defaults';
import { collectAssignedNames } from './functions';
import { joinScopes } from './joinScopes';
import { createPersistentMap } from './persistentMap';
import { addDefaultsToVariable, copyScope, type Scope, setUnknown } from './scope';
import type { Walk } from './walkState';

/**
 * Control flow. If a condition follows from the script alone, one branch is walked and the others are only read;
 * otherwise all branches are walked, and the values on which they agree are known afterwards.
 */

/** The functions of the walk that the branches of a statement are passed to. */
export interface NodeWalker {
  walkNode: (node: SyntaxNode, scope: Scope, walk: Walk) => ExitStatus;
  walkList: (list: CompoundList, scope: Scope, walk: Walk) => ExitStatus;
}

/** Reads statements that are not reached: their commands are configs too, but their assignments have no effect. */
export function walkUnreached(scope: Scope, walk: Walk, body: (inner: Scope, walk: Walk) => unknown): void {
  const inner = copyScope(scope);
  inner.exitedBy = undefined;
  body(inner, { ...walk, found: walk.unreached });
}

/** Sets a scope to its state after one of several paths. */
const continueFrom = (scope: Scope, paths: readonly Scope[]): void =>
  void Object.assign(scope, joinScopes(scope, paths));

/** Walks statements that may or may not run. */
export function walkMaybe(scope: Scope, body: (inner: Scope) => unknown): void {
  const path = copyScope(scope);
  body(path);
  continueFrom(scope, [path, copyScope(scope)]);
}

/** Walks `a && b && c`. A command runs only after all commands before it succeeded. */
function walkAndChain(
  commands: AndOr['commands'],
  scope: Scope,
  walk: Walk,
  walkNode: NodeWalker['walkNode'],
): ExitStatus {
  const paths: Scope[] = [];
  let current = scope;
  let status: ExitStatus = true;
  for (const command of commands) {
    if (status === false || current.exitedBy !== undefined) {
      walkUnreached(current, walk, (inner, unreachedWalk) => walkNode(command, inner, unreachedWalk));
      continue;
    }
    if (status === undefined) {
      paths.push(copyScope(current));
      current = copyScope(current);
    }
    status = walkNode(command, current, walk);
  }
  if (paths.length > 0) continueFrom(scope, [...paths, current]);
  return paths.length > 0 && status !== false ? undefined : status;
}

export function walkAndOr(node: AndOr, scope: Scope, walk: Walk, walker: NodeWalker): ExitStatus {
  const before = scope.variables.snapshot();
  const { result, defaults } = collectDefaults(scope.reads, () => walkAndOrChain(node, scope, walk, walker));
  addDefaultsToAssigned(node, defaults, scope, before);
  return result;
}

function walkAndOrChain(
  { commands, operators }: AndOr,
  scope: Scope,
  walk: Walk,
  { walkNode }: NodeWalker,
): ExitStatus {
  const orIndex = operators.indexOf('||');
  const chain = orIndex < 0 ? commands : commands.slice(0, orIndex + 1);
  let status = walkAndChain(chain, scope, walk, walkNode);
  const rest = commands.slice(chain.length);
  for (const [index, other] of rest.entries()) {
    const runs = status === undefined ? undefined : status === (operators[chain.length - 1 + index] === '&&');
    if (scope.exitedBy !== undefined || runs === false)
      walkUnreached(scope, walk, (inner, unreachedWalk) => walkNode(other, inner, unreachedWalk));
    else if (runs) status = walkNode(other, scope, walk);
    else {
      walkMaybe(scope, (inner) => walkNode(other as PipelineNode, inner, walk));
      status = undefined;
    }
  }
  return status;
}

export function walkIf(node: If, scope: Scope, walk: Walk, walker: NodeWalker): ExitStatus {
  const branches = [node, ...node.elif];
  const paths: Scope[] = [];
  // The scope if no branch was taken so far.
  const elseScope = copyScope(scope);
  let status: ExitStatus = true;
  let taken = false;
  let conditionDefaults: readonly string[] = [];
  const before = scope.variables.snapshot();
  for (const { clause, then } of branches) {
    if (taken) {
      walkUnreached(elseScope, walk, (inner, unreachedWalk) => [
        walker.walkList(clause, inner, unreachedWalk),
        walker.walkList(then, inner, unreachedWalk),
      ]);
      continue;
    }
    const { result: holds, defaults } = collectDefaults(scope.reads, () => walker.walkList(clause, elseScope, walk));
    conditionDefaults = joinNames(conditionDefaults, defaults);
    if (holds === false || elseScope.exitedBy !== undefined) {
      walkUnreached(elseScope, walk, (inner, unreachedWalk) => walker.walkList(then, inner, unreachedWalk));
      continue;
    }
    const path = copyScope(elseScope);
    status = walker.walkList(then, path, walk);
    paths.push(path);
    taken = holds === true;
  }
  if (node.else && !taken && elseScope.exitedBy === undefined) status = walker.walkList(node.else, elseScope, walk);
  else if (node.else)
    walkUnreached(
      elseScope,
      walk,
      (inner, unreachedWalk) => node.else && walker.walkList(node.else, inner, unreachedWalk),
    );
  continueFrom(scope, taken ? paths : [...paths, elseScope]);
  addDefaultsToAssigned(node, conditionDefaults, scope, before);
  return paths.length + (taken ? 0 : 1) === 1 ? status : undefined;
}

/** Marks the variables that a statement assigns as dependent on the defaults that decide which branch is taken. */
function addDefaultsToAssigned(
  node: SyntaxNode,
  defaults: readonly string[],
  scope: Scope,
  before: ReturnType<Scope['variables']['snapshot']>,
): void {
  if (defaults.length === 0) return;
  const variablesBefore = createPersistentMap(before);
  for (const name of collectAssignedNames(node)) {
    const variable = scope.variables.get(name);
    if (variable) scope.variables.set(name, addDefaultsToVariable(variable, variablesBefore.get(name), defaults));
  }
}

export function walkCase(node: Case, scope: Scope, walk: Walk, walker: NodeWalker): ExitStatus {
  const { result: text, defaults } = collectDefaults(scope.reads, () =>
    dependsOnCaller(node.word, scope) ? undefined : expandValue(node.word, scope),
  );
  const before = scope.variables.snapshot();
  walkCaseItems(node, text, scope, walk, walker);
  addDefaultsToAssigned(node, defaults, scope, before);
  return undefined;
}

function walkCaseItems(node: Case, text: string | undefined, scope: Scope, walk: Walk, walker: NodeWalker): void {
  let mode: 'test' | 'run' | 'done' = 'test';
  for (const [index, item] of node.items.entries()) {
    // A pattern is expanded after the bodies before it have run.
    const matches: ExitStatus = mode === 'test' ? matchItem(text, item, scope) : mode === 'run';
    if (matches === undefined) {
      walkPossibleCases(node.items.slice(index), text, scope, walk, walker);
      return;
    }
    if (matches && scope.exitedBy === undefined) {
      walker.walkList(item.body, scope, walk);
      mode = item.terminator === ';&' ? 'run' : item.terminator === ';;&' ? 'test' : 'done';
    } else walkUnreached(scope, walk, (inner, unreachedWalk) => walker.walkList(item.body, inner, unreachedWalk));
  }
}

/** Walks the items from the first pattern that may match: any of their bodies may run. */
function walkPossibleCases(
  items: readonly CaseItem[],
  text: string | undefined,
  scope: Scope,
  walk: Walk,
  { walkList }: NodeWalker,
): void {
  const fallsThrough = hasFallThrough(items);
  const possible = items.filter((item) => fallsThrough || matchItem(text, item, scope) !== false);
  for (const item of items)
    if (!possible.includes(item))
      walkUnreached(scope, walk, (inner, unreachedWalk) => walkList(item.body, inner, unreachedWalk));
  const paths = possible.map(({ body }) => {
    const path = copyScope(scope);
    walkList(body, path, walk);
    return path;
  });
  continueFrom(scope, matchesAll(possible) ? paths : [...paths, copyScope(scope)]);
  // One body may follow another.
  if (fallsThrough) for (const name of items.flatMap(collectAssignedNames)) setUnknown(scope, name);
}

const hasFallThrough = (items: readonly CaseItem[]): boolean =>
  items.some(({ terminator }) => terminator === ';&' || terminator === ';;&');

/** Whether a pattern matches everything, so that one of the bodies always runs. */
const matchesAll = (items: readonly CaseItem[]): boolean =>
  !hasFallThrough(items) && items.some(({ pattern }) => pattern.some((word) => word.text === '*'));

function matchItem(text: string | undefined, { pattern }: CaseItem, scope: Scope): ExitStatus {
  if (pattern.some((word) => word.text === '*')) return true;
  const matches = pattern.map((word): ExitStatus => {
    const source = text === undefined || dependsOnCaller(word, scope) ? undefined : patternOf(word, scope);
    return text === undefined || source === undefined ? undefined : matchesPattern(text, source);
  });
  if (matches.includes(true)) return true;
  return matches.includes(undefined) ? undefined : false;
}
