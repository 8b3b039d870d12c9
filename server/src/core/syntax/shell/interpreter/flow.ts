import type {
  AndOr,
  ArithmeticFor,
  Case,
  CaseItem,
  CompoundList,
  For,
  If,
  PipelineNode,
  Select,
  SyntaxNode,
  While,
} from 'unbash';
import type { Scalar } from '../../../config/config';
import { evaluateArithmetic } from '../expansion/arithmetic';
import { expandValue, expandWord } from '../expansion/expand';
import { matchesPattern, patternOf } from '../expansion/pattern';
import { dependsOnCaller, type ExitStatus } from './condition';
import { collectAssignedNames } from './functions';
import { joinScopes } from './joinScopes';
import { copyScope, type Scope, setUnknown, setValue } from './scope';
import type { Walk } from './walk';

/**
 * Which way a script takes. Where a condition follows from the script alone, one way is walked and the others only
 * looked at; where it does not, all of them are, and what they agree on is known afterwards.
 */
export interface NodeWalker {
  walkNode: (node: SyntaxNode, scope: Scope, walk: Walk) => ExitStatus;
  walkList: (walkList: CompoundList, scope: Scope, walk: Walk) => ExitStatus;
}

/** More rounds than this are not followed one by one. */
const MAX_ITERATIONS = 64;
/** Loops in loops are followed no more once that few steps are left of those that a script has. */
const MIN_REMAINING_STEPS = 160_000;

const canIterate = (iterations: number, { steps }: Walk): boolean =>
  iterations < MAX_ITERATIONS && steps.remaining > MIN_REMAINING_STEPS;

/** Looks at what is not reached: its commands are configs too, but what it assigns never happens. */
export function walkUnreached(scope: Scope, walk: Walk, body: (inner: Scope, walk: Walk) => unknown): void {
  const inner = copyScope(scope);
  inner.exitedBy = undefined;
  body(inner, { ...walk, found: walk.unreached });
}

/** Continues in `scope` from wherever one of the paths ends. */
const continueFrom = (scope: Scope, paths: readonly Scope[]): void =>
  void Object.assign(scope, joinScopes(scope, paths));

function walkMaybe(scope: Scope, body: (inner: Scope) => unknown): void {
  const path = copyScope(scope);
  body(path);
  continueFrom(scope, [path, copyScope(scope)]);
}

/** `a && b && c`: whatever runs, all in front of it went well, with what it did. */
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

