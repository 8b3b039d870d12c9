import type { Assignment, Command as CommandNode, Pipeline, Statement, SyntaxNode, Word } from 'unbash';
import type { Config, Problem, Scalar } from '../../../config/config';
import { evaluateArithmetic } from '../expansion/arithmetic';
import { assign, DECLARATIONS, declare } from '../expansion/assign';
import { expandWord } from '../expansion/expand';
import { addProblems } from '../pitfalls';
import { spanOf, textOfNode } from '../source';
import { createStrayLine, findFlagOfLostValue, isStrayLine } from '../strayLines';
import { findTraits } from '../textTraits';
import { findAlternative, runAlternatives } from './alternatives';
import { runVariableBuiltin } from './builtins';
import { findRedirectedFile } from './carriers';
import { dependsOnCaller, type ExitStatus, evaluateTest, evaluateTestCommand, negateStatus } from './condition';
import { readEmbeddedScripts } from './embedded';
import { type NodeWalker, walkAndOr, walkCase, walkIf, walkUnreached } from './flow';
import { callFunction, collectFunctions, type Definition, listDefinitions } from './functions';
import { isInert } from './inert';
import { walkArithmeticFor, walkFor, walkWhile } from './loops';
import { mergeCalls } from './mergeCalls';
import { copyScope, type ExitCommand, type Scope, UNKNOWN_TEXT } from './scope';
import { sourceFile } from './sourced';
import { walkSubstitutions } from './substitutions';
import { findTrainingCommand } from './trainingCommand';
import { createWalk, selectUnreached, type Walk } from './walkState';

const NODE_WALKER: NodeWalker = { walkNode, walkList: (node, scope, walk) => walkList(node.commands, scope, walk) };

/** Walks a script, and afterwards the functions that were never called. */
export function walkScript(
  statements: readonly Statement[],
  functions: ReadonlyMap<string, Definition>,
  scope: Scope,
  walk: Walk,
): void {
  walkList(statements, scope, walk);
  walkUncalled([...functions.values()], scope, walk);
}

/** Walks the functions that were never called, with all variables unknown. */
export function walkUncalled(definitions: readonly Definition[], scope: Scope, walk: Walk): void {
  const uncalled = definitions.filter(({ node }) => !walk.called.has(node));
  if (uncalled.length === 0) return;
  const unknown = copyScope(scope);
  unknown.exitedBy = undefined;
  for (const [name, variable] of scope.variables.toMap())
    unknown.variables.set(name, { ...variable, value: UNKNOWN_TEXT });
  for (const definition of uncalled)
    if (!walk.called.has(definition.node)) callFunction(definition, undefined, copyScope(unknown), walk, walkNode);
}

/** Walks statements of a script. Returns whether they all were, rather than left in the middle. */
export function walkStatements(statements: readonly Statement[], scope: Scope, walk: Walk): boolean {
  for (const statement of statements) {
    if (scope.exitedBy !== undefined) return false;
    walkNode(statement, scope, walk);
  }
  return true;
}

function walkList(statements: readonly Statement[], scope: Scope, walk: Walk): ExitStatus {
  let status: ExitStatus = true;
  for (const [index, statement] of statements.entries()) {
    if (scope.exitedBy !== undefined) {
      walkUnreached(scope, walk, (inner, unreachedWalk) => walkList(statements.slice(index), inner, unreachedWalk));
      return undefined;
    }
    status = walkNode(statement, scope, walk);
  }
  return status;
}

