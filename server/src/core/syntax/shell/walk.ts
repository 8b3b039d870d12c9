import {
  type Assignment,
  type CaseItem,
  type Command as CommandNode,
  type CompoundList,
  type Function as FunctionNode,
  forEachChild,
  type PipelineNode,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash';
import type { Config, Problem } from '../../config';
import { arithmetic } from './arithmetic';
import { assign, DECLARATIONS, declare, setArguments, setsVariables } from './assign';
import { embeddedScript } from './embedded';
import { expand } from './expand';
import { isStrayLine, type StrayLine } from './lost';
import { copyScope, mergePaths, type Scope, setUnknown, UNKNOWN_TEXT } from './scope';
import { trainingCommand } from './training';

/** One walk through a script, in the order in which bash would run it. */
export interface Walk {
  /** The text that spans of this script point into. */
  source: string;
  found: (Config | Problem)[];
  /** Lines that bash takes for commands although they begin with a flag. */
  strays: StrayLine[];
  /** Functions that are defined once, by name. */
  functions: ReadonlyMap<string, FunctionNode>;
  called: Set<FunctionNode>;
  /** How deep function calls go at the moment. */
  depth: number;
  /** How many commands were looked at, so that scripts made to take forever do not. */
  steps: { left: number };
  /** How many commands this script is text inside of. */
  embedding: number;
}

const DEEPEST = 6;

/** Walks a whole script, and afterwards the functions that nobody called, with nothing known. */
export function walkScript(statements: readonly Statement[], scope: Scope, walk: Walk): void {
  walkList(statements, scope, walk);
  for (const body of walk.functions.values()) {
    if (walk.called.has(body)) continue;
    const unknown = copyScope(scope);
    for (const [name, variable] of scope.variables) unknown.variables.set(name, { ...variable, held: UNKNOWN_TEXT });
    callFunction(body, undefined, unknown, walk);
  }
}

function walkList(statements: readonly Statement[], scope: Scope, walk: Walk): void {
  let here = scope;
  for (const statement of statements) {
    step(statement, here, walk);
    // What follows is not reached. It is read all the same, but what it assigns never happens.
    if (leaves(statement)) here = copyScope(here);
  }
}

const leaves = ({ command: node }: Statement): boolean =>
  node.type === 'Command' && /^(?:return|exit|break|continue)$/.test(node.name?.value ?? '');

function step(node: Statement | PipelineNode | SyntaxNode, scope: Scope, walk: Walk): void {
  if (walk.steps.left-- <= 0) return;
  switch (node.type) {
    case 'Statement':
      // What runs in the background runs in a process of its own.
      step(node.command, node.background ? copyScope(scope) : scope, walk);
      break;
    case 'Command':
      command(node, scope, walk);
      break;
    case 'AndOr': {
      // Only the first part surely runs.
      const [first, ...others] = node.commands;
      if (first) step(first, scope, walk);
      for (const other of others) maybe(scope, (inner) => step(other, inner, walk));
      break;
    }
    case 'Pipeline':
      // Each part of a pipeline runs in a subshell: what it assigns is gone afterwards.
      for (const part of node.commands) step(part, node.commands.length > 1 ? copyScope(scope) : scope, walk);
      break;
    case 'Redirected':
      step(node.command, scope, walk);
      break;
    case 'BraceGroup':
      walkList(node.body.commands, scope, walk);
      break;
    case 'CompoundList':
      walkList(node.commands, scope, walk);
      break;
    case 'Subshell':
      walkList(node.body.commands, copyScope(scope), walk);
      break;
    case 'ArithmeticCommand':
      if (node.expression) arithmetic(node.expression, scope);
      break;
    case 'If': {
      walkList(node.clause.commands, scope, walk);
      const bodies = [node.then, ...node.elif.map((elif) => elif.then)];
      for (const elif of node.elif) maybe(scope, (inner) => walkList(elif.clause.commands, inner, walk));
      branch(node.else ? [...bodies, node.else] : bodies, node.else !== undefined, scope, walk);
      break;
    }
    case 'Case':
      branch(
        node.items.map((item) => item.body),
        takesAll(node.items),
        scope,
        walk,
      );
      break;
    case 'For':
    case 'Select':
      loop(node.body, [node.name.value], [], scope, walk);
      break;
    case 'While':
      loop(node.body, [], [node.clause], scope, walk);
      break;
    case 'ArithmeticFor':
      loop(node.body, [], [node], scope, walk);
      break;
    default:
  }
}

/** One of the bodies runs, and where none has to, possibly none. */
function branch(bodies: readonly CompoundList[], isComplete: boolean, scope: Scope, walk: Walk): void {
  const paths = bodies.map((body) => {
    const path = copyScope(scope);
    walkList(body.commands, path, walk);
    return path;
  });
  mergePaths(scope, isComplete ? paths : [...paths, copyScope(scope)]);
}

/** A case with a pattern that fits everything always runs one of its bodies. */
const takesAll = (items: readonly CaseItem[]): boolean =>
  items.every(({ terminator }) => terminator === undefined || terminator === ';;') &&
  items.some(({ pattern }) => pattern.some((word) => word.text === '*'));

function maybe(scope: Scope, body: (inner: Scope) => void): void {
  const path = copyScope(scope);
  body(path);
  mergePaths(scope, [path, copyScope(scope)]);
}

/** In a loop, a variable that the body assigns has a value from the round before, or from before the loop. */
function loop(
  body: CompoundList,
  names: readonly string[],
  heads: readonly SyntaxNode[],
  scope: Scope,
  walk: Walk,
): void {
  for (const name of [...names, ...heads.flatMap(assignedIn), ...assignedIn(body)]) setUnknown(scope, name);
  maybe(scope, (inner) => walkList(body.commands, inner, walk));
}

/** The names of all variables that may be assigned below a node. */
export function assignedIn(node: SyntaxNode): string[] {
  const names = new Set<string>();
  const look = (each: SyntaxNode): void => {
    if (each.type === 'Assignment') names.add(each.name);
    // Commands such as `read NAME` assign too, and arithmetic may.
    if (each.type === 'Command')
      for (const word of each.suffix) if (word.type === 'Word' && /^\w+$/.test(word.value)) names.add(word.value);
    if (each.type === 'ArithmeticWord' || each.type === 'For')
      names.add(each.type === 'For' ? each.name.value : each.value);
    forEachChild(each, look);
  };
  look(node);
  return [...names].filter((name) => /^[A-Za-z_]\w*$/.test(name));
}

function command(node: CommandNode, scope: Scope, walk: Walk): void {
  const prefix = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
  if (!node.name) {
    for (const assignment of prefix) assign(assignment, scope, walk.source);
    return;
  }
  const name = node.name.value;
  if (DECLARATIONS.has(name)) declare(node, scope, walk.source);
  else if (!setsVariables(node, scope, walk.source)) run(node, prefix, scope, walk);
}

/** Any other command: a function of the script, a training command, or one that is given another script. */
function run(node: CommandNode, prefix: readonly Assignment[], scope: Scope, walk: Walk): void {
  if (!node.name) return;
  const body = walk.functions.get(node.name.value);
  const words = [node.name, ...node.suffix.filter((part): part is Word => part.type === 'Word')];
  const args = words.flatMap((word) => expand(word, walk.source, scope));
  if (body) {
    const inner = prefix.length > 0 ? copyScope(scope) : scope;
    for (const assignment of prefix) {
      assign(assignment, inner, walk.source);
      const variable = inner.variables.get(assignment.name);
      if (variable) inner.variables.set(assignment.name, { ...variable, exported: true });
    }
    callFunction(body, args.slice(1), inner, walk);
    return;
  }
  if (isStrayLine(node)) {
    walk.strays.push({ node, words });
    return;
  }
  const found = trainingCommand(args, prefix, node.pos, scope, walk.source);
  if (found) walk.found.push(found);
  else if (walk.embedding < DEEPEST) walk.found.push(...embeddedScript(node, words, scope, walk, readEmbedded));
}

/** Reads a script inside a command; its spans are turned into those of the document by whoever found it. */
function readEmbedded(
  statements: readonly Statement[],
  source: string,
  scope: Scope,
  { steps, embedding }: Pick<Walk, 'steps' | 'embedding'>,
): Walk['found'] {
  const found: Walk['found'] = [];
  const functions = functionsIn(statements);
  walkScript(statements, scope, {
    source,
    found,
    strays: [],
    functions,
    called: new Set(),
    depth: 0,
    steps,
    embedding,
  });
  return found;
}

/** Walks the body with the arguments in place. Without arguments known, all of them are unknown. */
function callFunction(body: FunctionNode, args: ReturnType<typeof expand> | undefined, scope: Scope, walk: Walk): void {
  walk.called.add(body);
  if (walk.depth >= DEEPEST) {
    for (const name of assignedIn(body)) setUnknown(scope, name);
    return;
  }
  const kept = new Map([...scope.variables].filter(([name]) => /^[\d@#]/.test(name)));
  const outer = localsIn(body).map((name) => [name, scope.variables.get(name)] as const);
  setArguments(scope, args);
  step(body.body as SyntaxNode, scope, { ...walk, depth: walk.depth + 1 });
  for (const name of scope.variables.keys()) if (/^[\d@#]/.test(name)) scope.variables.delete(name);
  for (const [name, variable] of kept) scope.variables.set(name, variable);
  for (const [name, variable] of outer) {
    if (variable) scope.variables.set(name, variable);
    else scope.variables.delete(name);
  }
}

/** The names that a function declares for itself; `declare` inside a function does that too. */
function localsIn(body: FunctionNode): string[] {
  const names: string[] = [];
  const look = (node: SyntaxNode): void => {
    if (node.type === 'Command' && /^(?:local|declare|typeset)$/.test(node.name?.value ?? '')) {
      for (const part of node.suffix) {
        if (part.type === 'Assignment') names.push(part.name);
        else if (part.type === 'Word') names.push(part.value);
      }
    }
    if (node.type !== 'Word') forEachChild(node, look);
  };
  look(body.body as SyntaxNode);
  return names;
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