export function walkAndOr(
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
  // The scope of those who found no arm so far.
  const elseScope = copyScope(scope);
  let status: ExitStatus = true;
  let taken = false;
  for (const { clause, then } of branches) {
    if (taken) {
      walkUnreached(elseScope, walk, (inner, unreachedWalk) => [
        walker.walkList(clause, inner, unreachedWalk),
        walker.walkList(then, inner, unreachedWalk),
      ]);
      continue;
    }
    const holds = walker.walkList(clause, elseScope, walk);
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
  return paths.length + (taken ? 0 : 1) === 1 ? status : undefined;
}

export function walkCase(node: Case, scope: Scope, walk: Walk, walker: NodeWalker): ExitStatus {
  const text = dependsOnCaller(node.word, scope) ? undefined : expandValue(node.word, scope);
  let mode: 'test' | 'run' | 'done' = 'test';
  for (const [index, item] of node.items.entries()) {
    // A pattern is expanded when its turn comes, after whatever the bodies above it did.
    const fits: ExitStatus = mode === 'test' ? matchItem(text, item, scope) : mode === 'run';
    if (fits === undefined) {
      walkPossibleCases(node.items.slice(index), text, scope, walk, walker);
      return undefined;
    }
    if (fits && scope.exitedBy === undefined) {
      walker.walkList(item.body, scope, walk);
      mode = item.terminator === ';&' ? 'run' : item.terminator === ';;&' ? 'test' : 'done';
    } else walkUnreached(scope, walk, (inner, unreachedWalk) => walker.walkList(item.body, inner, unreachedWalk));
  }
  return undefined;
}

/** From a pattern on that may fit or not, any body may run. */
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

/** A case with a pattern that fits everything always runs one of its bodies. */
const matchesAll = (items: readonly CaseItem[]): boolean =>
  !hasFallThrough(items) && items.some(({ pattern }) => pattern.some((word) => word.text === '*'));

function matchItem(text: string | undefined, { pattern }: CaseItem, scope: Scope): ExitStatus {
  if (pattern.some((word) => word.text === '*')) return true;
  const fits = pattern.map((word): ExitStatus => {
    const source = text === undefined || dependsOnCaller(word, scope) ? undefined : patternOf(word, scope);
    return text === undefined || source === undefined ? undefined : matchesPattern(text, source);
  });
  return fits.includes(true) ? true : fits.includes(undefined) ? undefined : false;
}

export function walkFor(node: For | Select, scope: Scope, walk: Walk, walker: NodeWalker): void {
  const names = [node.name.value];
  const items = node.type === 'For' ? expandItems(node, scope, walk) : undefined;
  if (!items || !canIterate(items.length, walk)) {
    walkUnknownLoop(node.body, names, [], scope, walk, walker);
    return;
  }
  if (items.length === 0)
    walkUnreached(scope, walk, (inner, unreachedWalk) => walker.walkList(node.body, inner, unreachedWalk));
  for (const item of items) {
    setValue(scope, node.name.value, { kind: 'text', text: item.value }, item.span, item);
    if (!walkIteration(node.body, [], scope, walk, walker)) break;
  }
  settleLoop(node, scope);
}

function expandItems(node: For, scope: Scope, walk: Walk): readonly Scalar[] | undefined {
  const positional = scope.variables.get('@')?.value;
  const items = node.wordlist
    ? node.wordlist.flatMap((word) => expandWord(word, walk.source, scope))
    : positional?.kind === 'array'
      ? positional.items
      : undefined;
  return items?.some(({ maySplit }) => maySplit) ? undefined : items;
}

/** One round of a loop; false where it was the last one. */
function walkIteration(
  body: CompoundList,
  after: readonly SyntaxNode[],
  scope: Scope,
  walk: Walk,
  walker: NodeWalker,
): boolean {
  walker.walkList(body, scope, walk);
  if (scope.exitedBy === 'continue') scope.exitedBy = undefined;
  const continues = scope.exitedBy === undefined;
  if (continues) for (const node of after) walker.walkNode(node, scope, walk);
  if (scope.exitedBy === 'break') scope.exitedBy = undefined;
  return continues;
}

/** After a loop that some path may have left early, what it assigns is unknown. */
function settleLoop(node: SyntaxNode, scope: Scope): void {
  if (!scope.pathsDiverge) return;
  for (const name of collectAssignedNames(node)) setUnknown(scope, name);
  scope.pathsDiverge = false;
}

export function walkWhile(node: While, scope: Scope, walk: Walk, walker: NodeWalker): void {
  for (let iterations = 0; ; iterations++) {
    const status = walker.walkList(node.clause, scope, walk);
    if (status === undefined || !canIterate(iterations, walk)) {
      walkUnknownLoop(node.body, [], [node.clause], scope, walk, walker);
      return;
    }
    if (status !== (node.kind === 'while') || scope.exitedBy !== undefined) {
      if (iterations === 0)
        walkUnreached(scope, walk, (inner, unreachedWalk) => walker.walkList(node.body, inner, unreachedWalk));
      break;
    }
    if (!walkIteration(node.body, [], scope, walk, walker)) break;
  }
  settleLoop(node, scope);
}

export function walkArithmeticFor(node: ArithmeticFor, scope: Scope, walk: Walk, walker: NodeWalker): void {
  if (node.initialize) evaluateArithmetic(node.initialize, scope);
  for (let iterations = 0; ; iterations++) {
    const test = node.test ? evaluateArithmetic(node.test, scope) : 1n;
    if (test === undefined || !canIterate(iterations, walk)) {
      walkUnknownLoop(node.body, [], [node], scope, walk, walker);
      return;
    }
    if (test === 0n) {
      if (iterations === 0)
        walkUnreached(scope, walk, (inner, unreachedWalk) => walker.walkList(node.body, inner, unreachedWalk));
      break;
    }
    if (!walkIteration(node.body, [], scope, walk, walker)) break;
    if (node.update) evaluateArithmetic(node.update, scope);
  }
  settleLoop(node, scope);
}

/** In a loop whose rounds are unknown, a variable that the body assigns has a value from some round, or from before. */
function walkUnknownLoop(
  body: CompoundList,
  names: readonly string[],
  headers: readonly SyntaxNode[],
  scope: Scope,
  walk: Walk,
  walker: NodeWalker,
): void {
  const assigned = [...names, ...headers.flatMap(collectAssignedNames), ...collectAssignedNames(body)];
  for (const name of assigned) setUnknown(scope, name);
  walkMaybe(scope, (inner) => {
    walker.walkList(body, inner, walk);
    if (inner.exitedBy === 'break' || inner.exitedBy === 'continue') inner.exitedBy = undefined;
  });
  // What the body assigns may come from any round, and may be exported by one before.
  for (const name of assigned) setUnknown(scope, name);
  scope.pathsDiverge = false;
}
