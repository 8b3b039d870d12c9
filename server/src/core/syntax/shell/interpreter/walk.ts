import type {
  Assignment,
  Command as CommandNode,
  Function as FunctionNode,
  Pipeline,
  Statement,
  SyntaxNode,
  Word,
} from 'unbash';
import type { Config, Problem, Scalar } from '../../../config/config';
import { arithmetic } from '../expansion/arithmetic';
import { assign, DECLARATIONS, declare } from '../expansion/assign';
import { expand } from '../expansion/expand';
import type { Steps } from '../limits';
import { isStrayLine, type StrayLine } from '../pitfalls';
import { setsVariables } from './builtins';
import { dependsOnCaller, negated, type Status, testStatus, testWords } from './condition';
import { embeddedScript } from './embedded';
import type { Passed } from './exports';
import { andOr, cases, type Flow, forEach, forNumbers, ifElse, lookAt, whileLoop } from './flow';
import { callFunction, functionsIn } from './functions';
import { copyScope, type Leave, type Scope, UNKNOWN_TEXT } from './scope';
import { sourced } from './sourced';
import { trainingCommand } from './trainingCommand';

/** One walk through a script, in the order in which bash would run it. */
export interface Walk {
  /** The text that spans of this script point into. */
  source: string;
  found: (Config | Problem)[];
  /** What stands where the script never comes. It is judged too, unless it is reached some other way. */
  unreached: (Config | Problem)[];
  /** Lines that bash takes for commands although they begin with a flag. */
  strays: StrayLine[];
  /** Functions that are defined once, by name. */
  functions: ReadonlyMap<string, FunctionNode>;
  called: Set<FunctionNode>;
  /** How deep function calls go at the moment, and through which functions. */
  depth: number;
  active: readonly FunctionNode[];
  /** How many commands were looked at, so that scripts made to take forever do not. */
  steps: Steps;
  /** What the last command got from the script; the next one mostly gets the same. */
  passed: { last?: Passed };
  /** Where commands stand that were met with a first word that nobody knows. */
  anything: Set<number>;
  /** How many commands this script is text inside of. */
  embedding: number;
}

const DEEPEST = 6;

const FLOW: Flow = { step, list: (node, scope, walk) => walkList(node.commands, scope, walk) };

/** Walks a whole script, and afterwards the functions that nobody called, with nothing known. */
export function walkScript(statements: readonly Statement[], scope: Scope, walk: Walk): void {
  walkList(statements, scope, walk);
  const uncalled = [...walk.functions.values()].filter((body) => !walk.called.has(body));
  if (uncalled.length === 0) return;
  const unknown = copyScope(scope);
  unknown.left = undefined;
  for (const [name, variable] of scope.variables.all())
    unknown.variables.set(name, { ...variable, held: UNKNOWN_TEXT });
  for (const body of uncalled)
    if (!walk.called.has(body)) callFunction(body, undefined, copyScope(unknown), walk, step);
}

function walkList(statements: readonly Statement[], scope: Scope, walk: Walk): Status {
  let status: Status = true;
  for (const [index, statement] of statements.entries()) {
    if (scope.left !== undefined) {
      lookAt(scope, walk, (inner, looking) => walkList(statements.slice(index), inner, looking));
      return undefined;
    }
    status = step(statement, scope, walk);
  }
  return status;
}

function step(node: SyntaxNode, scope: Scope, walk: Walk): Status {
  const { steps, embedding } = walk;
  // Inside another command, places are those of its text; the command itself stands for it.
  if (embedding === 0) steps.at = node.pos;
  if (steps.left-- <= 0) {
    steps.end ??= steps.at;
    return undefined;
  }
  switch (node.type) {
    case 'Statement':
      if (!node.background) return step(node.command, scope, walk);
      // What runs in the background runs in a process of its own.
      step(node.command, copyScope(scope), walk);
      return true;
    case 'Command':
      return command(node, scope, walk);
    case 'AndOr':
      return andOr(node, scope, walk, FLOW);
    case 'Pipeline':
      return pipeline(node, scope, walk);
    case 'Redirected':
      return step(node.command, scope, walk);
    case 'BraceGroup':
      return walkList(node.body.commands, scope, walk);
    case 'CompoundList':
      return walkList(node.commands, scope, walk);
    case 'Subshell': {
      const inner = copyScope(scope);
      const status = walkList(node.body.commands, inner, walk);
      return inner.left === undefined ? status : undefined;
    }
    case 'ArithmeticCommand': {
      const value = node.expression && arithmetic(node.expression, scope);
      return value === undefined ? undefined : value !== 0n;
    }
    case 'TestCommand':
      return testStatus(node.expression, scope);
    case 'If':
      return ifElse(node, scope, walk, FLOW);
    case 'Case':
      return cases(node, scope, walk, FLOW);
    case 'For':
    case 'Select':
      forEach(node, scope, walk, FLOW);
      return undefined;
    case 'While':
      whileLoop(node, scope, walk, FLOW);
      return undefined;
    case 'ArithmeticFor':
      forNumbers(node, scope, walk, FLOW);
      return undefined;
    default:
      return undefined;
  }
}

/** Each part of a pipeline runs in a subshell: what it assigns is gone afterwards. */
function pipeline({ commands, prefixes }: Pipeline, scope: Scope, walk: Walk): Status {
  let status: Status;
  for (const part of commands) status = step(part, commands.length > 1 ? copyScope(scope) : scope, walk);
  const turns = prefixes.filter(({ type }) => type === 'Negation').length;
  return turns % 2 === 1 ? negated(status) : status;
}

