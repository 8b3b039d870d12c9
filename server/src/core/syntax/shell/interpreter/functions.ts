import { type Function as FunctionNode, forEachChild, type Statement, type SyntaxNode } from 'unbash';
import type { Scalar } from '../../../config/config';
import { setPositionalParameters } from '../expansion/assign';
import type { ExitStatus } from './condition';
import { createPersistentMap } from './persistentMap';
import { type Scope, setUnknown } from './scope';
import type { Walk } from './walk';

/** Calls in calls, and calls of a function by itself, are followed so far. */
const MAX_CALL_DEPTH = 40;
const MAX_RECURSION_DEPTH = 5;

/** The variables that `setArguments` sets. */
const POSITIONAL_PARAMETERS = ['@', '#', ...'123456789'];

/**
 * Walks the body of a function with the arguments in place. Without arguments known, all of them are unknown. What the
 * function declares for itself is gone afterwards.
 */
export function callFunction(
  body: FunctionNode,
  args: readonly Scalar[] | undefined,
  scope: Scope,
  walk: Walk,
  walkNode: (node: SyntaxNode, scope: Scope, walk: Walk) => ExitStatus,
): ExitStatus {
  const isTooDeep =
    walk.callDepth >= MAX_CALL_DEPTH || walk.callStack.filter((each) => each === body).length > MAX_RECURSION_DEPTH;
  if (isTooDeep) {
    // What nobody has walked by then is walked by itself afterwards.
    for (const name of collectAssignedNames(body)) setUnknown(scope, name);
    return undefined;
  }
  walk.called.add(body);
  const { locals, pathsDiverge } = scope;
  const saved = POSITIONAL_PARAMETERS.map((name) => [name, scope.variables.get(name)] as const);
  setPositionalParameters(scope, args);
  scope.locals = createPersistentMap();
  scope.pathsDiverge = false;
  const status = walkNode(body.body as SyntaxNode, scope, {
    ...walk,
    callDepth: walk.callDepth + 1,
    callStack: [...walk.callStack, body],
  });
  const hidden = new Map([...(scope.locals?.toMap() ?? [])].map(([name, local]) => [name, local.hidden]));
  if (scope.pathsDiverge) for (const name of collectAssignedNames(body)) if (!hidden.has(name)) setUnknown(scope, name);
  const isSure = scope.exitedBy === undefined && !scope.pathsDiverge;
  if (scope.exitedBy === 'return') scope.exitedBy = undefined;
  scope.pathsDiverge = pathsDiverge ?? false;
  if (locals) scope.locals = locals;
  else delete scope.locals;
  for (const [name, variable] of [...saved, ...hidden]) {
    if (variable) scope.variables.set(name, variable);
    else scope.variables.delete(name);
  }
  return isSure ? status : undefined;
}

/** The names of all variables that may be assigned below a node. */
export function collectAssignedNames(node: SyntaxNode): string[] {
  const names = new Set<string>();
  const visit = (each: SyntaxNode): void => {
    if (each.type === 'Assignment') names.add(each.name);
    // Commands such as `read NAME` assign too, and arithmetic may.
    if (each.type === 'Command')
      for (const word of each.suffix)
        if (word.type === 'Word') names.add(/^(\w+)(?:\+?=.*|\[.*)?$/s.exec(word.value)?.[1] ?? '');
    if (each.type === 'ArithmeticWord' || each.type === 'For')
      names.add(each.type === 'For' ? each.name.value : each.value);
    if (each.type === 'ParameterExpansion' && each.operation?.type === 'Default') names.add(each.parameter);
    forEachChild(each, visit);
  };
  visit(node);
  return [...names].filter((name) => /^[A-Za-z_]\w*$/.test(name));
}

/** The functions of a script by name. One that is defined twice is left out: which one holds depends on the order. */
export function collectFunctions(statements: readonly Statement[]): Map<string, FunctionNode> {
  const functions = new Map<string, FunctionNode>();
  const duplicates = new Set<string>();
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Function') {
      const name = node.name.value;
      if (functions.has(name)) duplicates.add(name);
      functions.set(name, node);
    }
    if (node.type !== 'Word' && node.type !== 'Command') forEachChild(node, visit);
  };
  for (const statement of statements) visit(statement);
  for (const name of duplicates) functions.delete(name);
  return functions;
}
