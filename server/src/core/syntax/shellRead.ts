import {
  type Assignment,
  type Command as CommandNode,
  type CompoundList,
  forEachChild,
  type PipelineNode,
  type Script,
  type Statement,
  type SyntaxNode,
  type Word,
} from 'unbash';
import { sortWords } from '../argv';
import {
  COMMANDS,
  type Command,
  type Config,
  EMPTY,
  type Entry,
  type Problem,
  type Reading,
  type Scalar,
} from '../config';
import { expand, expandValue, isPlaceholder, type Scope } from './shellExpansion';
import { parseScript, readableText } from './shellText';

/** Reads every `megatron` command of a shell script, with the environment that reaches it. */
export function readShell(text: string): Reading {
  // The word must stand in the text as it is; without it there is nothing to read and nothing to parse.
  if (!text.includes('megatron')) return EMPTY;
  const reading: Reader = { text, configs: [], problems: [] };
  try {
    const readable = readableText(text);
    walkList(parseScript(readable).commands, new Map(), reading);
  } catch {
    // The parser promises not to throw. Should it do so all the same, a half-read file is better than a dead editor.
  }
  return { configs: reading.configs, problems: reading.problems };
}

interface Reader {
  text: string;
  configs: Config[];
  problems: Problem[];
}

type Body = Script['commands'];

function walkList(statements: Body, scope: Scope, reader: Reader): void {
  for (const statement of statements) walk(statement, scope, reader);
}

function walk(node: Statement | PipelineNode | SyntaxNode, scope: Scope, reader: Reader): void {
  switch (node.type) {
    case 'Statement':
      walk(node.command, scope, reader);
      break;
    case 'Command':
      command(node, scope, reader);
      break;
    case 'AndOr': {
      // Only the first part surely runs; what the others assign may or may not hold afterwards.
      const [first, ...others] = node.commands;
      if (first) walk(first, scope, reader);
      for (const other of others) maybe(scope, (inner) => walk(other, inner, reader));
      break;
    }
    case 'Pipeline':
      // Each part of a pipeline runs in a subshell of its own: what it assigns is gone afterwards.
      for (const part of node.commands) walk(part, node.commands.length > 1 ? new Map(scope) : scope, reader);
      break;
    case 'Redirected':
      walk(node.command, scope, reader);
      break;
    case 'BraceGroup':
      walkList(node.body.commands, scope, reader);
      break;
    case 'Subshell':
      walkList(node.body.commands, new Map(scope), reader);
      break;
    case 'If': {
      walkList(node.clause.commands, scope, reader);
      const branches: CompoundList[] = [node.then, ...node.elif.map((elif) => elif.then)];
      if (node.else) branches.push(node.else);
      for (const branch of branches) maybe(scope, (inner) => walkList(branch.commands, inner, reader));
      break;
    }
    case 'For':
      loop([node.name.value], node.body, scope, reader);
      break;
    case 'While':
    case 'ArithmeticFor':
    case 'Select':
      loop(node.type === 'Select' ? [node.name.value] : [], node.body, scope, reader);
      break;
    case 'Case':
      for (const item of node.items) maybe(scope, (inner) => walkList(item.body.commands, inner, reader));
      break;
    case 'Function':
      // A function runs when it is called, with values that hold then.
      maybe(new Map([...scope].map(([name, variable]) => [name, { ...variable, value: undefined }])), (inner) =>
        walk(node.body as SyntaxNode, inner, reader),
      );
      break;
    case 'CompoundList':
      walkList(node.commands, scope, reader);
      break;
    default:
  }
}

/** Runs `body` on a copy. What it changes is unknown afterwards, since nobody knows whether it ran. */
function maybe(scope: Scope, body: (inner: Scope) => void): void {
  const inner: Scope = new Map(scope);
  body(inner);
  for (const [name, variable] of inner) {
    if (scope.get(name)?.value !== variable.value) scope.set(name, { ...variable, value: undefined });
  }
}

/** In a loop, a variable that the body assigns has a value from the round before, or the first one. */
function loop(names: readonly string[], body: CompoundList, scope: Scope, reader: Reader): void {
  for (const name of assignedIn(body)) {
    const variable = scope.get(name);
    if (variable) scope.set(name, { ...variable, value: undefined });
  }
  for (const name of names) scope.delete(name);
  maybe(scope, (inner) => walkList(body.commands, inner, reader));
}

/** The names of all variables that are assigned anywhere below a node. */
function assignedIn(node: SyntaxNode, names: Set<string> = new Set()): Set<string> {
  if (node.type === 'Assignment') names.add(node.name);
  // Words hold no assignments of ours, and looking into them would parse every substitution.
  else if (node.type !== 'Word') forEachChild(node, (child) => void assignedIn(child, names));
  return names;
}

const DECLARATIONS = new Set(['export', 'declare', 'typeset', 'local', 'readonly']);

function command(node: CommandNode, scope: Scope, reader: Reader): void {
  const prefix = node.prefix.filter((part): part is Assignment => part.type === 'Assignment');
  if (!node.name) {
    for (const assignment of prefix) assign(assignment, scope, scope.get(assignment.name)?.exported ?? false, reader);
    return;
  }
  const name = node.name.value;
  if (DECLARATIONS.has(name)) declare(node, scope, reader);
  else if (name === 'unset' || name === 'read') forget(node, scope);
  else run(node, prefix, scope, reader);
}