function command(node: CommandNode, scope: Scope, walk: Walk): Status {
  const prefix = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
  if (!node.name) {
    for (const assignment of prefix) assign(assignment, scope, walk.source);
    return prefix.some(({ text }) => /\$\(|`/.test(text)) ? undefined : true;
  }
  const name = node.name.value;
  if (DECLARATIONS.has(name)) {
    declare(node, scope, walk.source);
    return true;
  }
  if (setsVariables(node, scope, walk.source)) return name === 'set' || name === 'unset' ? true : undefined;
  return run(node, prefix, scope, walk);
}

/** What the shell itself does, in a word: how it ends, or where it goes. */
function builtin(name: string, args: readonly Scalar[], scope: Scope): { status: Status } | undefined {
  if (name === 'true' || name === ':') return { status: true };
  if (name === 'false') return { status: false };
  if (name === 'test') return { status: testWords(args) };
  if (name === '[') return { status: args.at(-1)?.value === ']' ? testWords(args.slice(0, -1)) : undefined };
  if (!/^(?:exit|return|break|continue)$/.test(name)) return undefined;
  scope.left = name as Leave;
  // Two loops at once are left.
  if (args.length > 0 && /^(?:break|continue)$/.test(name) && args[0]?.value !== '1') scope.forks = true;
  return { status: undefined };
}

/** Any other command: a function of the script, a training command, or one that is given another script. */
function run(node: CommandNode, prefix: readonly Assignment[], scope: Scope, walk: Walk): Status {
  if (!node.name) return undefined;
  const body = walk.functions.get(node.name.value);
  const words = [node.name, ...node.suffix.filter((part): part is Word => part.type === 'Word')];
  const args = expandAll(words, scope, walk);
  if (body) return callWith(body, args.slice(1), prefix, scope, walk);
  if (node.name.value === '.' || node.name.value === 'source') {
    sourced(words[1], scope);
    return undefined;
  }
  const own = builtin(node.name.value, args.slice(1), scope);
  if (own) return words.some((word) => dependsOnCaller(word, scope)) ? undefined : own.status;
  if (isStrayLine(node)) {
    walk.strays.push({ node, words });
    return undefined;
  }
  const place = { start: node.pos, end: words.at(-1)?.end ?? node.end };
  const found = trainingCommand(args, prefix, place, scope, walk);
  if (args[0]?.value === undefined) walk.anything.add(node.name.pos);
  if (found) walk.found.push(found);
  else if (walk.embedding < DEEPEST) walk.found.push(...embeddedScript(node, words, scope, walk, readEmbedded));
  // The command takes the place of the shell.
  if (node.name.value === 'exec' && words.length > 1) scope.left = 'exit';
  return undefined;
}

/** No command has more words; what would come behind them is not known. */
const MOST_ARGUMENTS = 200_000;

function expandAll(words: readonly Word[], scope: Scope, { source }: Walk): Scalar[] {
  const args: Scalar[] = [];
  for (const word of words) {
    if (args.length > MOST_ARGUMENTS) {
      const span = { start: word.pos, end: word.end };
      args.push({ text: source.slice(span.start, span.end), span, value: undefined, splice: true });
      break;
    }
    for (const arg of expand(word, source, scope)) args.push(arg);
  }
  return args;
}

/** A function call. What is assigned in front of it holds, and is exported, until it returns. */
function callWith(
  body: FunctionNode,
  args: readonly Scalar[],
  prefix: readonly Assignment[],
  scope: Scope,
  walk: Walk,
): Status {
  const before = prefix.map(({ name }) => [name, scope.variables.get(name)] as const);
  for (const assignment of prefix) {
    assign(assignment, scope, walk.source);
    const variable = scope.variables.get(assignment.name);
    if (variable) scope.variables.set(assignment.name, { ...variable, exported: true });
  }
  const status = callFunction(body, args, scope, walk, step);
  for (const [name, variable] of before) {
    if (variable) scope.variables.set(name, variable);
    else scope.variables.delete(name);
  }
  return status;
}

/** Reads a script inside a command; its spans are turned into those of the document by whoever found it. */
function readEmbedded(
  statements: readonly Statement[],
  source: string,
  scope: Scope,
  { steps, embedding }: Pick<Walk, 'steps' | 'embedding'>,
): Walk['found'] {
  const walk = newWalk(statements, source, steps, embedding);
  walkScript(statements, scope, walk);
  return [...walk.found, ...unreachedOnly(walk)];
}

export const newWalk = (
  statements: readonly Statement[],
  source: string,
  steps: Walk['steps'],
  embedding: number,
): Walk => ({
  source,
  found: [],
  unreached: [],
  strays: [],
  functions: functionsIn(statements),
  called: new Set(),
  depth: 0,
  active: [],
  steps,
  passed: {},
  anything: new Set(),
  embedding,
});

/** What stands where the script never comes and was not met where it does. */
export function unreachedOnly({ found, unreached }: Walk): Walk['found'] {
  const placeOf = (each: Config | Problem): number => ('flags' in each ? each.head.start : each.span.start);
  const places = new Set(found.map(placeOf));
  return unreached.filter((each) => !places.has(placeOf(each)));
}
