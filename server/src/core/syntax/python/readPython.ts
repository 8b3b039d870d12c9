import { type Config, EMPTY_READING, type Entry, type Reading, type Scalar } from '../../config/config';
import { indentOf, startOfLine } from '../../text/lines';
import { findScriptWord, namesCommand, readMappedScript, readWords, type Surroundings } from '../shell/readMapped';
import { type Hints, isTooLong, readTooLong } from '../syntax';
import { findEndOfItem, parseList, unknownWords, type WordList, wordsOfItem } from './lists';
import { mapString, mapSum, wordOf } from './strings';
import { type Token, tokenize } from './tokens';

/**
 * Training commands that a Python program starts: a list of words, as in `run(["megatron", "sft", ..])`, or
 * the text of a shell command. The program is read, not run: what a branch or a call adds to a list is unknown.
 */

/** Functions that run a text as a command, or split one. */
const RUNS_TEXT =
  /^(?:system|run|Popen|popen|call|check_call|check_output|getoutput|getstatusoutput|split|execute|exec_command|create_subprocess_shell|send_keys|write|write_text|local|sudo)$/;

/** Names of texts for people. */
const IS_PROSE = /^(?:help|usage|description|epilog|doc|docs|message|msg|text|title|__doc__)$/i;

interface Program {
  source: string;
  tokens: readonly Token[];
  hints: Hints;
  around: Surroundings;
  lists: Map<string, WordList>;
  configs: Config[];
  problems: Reading['problems'];
}

export function readPython(source: string, hints: Hints): Reading {
  if (!namesCommand(source)) return EMPTY_READING;
  if (isTooLong(source)) return readTooLong(source);
  const tokens = tokenize(source);
  const around = { variables: findVariables(source, tokens) };
  const program: Program = { source, tokens, hints, around, lists: new Map(), configs: [], problems: [] };
  for (let at = 0; at < tokens.length; ) at = readToken(program, at);
  for (const { words } of program.lists.values()) addCommand(program, words);
  return {
    configs: program.configs.sort((a, b) => a.fullSpan.start - b.fullSpan.start),
    problems: program.problems,
  };
}

/** Reads a list, a change of a list, or a text at a token. Returns the index of the next token to read. */
function readToken(program: Program, at: number): number {
  const { source, tokens, lists } = program;
  const token = tokens[at];
  if (token?.text === '[' && token.kind === 'other' && !isSubscript(tokens[at - 1])) {
    const { words, next } = parseList(source, tokens, at, lists);
    const target = findTarget(tokens, at);
    if (target) bindList(program, target, words, token.start);
    else addCommand(program, words);
    return next;
  }
  const isAppend = token?.text === 'append' && tokens[at - 1]?.text === '.' && tokens[at + 1]?.text === '(';
  if (isAppend) {
    const end = findEndOfItem(tokens, at + 2);
    const words = wordsOfItem(source, tokens.slice(at + 2, end), lists);
    bindList(program, { name: tokens[at - 2]?.text ?? '', adds: true }, words, token.start);
    return end;
  }
  return token?.kind === 'string' ? readText(program, at) : at + 1;
}

const isSubscript = (before: Token | undefined): boolean =>
  before?.kind === 'string' ||
  before?.text === ')' ||
  before?.text === ']' ||
  (before?.kind === 'name' && !/^(?:return|in|yield|else|and|or|not)$/.test(before.text));

interface Target {
  name: string;
  /** The words are added to those of the list. */
  adds: boolean;
}

/** Finds the name that a list at a token is assigned or added to. */
function findTarget(tokens: readonly Token[], at: number): Target | undefined {
  const [third, second, first] = [tokens[at - 3], tokens[at - 2], tokens[at - 1]];
  if (first?.text === '(' && second?.text === 'extend' && third?.text === '.')
    return { name: tokens[at - 4]?.text ?? '', adds: true };
  if (first?.text !== '=') return undefined;
  if (second?.text === '+') return { name: third?.text ?? '', adds: true };
  const start = tokens.findLastIndex(({ kind }, index) => index < at && kind === 'newline') + 1;
  const isAnnotated = tokens[start + 1]?.text === ':' && tokens[start]?.kind === 'name';
  if (isAnnotated) return { name: tokens[start]?.text ?? '', adds: false };
  // A keyword argument, as in `run(args=[..])`, has no newline before it.
  return second?.kind === 'name' && start === at - 2 ? { name: second.text, adds: false } : undefined;
}

