import type { ArithmeticFor, CompoundList, For, Select, SyntaxNode, While } from 'unbash';
import type { Scalar } from '../../../config/config';
import { evaluateArithmetic } from '../expansion/arithmetic';
import { expandWord } from '../expansion/expand';
import { MIN_REMAINING_STEPS } from '../limits';
import { type NodeWalker, walkMaybe, walkUnreached } from './flow';
import { collectAssignedNames } from './functions';
import { type Scope, setUnknown, setValue } from './scope';
import type { Walk } from './walkState';

/** Limit of iterations of a loop that are followed one by one. */
const MAX_ITERATIONS = 64;

const canIterate = (iterations: number, { steps }: Walk): boolean =>
  iterations < MAX_ITERATIONS && steps.remaining > MIN_REMAINING_STEPS;

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
  const parameters = scope.variables.get('@')?.value;
  const parameterItems = parameters?.kind === 'array' ? parameters.items : undefined;
  const items = node.wordlist ? node.wordlist.flatMap((word) => expandWord(word, walk.source, scope)) : parameterItems;
  return items?.some(({ maySplit }) => maySplit) ? undefined : items;
}

/** Walks one iteration of a loop. Returns whether another one may follow. */
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

/** Makes the variables that a loop assigns unknown if some path may have left it early. */
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

/** Walks a loop with an unknown number of iterations: an assigned variable has a value from any of them, or from before. */
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
  // The values may come from any iteration, and an earlier one may have exported the variables.
  for (const name of assigned) setUnknown(scope, name);
  scope.pathsDiverge = false;
}
