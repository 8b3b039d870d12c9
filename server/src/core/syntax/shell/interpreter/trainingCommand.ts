import type { Assignment } from 'unbash';
import { sortWords } from '../../../config/argparse';
import {
  COMMANDS,
  type Command,
  type Config,
  type Entry,
  exportsOf,
  type Problem,
  type Scalar,
  type Span,
} from '../../../config/config';
import { nearest } from '../../../text/spelling';
import { keepEffects, keyOf, scalarOf } from '../expansion/assign';
import { envEntry, passedOn } from './exports';
import { copyScope, type Scope, setHeld } from './scope';
import type { Walk } from './walk';
import { filledWords } from './xargs';

/** Commands whose words are text, names or packages: `echo megatron sft` runs nothing. */
const ONLY_MENTIONS =
  /^(?::|echo|printf|cd|pip3?|git|cat|e?grep|rg|which|type|man|ls|mkdir|rm|cp|mv|touch|tee|sed|awk|p?kill|killall|pgrep|apt(?:-get)?|test|\[|\.|source|alias|eval)$/;

/** Words that may stand in front of `megatron` and run it: only behind them is a word that follows it a sub-command. */
const WRAPPERS =
  /^(?:env|nohup|exec|time|srun|sudo|command|nice|ionice|numactl|uv|run|stdbuf|timeout|-.*|\d+|[A-Za-z_]\w*=.*)$/s;

/** The script that `megatron sft` starts, which launchers such as torchrun are given by its path or module name. */
const SCRIPT = /(?:^|[./])swift[./]cli[./]_megatron[./](pt|sft|rlhf|export)(?:\.py)?$/;

/** The training command among the words of a simple command, if there is one. */
export function trainingCommand(
  args: readonly Scalar[],
  prefix: readonly Assignment[],
  at: Span,
  scope: Scope,
  walk: Pick<Walk, 'source' | 'passed'>,
): Config | Problem | undefined {
  const [program] = args;
  if (!program || ONLY_MENTIONS.test(program.value ?? '')) return undefined;
  const found = findHead(args);
  if (!found) return undefined;
  if ('rule' in found) return found;
  const given = filledWords(args.slice(0, found.at), args.slice(found.after)) ?? args.slice(found.after);
  const { entries: flags, words: loose } = sortWords(given);
  const uses = configFile(flags, loose);
  const words = loose[0] === uses ? loose.slice(1) : loose;
  const reaching = environment(args.slice(0, found.at), prefix, scope, walk);
  return {
    syntax: 'shell',
    program: 'megatron',
    command: found.command,
    head: found.head,
    whole: { start: Math.min(at.start, found.head.start), end: Math.max(at.end, found.head.end) },
    flags,
    ...reaching,
    words,
    ...(uses && { uses }),
    open: given.some((arg) => arg.splice),
    problems: [],
  };
}

/** The config file that a command names: later releases read it as the first word, some behind `--config`. */
function configFile(entries: readonly Entry[], words: readonly Scalar[]): Scalar | undefined {
  const isFile = (word: Scalar | undefined): word is Scalar => /\.(?:ya?ml|json)$/.test(word?.value ?? '');
  const [first] = words;
  const named = entries.find(({ name, joined }) => name === 'config' && !joined)?.values[0];
  return isFile(first) ? first : isFile(named) ? named : undefined;
}

interface Head {
  command: Command;
  head: Config['head'];
  /** Index of the word that names the program, and of the first word behind the command. */
  at: number;
  after: number;
}

function findHead(args: readonly Scalar[]): Head | Problem | undefined {
  const byScript = args.findIndex(({ value }) => value !== undefined && SCRIPT.test(value));
  const script = args[byScript];
  const command = SCRIPT.exec(script?.value ?? '')?.[1];
  if (script && command) return { command: command as Command, head: script.span, at: byScript, after: byScript + 1 };
  const at = args.findIndex(({ value }) => value === 'megatron' || value?.endsWith('/megatron'));
  const program = args[at];
  const sub = args[at + 1];
  if (!program || sub?.value === undefined) return undefined;
  const head = { start: program.span.start, end: sub.span.end };
  if (isCommand(sub.value)) return { command: sub.value, head, at, after: at + 2 };
  const isRun = args.slice(0, at).every((arg) => WRAPPERS.test(arg.value ?? ''));
  if (!isRun || !/^\w[\w-]*$/.test(sub.value)) return undefined;
  const message = `\`megatron ${sub.value}\` does not exist; the commands are ${COMMANDS.join(', ')}.`;
  const meant = nearest(sub.value, COMMANDS, 1);
  const repairs = (meant.length > 0 ? meant : COMMANDS).map((name) => ({
    title: `Change to megatron ${name}`,
    edits: [{ span: sub.span, newText: name }],
  }));
  return { rule: 'cli.subcommand', message, span: sub.span, repairs };
}

const isCommand = (word: string): word is Command => (COMMANDS as readonly string[]).includes(word);

/** What reaches the command, and what the script keeps from it. */
type Reaching = Pick<Config, 'exports' | 'variables'>;

/** The variables that reach the command: exported ones, `env NAME=value` words, and the assignments in front of it. */
function environment(
  before: readonly Scalar[],
  prefix: readonly Assignment[],
  scope: Scope,
  walk: Pick<Walk, 'source' | 'passed'>,
): Reaching {
  // What the assignments in front set in passing is passed on too.
  const own = new Map(prefixEntries(prefix, scope, walk.source).map((entry) => [entry.name, entry]));
  const { exports } = passedOn(scope, walk);
  const gone = new Set<string>();
  let isEmpty = false;
  let isBehindEnv = false;
  for (const [index, word] of before.entries()) {
    const name = isBehindEnv ? goneByEnv(word, before[index + 1]) : undefined;
    if (name === '') {
      own.clear();
      isEmpty = true;
    } else if (name !== undefined) {
      own.delete(name);
      gone.add(name);
    }
    setByEnv(word, own);
    isBehindEnv ||= /(?:^|\/)env$/.test(word.value ?? '');
  }
  const isLeft = ({ name }: Entry): boolean => !isEmpty && !gone.has(name);
  const isCut = isEmpty || gone.size > 0;
  return {
    exports: isCut ? exportsOf(exports.entries().filter(isLeft), exports.kept) : exports,
    variables: [...own.values()],
  };
}

/** The assignments in front of a command. What their values assign in passing stays. */
function prefixEntries(prefix: readonly Assignment[], scope: Scope, source: string): Entry[] {
  const entries: Entry[] = [];
  if (prefix.length === 0) return entries;
  // Each assignment of a prefix sees the ones in front of it.
  const inner = copyScope(scope);
  for (const assignment of prefix) {
    const { name, value, append } = assignment;
    const scalar = value.type === 'Word' && !append ? scalarOf(value, inner, source) : undefined;
    setHeld(inner, name, { kind: 'text', text: scalar?.value }, keyOf(assignment), scalar);
    entries.push(envEntry(name, keyOf(assignment), scalar ?? unknownAt(assignment, source)));
  }
  keepEffects(
    inner,
    copyScope(scope),
    scope,
    prefix.map(({ name }) => name),
  );
  return entries;
}

const unknownAt = ({ value }: Assignment, source: string): Scalar => ({
  text: source.slice(value.pos, value.end),
  span: { start: value.pos, end: value.end },
  value: undefined,
});

/** `env -u NAME` takes a variable away, `env -i` all of them, for which the name is empty. */
function goneByEnv(word: Scalar, next: Scalar | undefined): string | undefined {
  const text = word.value ?? '';
  if (/^(?:-|-i|--ignore-environment)$/.test(text)) return '';
  if (text === '-u' || text === '--unset') return next?.value;
  return /^(?:-u|--unset=)(\w+)$/.exec(text)?.[1];
}

/** A word such as `A=1` behind `env`. */
function setByEnv(word: Scalar, entries: Map<string, Entry>): void {
  const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/s.exec(word.value ?? word.text) ?? [];
  const cut = word.text.indexOf('=') + 1;
  if (!name || cut === 0) return;
  const { start, end } = word.span;
  const span = { start: start + cut, end };
  const scalar = { text: word.text.slice(cut), span, value: word.value === undefined ? undefined : value };
  entries.set(name, envEntry(name, { start, end: start + cut - 1 }, scalar));
}
