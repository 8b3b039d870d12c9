import { type Function as FunctionNode, forEachChild, type Statement, type SyntaxNode } from 'unbash';
import type { Scalar } from '../../../config/config';
import { setPositionalParameters } from '../expansion/assign';
import type { Source } from '../source';
import type { ExitStatus } from './condition';
import { createPersistentMap } from './persistentMap';
import { type Scope, setUnknown } from './scope';
import type { Walk } from './walkState';

/** Limits of the nested calls that are followed, of all functions and of one function. */
const MAX_CALL_DEPTH = 40;
const MAX_RECURSION_DEPTH = 5;

/** The variables that `setPositionalParameters` sets. */
const POSITIONAL_PARAMETERS = ['@', '#', ...'123456789'];

/**
 * Walks the body of a function with its arguments, all of which are unknown if `args` is undefined. The local variables
 * are removed afterwards.
 */
export function callFunction(
  { node: body, source }: Definition,
  args: readonly Scalar[] | undefined,
  scope: Scope,
  walk: Walk,
  walkNode: (node: SyntaxNode, scope: Scope, walk: Walk) => ExitStatus,
): ExitStatus {
  const isTooDeep =
    walk.callDepth >= MAX_CALL_DEPTH || walk.callStack.filter((caller) => caller === body).length > MAX_RECURSION_DEPTH;
  if (isTooDeep) {
    // A body that is never walked is walked on its own afterwards.
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
    source,
    callDepth: walk.callDepth + 1,
    callStack: [...walk.callStack, body],
  });
  const hidden = new Map([...(scope.locals?.toMap() ?? [])].map(([name, local]) => [name, local.hidden]));
  if (scope.pathsDiverge) for (const name of collectAssignedNames(body)) if (!hidden.has(name)) setUnknown(scope, name);
  const isCertain = scope.exitedBy === undefined && !scope.pathsDiverge;
  if (scope.exitedBy === 'return') scope.exitedBy = undefined;
  scope.pathsDiverge = pathsDiverge ?? false;
  if (locals) scope.locals = locals;
  else delete scope.locals;
  for (const [name, variable] of [...saved, ...hidden]) {
    if (variable) scope.variables.set(name, variable);
    else scope.variables.delete(name);
  }
  return isCertain ? status : undefined;
}

/** Collects the names of all variables that may be assigned below a node. */
export function collectAssignedNames(node: SyntaxNode): string[] {
  const names = new Set<string>();
  const visit = (child: SyntaxNode): void => {
    if (child.type === 'Assignment') names.add(child.name);
    // Commands such as `read NAME` assign too, and arithmetic may.
    if (child.type === 'Command')
      for (const word of child.suffix)
        if (word.type === 'Word') names.add(/^(\w+)(?:\+?=.*|\[.*)?$/s.exec(word.value)?.[1] ?? '');
    if (child.type === 'ArithmeticWord') names.add(child.value);
    if (child.type === 'For') names.add(child.name.value);
    if (child.type === 'ParameterExpansion' && child.operation?.type === 'Default') names.add(child.parameter);
    forEachChild(child, visit);
  };
  visit(node);
  return [...names].filter((name) => /^[A-Za-z_]\w*$/.test(name));
}

/** A function of a script, and the text that it is written in. */
export interface Definition {
  node: FunctionNode;
  source: Source;
}

/** The functions of a script by name. */
export type Functions = Pick<ReadonlyMap<string, Definition>, 'get'>;

/** Lists the definitions of functions in a source, in order. */
export function listDefinitions(statements: readonly Statement[], source: Source): Definition[] {
  const definitions: Definition[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Function') definitions.push({ node, source });
    if (node.type !== 'Word' && node.type !== 'Command') forEachChild(node, visit);
  };
  for (const statement of statements) visit(statement);
  return definitions;
}

/** Collects functions by name, except for those defined twice, of which the order decides. */
export function collectFunctions(definitions: readonly Definition[]): Map<string, Definition> {
  const functions = new Map<string, Definition>();
  const duplicates = new Set<string>();
  for (const definition of definitions) {
    const name = definition.node.name.value;
    if (functions.has(name)) duplicates.add(name);
    functions.set(name, definition);
  }
  for (const name of duplicates) functions.delete(name);
  return functions;
}