function walkNode(node: SyntaxNode, scope: Scope, walk: Walk): ExitStatus {
  const { steps, embeddingDepth } = walk;
  // Offsets in an embedded script are not those of the document, so the outer command counts as the current one.
  if (embeddingDepth === 0) steps.current = spanOf(node, walk.source).start;
  if (steps.remaining-- <= 0) {
    steps.firstSkipped ??= steps.current;
    return undefined;
  }
  switch (node.type) {
    case 'Statement':
      if (!node.background) return walkNode(node.command, scope, walk);
      // A background command runs in a process of its own.
      walkNode(node.command, copyScope(scope), walk);
      return true;
    case 'Command':
      return walkCommand(node, scope, walk);
    case 'AndOr':
      return walkAndOr(node, scope, walk, NODE_WALKER);
    case 'Pipeline':
      return walkPipeline(node, scope, walk);
    case 'Redirected': {
      const outputFile = findRedirectedFile(node.redirects);
      return walkNode(node.command, scope, outputFile ? { ...walk, outputFile } : walk);
    }
    case 'Coproc':
      walkNode(node.body, copyScope(scope), walk);
      return undefined;
    case 'BraceGroup':
      return walkList(node.body.commands, scope, walk);
    case 'CompoundList':
      return walkList(node.commands, scope, walk);
    case 'Subshell': {
      const inner = copyScope(scope);
      const status = walkList(node.body.commands, inner, walk);
      return inner.exitedBy === undefined ? status : undefined;
    }
    case 'ArithmeticCommand': {
      const value = node.expression && evaluateArithmetic(node.expression, scope);
      return value === undefined ? undefined : value !== 0n;
    }
    case 'TestCommand':
      walkSubstitutions([node], scope, walk, walkList, readEmbedded);
      return evaluateTest(node.expression, scope);
    case 'If':
      return walkIf(node, scope, walk, NODE_WALKER);
    case 'Case':
      return walkCase(node, scope, walk, NODE_WALKER);
    case 'For':
    case 'Select':
      walkSubstitutions(node.wordlist ?? [], scope, walk, walkList, readEmbedded);
      walkFor(node, scope, walk, NODE_WALKER);
      return undefined;
    case 'While':
      walkWhile(node, scope, walk, NODE_WALKER);
      return undefined;
    case 'ArithmeticFor':
      walkArithmeticFor(node, scope, walk, NODE_WALKER);
      return undefined;
    default:
      return undefined;
  }
}

/** Walks a pipeline, each part of which runs in a subshell, so that its assignments are dropped. */
function walkPipeline({ commands, prefixes }: Pipeline, scope: Scope, walk: Walk): ExitStatus {
  let status: ExitStatus;
  for (const [index, part] of commands.entries()) {
    const next = commands[index + 1];
    const receiver = next?.type === 'Command' ? wordsOf(next) : undefined;
    status = walkNode(part, commands.length > 1 ? copyScope(scope) : scope, receiver ? { ...walk, receiver } : walk);
  }
  const negations = prefixes.filter(({ type }) => type === 'Negation').length;
  return negations % 2 === 1 ? negateStatus(status) : status;
}

/** Returns the name and the arguments of a command. */
const wordsOf = ({ name, suffix }: CommandNode): Word[] =>
  name ? [name, ...suffix.filter((part): part is Word => part.type === 'Word')] : [];

function walkCommand(node: CommandNode, scope: Scope, walk: Walk): ExitStatus {
  walkSubstitutions([node], scope, walk, walkList, readEmbedded);
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
  if (runVariableBuiltin(node, scope, walk.source)) return name === 'set' || name === 'unset' ? true : undefined;
  return runProgram(node, prefix, scope, walk);
}

/** Runs a builtin that returns a status or leaves a loop, a function or the script. */
function runBuiltin(name: string, args: readonly Scalar[], scope: Scope): { status: ExitStatus } | undefined {
  if (name === 'true' || name === ':') return { status: true };
  if (name === 'false') return { status: false };
  if (name === 'test') return { status: evaluateTestCommand(args) };
  if (name === '[') return { status: args.at(-1)?.value === ']' ? evaluateTestCommand(args.slice(0, -1)) : undefined };
  if (!/^(?:exit|return|break|continue)$/.test(name)) return undefined;
  scope.exitedBy = name as ExitCommand;
  // `break 2` leaves two loops at once.
  if (args.length > 0 && /^(?:break|continue)$/.test(name) && args[0]?.value !== '1') scope.pathsDiverge = true;
  return { status: undefined };
}