/** Binds words to a name. What a deeper block adds may be there or not. */
function bindList(program: Program, { name, adds }: Target, words: readonly Scalar[], offset: number): void {
  const { source, lists } = program;
  const indent = indentOf(source, startOfLine(source, offset)).length;
  const known = lists.get(name);
  if (!adds) {
    if (known) addCommand(program, known.words);
    lists.set(name, { words, indent });
  } else if (known) {
    const added = indent > known.indent ? [unknownWords(known.words.at(-1)?.span.end ?? offset)] : words;
    lists.set(name, { ...known, words: [...known.words, ...added] });
  }
}

/** Adds the command that a list of words starts, if it is one. */
function addCommand({ source, tokens, hints, around, configs, problems }: Program, words: readonly Scalar[]): void {
  const script = words[findScriptWord(words)];
  const token = script && tokens.find(({ inner }) => inner?.start === script.span.start);
  if (token) {
    const reading = readMappedScript(mapString(source, token), hints, around);
    configs.push(...reading.configs);
    problems.push(...reading.problems);
    return;
  }
  const config = readWords(words, hints, around);
  const isNew = config && !configs.some(({ head }) => head.start === config.head.start);
  if (isNew) configs.push(config);
}

/** Reads the text of a command, which may be a sum: `"megatron sft " + args`. */
function readText({ source, tokens, hints, around, configs, problems }: Program, at: number): number {
  const operands: (Token | 'unknown')[] = [];
  let next = at;
  for (let operand = tokens[next]; operand && operand.kind !== 'newline'; operand = tokens[next]) {
    const end = operand.kind === 'string' ? next + 1 : findEndOfOperand(tokens, next);
    operands.push(operand.kind === 'string' ? operand : 'unknown');
    next = end;
    if (tokens[next]?.text === '+') next++;
    else if (tokens[next]?.kind !== 'string') break;
  }
  const isTemplate = tokens[next]?.text === '.' && tokens[next + 1]?.text === 'format';
  const mapped = mapSum(source, operands, isTemplate);
  if (!namesCommand(mapped.text) || !isRun(tokens, at)) return Math.max(next, at + 1);
  const reading = readMappedScript(mapped, hints, around);
  configs.push(...reading.configs);
  problems.push(...reading.problems);
  return Math.max(next, at + 1);
}

/** Returns the index of the plus or bracket after an operand that is no string. */
function findEndOfOperand(tokens: readonly Token[], from: number): number {
  let depth = 0;
  for (let index = from; index < tokens.length; index++) {
    const { kind, text } = tokens[index] as Token;
    if (kind === 'newline') return index;
    if (/^[([{]$/.test(text)) depth++;
    else if (depth === 0 && /^[,+)\]}]$/.test(text)) return index;
    else if (/^[)\]}]$/.test(text)) depth--;
  }
  return tokens.length;
}

/** Whether a text is assigned to a name, or passed to a function that runs it. */
function isRun(tokens: readonly Token[], at: number): boolean {
  let before = at - 1;
  while (tokens[before]?.text === '(' && tokens[before - 1]?.kind !== 'name') before--;
  const name = tokens[before - 1];
  if (name?.kind !== 'name') return false;
  if (tokens[before]?.text === '=') return !IS_PROSE.test(name.text);
  return tokens[before]?.text === '(' && RUNS_TEXT.test(name.text);
}

/** Finds the environment variables that a program sets: `os.environ["A"] = "1"` and `{"A": "1"}`. */
function findVariables(source: string, tokens: readonly Token[]): Pick<Entry, 'name' | 'key' | 'values'>[] {
  return tokens.flatMap((token, at) => {
    const name = token.inner && source.slice(token.inner.start, token.inner.end);
    if (!name || !/^[A-Z][A-Z0-9_]+$/.test(name)) return [];
    const isItem = tokens[at - 1]?.text === '[' && tokens[at + 1]?.text === ']' && tokens[at + 2]?.text === '=';
    const isPair = /^[{,]$/.test(tokens[at - 1]?.text ?? '') && tokens[at + 1]?.text === ':';
    const from = isItem ? at + 3 : isPair ? at + 2 : -1;
    const value = tokens[from];
    if (!value) return [];
    const isAlone = /^[,}\n]$/.test(tokens[from + 1]?.text ?? '\n');
    const scalar = wordOf(source, [value]);
    const key = { start: token.inner?.start ?? token.start, end: token.inner?.end ?? token.end };
    return [{ name, key, values: [isAlone ? scalar : { ...scalar, value: undefined }] }];
  });
}