/** Commands whose words are text, names or packages: `echo megatron sft` runs nothing. */
const ONLY_MENTIONS =
  /^(?:echo|printf|cd|pip3?|git|cat|e?grep|rg|which|type|man|ls|mkdir|rm|cp|mv|touch|tee|sed|awk|p?kill|killall|pgrep|apt(?:-get)?|test|\[|\.|source|alias)$/;

/** Any other command: a training command where one of its words is `megatron`, possibly behind `nohup` or `srun`. */
function run(node: CommandNode, prefix: readonly Assignment[], scope: Scope, reader: Reader): void {
  if (!node.name || ONLY_MENTIONS.test(node.name.value)) return;
  const words = [node.name, ...node.suffix.filter((part): part is Word => part.type === 'Word')];
  const args = words.flatMap((word) => expand(word, reader.text, scope));
  const at = args.findIndex((arg) => arg.value === 'megatron' || arg.value?.endsWith('/megatron'));
  if (at >= 0) training(node, prefix, args, at, scope, reader);
}

function assign(assignment: Assignment, scope: Scope, exported: boolean, reader: Reader): void {
  const { name, value } = assignment;
  const scalar = value.type === 'Word' ? scalarOf(value, scope, reader.text) : undefined;
  const known = assignment.append || assignment.index ? undefined : scalar?.value;
  const key = { start: assignment.pos, end: assignment.pos + name.length };
  scope.set(name, { value: known, exported, key, scalar });
}

function scalarOf(word: Word, scope: Scope, source: string): Scalar {
  const text = source.slice(word.pos, word.end);
  const value = isPlaceholder(text) ? undefined : expandValue(word, scope);
  return { text, span: { start: word.pos, end: word.end }, value };
}

/** `export A=1 B`, `declare -x A=1` and the like. Without `-x`, a declaration keeps a variable from the command. */
function declare(node: CommandNode, scope: Scope, reader: Reader): void {
  const options = node.suffix.filter((part): part is Word => part.type === 'Word' && part.value.startsWith('-'));
  const removes = options.some((option) => option.value.includes('n') && node.name?.value === 'export');
  const exports = node.name?.value === 'export' ? !removes : options.some((option) => option.value.includes('x'));
  for (const part of node.suffix) {
    if (part.type === 'Assignment') assign(part, scope, exports || (scope.get(part.name)?.exported ?? false), reader);
    else if (part.type === 'Word' && !part.value.startsWith('-')) {
      const variable = scope.get(part.value);
      if (variable) scope.set(part.value, { ...variable, exported: exports || (variable.exported && !removes) });
    }
  }
}

function forget(node: CommandNode, scope: Scope): void {
  for (const part of node.suffix) {
    if (part.type !== 'Word' || part.value.startsWith('-')) continue;
    const variable = scope.get(part.value);
    if (node.name?.value === 'unset') scope.delete(part.value);
    else if (variable) scope.set(part.value, { ...variable, value: undefined });
  }
}

/** Words that may stand in front of `megatron` and run it: only behind them is a word that follows it a sub-command. */
const WRAPPERS =
  /^(?:env|nohup|exec|time|srun|sudo|command|nice|ionice|numactl|uv|run|stdbuf|timeout|-.*|\d+|[A-Za-z_]\w*=.*)$/s;

function training(
  node: CommandNode,
  prefix: readonly Assignment[],
  args: readonly Scalar[],
  at: number,
  scope: Scope,
  reader: Reader,
): void {
  const program = args[at] as Scalar;
  const sub = args[at + 1];
  if (sub?.value === undefined) return;
  const span = { start: program.span.start, end: sub.span.end };
  if (!isCommand(sub.value)) {
    const wrapped = args.slice(0, at).every((arg) => WRAPPERS.test(arg.value ?? ''));
    if (wrapped && /^\w+$/.test(sub.value)) {
      const message = `\`megatron ${sub.value}\` does not exist; the commands are ${COMMANDS.join(', ')}`;
      reader.problems.push({ rule: 'cli.subcommand', message, span: sub.span });
    }
    return;
  }
  const { entries, words } = sortWords(args.slice(at + 2));
  const end = args.at(-1)?.span.end ?? span.end;
  reader.configs.push({
    syntax: 'shell',
    program: 'megatron',
    command: sub.value,
    head: span,
    whole: { start: Math.min(node.pos, span.start), end: Math.max(end, span.end) },
    entries: [...environment(prefix, args.slice(0, at), scope, reader), ...entries],
    words,
    open: args.slice(at + 2).some((arg) => arg.splice),
  });
}

const isCommand = (word: string): word is Command => (COMMANDS as readonly string[]).includes(word);

/** The variables that reach the command: exported ones, `env NAME=value` words, and the assignments in front of it. */
function environment(prefix: readonly Assignment[], before: readonly Scalar[], scope: Scope, reader: Reader): Entry[] {
  const entries = new Map<string, Entry>();
  for (const [name, variable] of scope) {
    const scalar = variable.scalar && { ...variable.scalar, value: variable.value };
    if (variable.exported) entries.set(name, envEntry(name, variable.key, scalar));
  }
  for (const word of before) {
    const match = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.value ?? '');
    const cut = word.text.indexOf('=') + 1;
    if (!match?.[1] || cut === 0) continue;
    const start = word.span.start;
    const scalar = { text: word.text.slice(cut), span: { start: start + cut, end: word.span.end }, value: match[2] };
    entries.set(match[1], envEntry(match[1], { start, end: start + cut - 1 }, scalar));
  }
  for (const { name, pos, value } of prefix) {
    const scalar = value.type === 'Word' ? scalarOf(value, scope, reader.text) : undefined;
    entries.set(name, envEntry(name, { start: pos, end: pos + name.length }, scalar));
  }
  return [...entries.values()];
}

function envEntry(name: string, key: Entry['key'], scalar: Scalar | undefined): Entry {
  const whole = { start: key.start, end: scalar?.span.end ?? key.end };
  return { kind: 'env', name, key, values: scalar ? [scalar] : [], whole };
}
