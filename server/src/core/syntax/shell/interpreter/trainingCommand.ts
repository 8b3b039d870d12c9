import type { Assignment } from 'unbash';
import { parseArguments } from '../../../config/argparse';
import {
  type Command,
  type Config,
  type Entry,
  MEGATRON_COMMANDS,
  type Problem,
  type Scalar,
  type Span,
} from '../../../config/config';
import { isConfigFileName } from '../../../config/extensions';
import { toExports } from '../../../config/lookup';
import { findNearestNames } from '../../../text/spelling';
import { copySideEffects, nameSpanOf, scalarOf } from '../expansion/assign';
import { SWIFT_EXPORT_SCRIPT, TRAINING_SCRIPT } from '../programs';
import { type Source, spanOf, textOfNode } from '../source';
import { collectExports, createEnvEntry } from './exports';
import { copyScope, type Scope, setValue } from './scope';
import type { Walk } from './walkState';
import { fillInputArguments } from './xargs';

/** Commands whose arguments are text, names or packages: `echo megatron sft` runs nothing. */
export const NON_LAUNCHERS =
  /^(?::|echo|printf|cd|pip3?|git|cat|e?grep|rg|which|type|man|ls|mkdir|rm|cp|mv|touch|tee|sed|awk|p?kill|killall|pgrep|apt(?:-get)?|test|\[|\.|source|alias|eval)$/;

/** Arguments that may precede `megatron` and run it: only after them is the argument that follows it a subcommand. */
const WRAPPERS =
  /^(?:env|nohup|exec|time|srun|sudo|command|nice|ionice|numactl|uv|run|stdbuf|timeout|-.*|\d+|[A-Za-z_]\w*=.*)$/s;

/** The script of `megatron` below an unknown folder, which may be that of the package or of its commands. */
const SCRIPT_BELOW_UNKNOWN = /(?:^|\/)_megatron\/(pt|sft|rlhf|export)\.py$/;

/** Returns the command whose script an argument names. */
function scriptCommandOf({ value, ending = '' }: Scalar): Command | undefined {
  if (value !== undefined && SWIFT_EXPORT_SCRIPT.test(value)) return 'swift export';
  const [, command] = (value === undefined ? SCRIPT_BELOW_UNKNOWN.exec(ending) : TRAINING_SCRIPT.exec(value)) ?? [];
  return command as Command | undefined;
}

/** The module that `megatron` starts, by its path or name, and a search for the program. */
const MEGATRON_MODULE = /(?:^|[./])_megatron[./]main(?:\.py)?$/;
const MEGATRON_SEARCH = /^["']?(?:\$\(|`)(?:which|command -v|type -p)\s{1,4}megatron(?:\)|`)["']?$/;

const isMegatron = (argument: Scalar): boolean =>
  isProgram(argument, 'megatron') ||
  MEGATRON_MODULE.test(argument.value ?? argument.ending ?? '') ||
  (argument.value === undefined && MEGATRON_SEARCH.test(argument.text));

/** Whether an argument names a program, possibly in an unknown folder. */
const isProgram = ({ value, ending = '' }: Scalar, name: string): boolean =>
  value === name || (value ?? ending).endsWith(`/${name}`);

/** Finds the training command among the arguments of a simple command. */
export function findTrainingCommand(
  args: readonly Scalar[],
  prefix: readonly Assignment[],
  span: Span,
  scope: Scope,
  walk: Pick<Walk, 'source' | 'exportsCache'>,
): Config | Problem | undefined {
  const [program] = args;
  if (!program || NON_LAUNCHERS.test(program.value ?? '')) return undefined;
  const head = findHead(args);
  if (!head) return undefined;
  if ('rule' in head) return head;
  const commandArguments =
    fillInputArguments(args.slice(0, head.programIndex), args.slice(head.argumentsIndex)) ??
    args.slice(head.argumentsIndex);
  const { entries: flags, positionals: operands } = parseArguments(commandArguments);
  const configFileArgument = findConfigFile(flags, operands);
  const positionals = operands[0] === configFileArgument ? operands.slice(1) : operands;
  const reachingVariables = collectEnvironment(args.slice(0, head.programIndex), prefix, scope, walk);
  return {
    syntax: 'shell',
    command: head.command,
    head: head.head,
    fullSpan: { start: Math.min(span.start, head.head.start), end: Math.max(span.end, head.head.end) },
    flags,
    ...reachingVariables,
    positionals,
    ...(configFileArgument && { configFile: configFileArgument }),
    mayHaveMoreFlags: commandArguments.some((arg) => arg.maySplit),
    ...describeLaunch(args, head, commandArguments, scope),
    problems: [],
  };
}

/** The words that start the program, and the defaults that decide about its flags. */
function describeLaunch(
  args: readonly Scalar[],
  { programIndex, startsScript }: CommandHead,
  commandArguments: readonly Scalar[],
  { reads }: Scope,
): Pick<Config, 'launchWords' | 'startsScript' | 'optionalArguments'> {
  const flagDefaults = commandArguments
    .filter(({ value, defaults }) => defaults !== undefined && value?.startsWith('-'))
    .flatMap(({ defaults = [] }) => defaults);
  const optionalArguments = [...new Set([...reads.optional, ...flagDefaults])];
  return {
    ...(programIndex > 0 && { launchWords: args.slice(0, programIndex) }),
    ...(startsScript && { startsScript }),
    ...(optionalArguments.length > 0 && { optionalArguments }),
  };
}

/** Finds the config file of a command: later releases read it from the first argument, some from `--config`. */
function findConfigFile(entries: readonly Entry[], operands: readonly Scalar[]): Scalar | undefined {
  const isFile = (argument: Scalar | undefined): argument is Scalar => isConfigFileName(argument?.value ?? '');
  const [first] = operands;
  const fromFlag = entries.find(({ name, joinedByEquals }) => name === 'config' && !joinedByEquals)?.values[0];
  return isFile(first) ? first : isFile(fromFlag) ? fromFlag : undefined;
}

interface CommandHead {
  command: Command;
  head: Config['head'];
  /** Indices of the argument that names the program and of the first argument after the command. */
  programIndex: number;
  argumentsIndex: number;
  startsScript?: true;
}

function findHead(args: readonly Scalar[]): CommandHead | Problem | undefined {
  return findScriptHead(args) ?? findSwiftExportHead(args) ?? findMegatronHead(args);
}

/** Finds the script of a command, which launchers get by its path or module name. */
function findScriptHead(args: readonly Scalar[]): CommandHead | undefined {
  for (const [index, arg] of args.entries()) {
    const command = scriptCommandOf(arg);
    // `swift export` reads no variables of a launcher, so that its script runs as it does.
    if (command)
      return {
        command,
        head: arg.span,
        programIndex: index,
        argumentsIndex: index + 1,
        ...(command !== 'swift export' && { startsScript: true }),
      };
  }
  return undefined;
}

function findSwiftExportHead(args: readonly Scalar[]): CommandHead | undefined {
  const at = args.findIndex((arg, index) => isProgram(arg, 'swift') && args[index + 1]?.value === 'export');
  const [program, subcommand] = args.slice(at, at + 2);
  if (at < 0 || !program || !subcommand) return undefined;
  const head = { start: program.span.start, end: subcommand.span.end };
  return { command: 'swift export', head, programIndex: at, argumentsIndex: at + 2 };
}

function findMegatronHead(args: readonly Scalar[]): CommandHead | Problem | undefined {
  const at = args.findIndex(isMegatron);
  const program = args[at];
  const subcommand = args[at + 1];
  if (!program || subcommand?.value === undefined) return undefined;
  const head = { start: program.span.start, end: subcommand.span.end };
  if (isCommand(subcommand.value)) return { command: subcommand.value, head, programIndex: at, argumentsIndex: at + 2 };
  const isExecuted = args.slice(0, at).every((arg) => WRAPPERS.test(arg.value ?? ''));
  if (!isExecuted || !/^\w[\w-]*$/.test(subcommand.value)) return undefined;
  const message = `\`megatron ${subcommand.value}\` does not exist. The commands are ${MEGATRON_COMMANDS.join(', ')}.`;
  const similar = findNearestNames(subcommand.value, MEGATRON_COMMANDS, 1);
  const repairs = (similar.length > 0 ? similar : MEGATRON_COMMANDS).map((name) => ({
    title: `Change to megatron ${name}`,
    edits: [{ span: subcommand.span, newText: name }],
  }));
  return { rule: 'cli.subcommand', message, span: subcommand.span, repairs };
}

const isCommand = (name: string): name is Command => (MEGATRON_COMMANDS as readonly string[]).includes(name);

/** The variables that reach a command. */
type ReachingVariables = Pick<Config, 'exports' | 'variables'>;

/** Collects the variables that reach a command: exports, `env NAME=value` arguments and the assignments before it. */
function collectEnvironment(
  before: readonly Scalar[],
  prefix: readonly Assignment[],
  scope: Scope,
  walk: Pick<Walk, 'source' | 'exportsCache'>,
): ReachingVariables {
  // These come first, since their expansions may set variables that are exported too.
  const ownEntries = new Map(collectPrefixEntries(prefix, scope, walk.source).map((entry) => [entry.name, entry]));
  const { exports } = collectExports(scope, walk);
  const removedNames = new Set<string>();
  let isCleared = false;
  let isAfterEnv = false;
  for (const [index, argument] of before.entries()) {
    const name = isAfterEnv ? parseEnvRemoval(argument, before[index + 1]) : undefined;
    if (name === '') {
      ownEntries.clear();
      isCleared = true;
    } else if (name !== undefined) {
      ownEntries.delete(name);
      removedNames.add(name);
    }
    setFromEnvArgument(argument, ownEntries);
    isAfterEnv ||= /(?:^|\/)env$/.test(argument.value ?? '');
  }
  const isKept = ({ name }: Entry): boolean => !isCleared && !removedNames.has(name);
  const isReduced = isCleared || removedNames.size > 0;
  return {
    exports: isReduced ? toExports(exports.entries().filter(isKept), exports.findUnexported) : exports,
    variables: [...ownEntries.values()],
  };
}

/** Collects the assignments before a command. Variables that their expansions set, as in `${NAME:=x}`, persist. */
function collectPrefixEntries(prefix: readonly Assignment[], scope: Scope, source: Source): Entry[] {
  const entries: Entry[] = [];
  if (prefix.length === 0) return entries;
  // Each assignment of a prefix sees those before it.
  const inner = copyScope(scope);
  for (const assignment of prefix) {
    const { name, value, append } = assignment;
    const scalar = value.type === 'Word' && !append ? scalarOf(value, inner, source) : undefined;
    const key = nameSpanOf(assignment, source);
    setValue(inner, name, { kind: 'text', text: scalar?.value }, key, scalar);
    entries.push(createEnvEntry(name, key, scalar ?? unknownScalarOf(assignment, source)));
  }
  copySideEffects(inner, copyScope(scope), scope, new Set(prefix.map(({ name }) => name)));
  return entries;
}

const unknownScalarOf = ({ value }: Assignment, source: Source): Scalar => ({
  text: textOfNode(value, source),
  span: spanOf(value, source),
  value: undefined,
});

/** Returns the variable that `env -u NAME` removes; the empty name stands for all of them, which `env -i` removes. */
function parseEnvRemoval(argument: Scalar, next: Scalar | undefined): string | undefined {
  const text = argument.value ?? '';
  if (/^(?:-|-i|--ignore-environment)$/.test(text)) return '';
  if (text === '-u' || text === '--unset') return next?.value;
  return /^(?:-u|--unset=)(\w+)$/.exec(text)?.[1];
}

/** Sets the variable of an argument such as `A=1` after `env`. */
function setFromEnvArgument(argument: Scalar, entries: Map<string, Entry>): void {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(argument.value ?? argument.text) ?? [];
  const valueStart = argument.text.indexOf('=') + 1;
  if (!name || valueStart === 0) return;
  const { start, end } = argument.span;
  const span = { start: start + valueStart, end };
  const scalar = {
    text: argument.text.slice(valueStart),
    span,
    value: argument.value === undefined ? undefined : value,
    ...(argument.defaults && { defaults: argument.defaults }),
  };
  entries.set(name, createEnvEntry(name, { start, end: start + valueStart - 1 }, scalar));
}
