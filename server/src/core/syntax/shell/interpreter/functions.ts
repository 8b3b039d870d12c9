import { type Function as FunctionNode, forEachChild, type Statement, type SyntaxNode } from 'unbash';
import type { Scalar } from '../../../config/config';
import { setArguments } from '../expansion/assign';
import type { Status } from './condition';
import { layersOf } from './persistentMap';
import { type Scope, setUnknown } from './scope';
import type { Walk } from './walk';

/** Calls in calls, and calls of a function by itself, are followed so far. */
const DEEPEST = 40;
const MOST_IN_ITSELF = 5;

/** The variables that `setArguments` sets. */
const ARGUMENTS = ['@', '#', ...'123456789'];

/**
 * Walks the body of a function with the arguments in place. Without arguments known, all of them are unknown. What the
 * function declares for itself is gone afterwards.
 */
export function callFunction(
  body: FunctionNode,
  args: readonly Scalar[] | undefined,
  scope: Scope,
  walk: Walk,
  step: (node: SyntaxNode, scope: Scope, walk: Walk) => Status,
): Status {
  const isTooDeep = walk.depth >= DEEPEST || walk.active.filter((each) => each === body).length > MOST_IN_ITSELF;
  if (isTooDeep) {
    // What nobody has walked by then is walked by itself afterwards.
    for (const name of assignedIn(body)) setUnknown(scope, name);
    return undefined;
  }
  walk.called.add(body);
  const { locals, forks } = scope;
  const kept = ARGUMENTS.map((name) => [name, scope.variables.get(name)] as const);
  setArguments(scope, args);
  scope.locals = layersOf();
  scope.forks = false;
  const status = step(body.body as SyntaxNode, scope, {
    ...walk,
    depth: walk.depth + 1,
    active: [...walk.active, body],
  });
  const hidden = new Map([...(scope.locals?.all() ?? [])].map(([name, local]) => [name, local.hidden]));
  if (scope.forks) for (const name of assignedIn(body)) if (!hidden.has(name)) setUnknown(scope, name);
  const isSure = scope.left === undefined && !scope.forks;
  if (scope.left === 'return') scope.left = undefined;
  scope.forks = forks ?? false;
  if (locals) scope.locals = locals;
  else delete scope.locals;
  for (const [name, variable] of [...kept, ...hidden]) {
    if (variable) scope.variables.set(name, variable);
    else scope.variables.delete(name);
  }
  return isSure ? status : undefined;
}

/** The names of all variables that may be assigned below a node. */
export function assignedIn(node: SyntaxNode): string[] {
  const names = new Set<string>();
  const look = (each: SyntaxNode): void => {
    if (each.type === 'Assignment') names.add(each.name);
    // Commands such as `read NAME` assign too, and arithmetic may.
    if (each.type === 'Command')
      for (const word of each.suffix)
        if (word.type === 'Word') names.add(/^(\w+)(?:\+?=.*|\[.*)?$/s.exec(word.value)?.[1] ?? '');
    if (each.type === 'ArithmeticWord' || each.type === 'For')
      names.add(each.type === 'For' ? each.name.value : each.value);
    if (each.type === 'ParameterExpansion' && each.operation?.type === 'Default') names.add(each.parameter);
    forEachChild(each, look);
  };
  look(node);
  return [...names].filter((name) => /^[A-Za-z_]\w*$/.test(name));
}

/** The functions of a script by name. One that is defined twice is left out: which one holds depends on the order. */
export function functionsIn(statements: readonly Statement[]): Map<string, FunctionNode> {
  const functions = new Map<string, FunctionNode>();
  const twice = new Set<string>();
  const look = (node: SyntaxNode): void => {
    if (node.type === 'Function') {
      const name = node.name.value;
      if (functions.has(name)) twice.add(name);
      functions.set(name, node);
    }
    if (node.type !== 'Word' && node.type !== 'Command') forEachChild(node, look);
  };
  for (const statement of statements) look(statement);
  for (const name of twice) functions.delete(name);
  return functions;
}