/** Walks any other command: a function of the script, a training command, or one with an embedded script. */
function runProgram(node: CommandNode, prefix: readonly Assignment[], scope: Scope, walk: Walk): ExitStatus {
  if (!node.name) return undefined;
  const definition = walk.functions.get(node.name.value);
  const words = wordsOf(node);
  const flagBefore = findFlagOfLostValue(node, walk.found.at(-1), walk.source, walk.script);
  if (flagBefore !== undefined) {
    walk.strayLines.push({ ...createStrayLine(node, words, expandWords(words, scope, walk), walk.source), flagBefore });
    return undefined;
  }
  if (isInert(node, words, scope, walk)) return undefined;
  const alternative = findAlternative(words, scope, walk.source);
  if (alternative !== undefined) {
    walk.found.push(...runAlternatives(alternative, scope, (inner) => runAlone(node, prefix, inner, walk)));
    return undefined;
  }
  scope.reads.optional = [];
  const args = expandWords(words, scope, walk);
  if (definition) return callWithPrefix(definition, args.slice(1), prefix, scope, walk);
  if (node.name.value === '.' || node.name.value === 'source') {
    sourceFile(words[1], scope);
    return undefined;
  }
  const builtinResult = runBuiltin(node.name.value, args.slice(1), scope);
  if (builtinResult) return words.some((word) => dependsOnCaller(word, scope)) ? undefined : builtinResult.status;
  if (isStrayLine(node)) {
    walk.strayLines.push(createStrayLine(node, words, args, walk.source));
    return undefined;
  }
  const span = spanOf({ pos: node.pos, end: words.at(-1)?.end ?? node.end }, walk.source);
  const found = findTrainingCommand(args, prefix, span, scope, walk);
  if (!found && args[0]?.value === undefined) walk.dynamicCommands.add(spanOf(node.name, walk.source).start);
  if (found) walk.found.push(found);
  else {
    const embedded = readEmbeddedScripts(node, words, scope, walk, readEmbedded);
    walk.found.push(...embedded.map((item) => addOuterWords(item, args)));
  }
  // `exec` replaces the shell by the command.
  if (node.name.value === 'exec' && words.length > 1) scope.exitedBy = 'exit';
  return undefined;
}

/** Runs a program and returns the commands found in it. */
function runAlone(node: CommandNode, prefix: readonly Assignment[], scope: Scope, walk: Walk): Walk['found'] {
  const found: Walk['found'] = [];
  if (walk.steps.remaining-- > 0) runProgram(node, prefix, scope, { ...walk, found });
  return found;
}

/** Adds the words of the outer command, which may start several processes, to those of a command inside it. */
const addOuterWords = (item: Config | Problem, args: readonly Scalar[]): Config | Problem =>
  'flags' in item ? { ...item, launchWords: [...args, ...(item.launchWords ?? [])] } : item;

/** Limit of arguments of a command. Further ones are unknown. */
const MAX_ARGUMENTS = 200_000;

function expandWords(words: readonly Word[], scope: Scope, { source }: Walk): Scalar[] {
  const args: Scalar[] = [];
  for (const word of words) {
    if (args.length > MAX_ARGUMENTS) {
      args.push({ text: textOfNode(word, source), span: spanOf(word, source), value: undefined, maySplit: true });
      break;
    }
    for (const arg of expandWord(word, source, scope)) args.push(arg);
  }
  return args;
}

/** Calls a function. Assignments before the call are exported and hold until it returns. */
function callWithPrefix(
  definition: Definition,
  args: readonly Scalar[],
  prefix: readonly Assignment[],
  scope: Scope,
  walk: Walk,
): ExitStatus {
  const saved = prefix.map(({ name }) => [name, scope.variables.get(name)] as const);
  for (const assignment of prefix) {
    assign(assignment, scope, walk.source);
    const variable = scope.variables.get(assignment.name);
    if (variable) scope.variables.set(assignment.name, { ...variable, exported: true });
  }
  const status = callFunction(definition, args, scope, walk, walkNode);
  for (const [name, variable] of saved) {
    if (variable) scope.variables.set(name, variable);
    else scope.variables.delete(name);
  }
  return status;
}

/** Reads an embedded script. The caller maps its spans to the outer script. */
function readEmbedded(
  statements: readonly Statement[],
  source: string,
  scope: Scope,
  { steps, embeddingDepth }: Pick<Walk, 'steps' | 'embeddingDepth'>,
): Walk['found'] {
  const ownSource = { text: source, base: 0 };
  const functions = collectFunctions(listDefinitions(statements, ownSource));
  const walk = createWalk({ functions, source: ownSource, steps, embeddingDepth });
  walkScript(statements, functions, scope, walk);
  const found = [...walk.found, ...selectUnreached(walk)];
  const isConfig = (item: Config | Problem): item is Config => 'flags' in item;
  const configs = mergeCalls(found.filter(isConfig), walk.dynamicCommands);
  return [
    ...addProblems(configs, walk.strayLines, walk.script, findTraits(source)),
    ...found.filter((item) => !isConfig(item)),
  ];
}
