import type { Command as CommandNode, HereDoc, Statement, Word, WordPart } from 'unbash';
import { spells } from '../../../config/argparse';
import { type Config, moveConfig, type Problem, type Span } from '../../../config/config';
import { setArguments } from '../expansion/assign';
import { expand, joined, piecesOf, UNKNOWN_CHARACTER } from '../expansion/expand';
import { mentionsProgram, parseScript } from '../text';
import { assignedIn } from './functions';
import { copyScope, exportedScope, NOWHERE, newScope, type Scope, type Variable } from './scope';
import type { Walk } from './walk';

/** The text that an inner shell gets, with the place in the document of each of its characters. */
interface Cooked {
  text: string;
  starts: number[];
  ends: number[];
}

type Read = (
  statements: readonly Statement[],
  source: string,
  scope: Scope,
  inside: Pick<Walk, 'steps' | 'embedding'>,
) => (Config | Problem)[];

/** The training commands of a script that a command is given: `bash -c '...'`, `ssh host "..."`, `bash <<EOF`. */
export function embeddedScript(
  node: CommandNode,
  words: readonly Word[],
  scope: Scope,
  walk: Walk,
  read: Read,
): (Config | Problem)[] {
  const cooked = cookedScript(node, words, scope, walk);
  if (cooked && isEval(node)) return mapAll(evaluated(cooked, scope, walk, read), cooked, walk.source);
  if (!cooked || !mentionsProgram(cooked.text)) return [];
  // A new process knows exported variables only, and one on another machine not even those.
  const inner = node.name?.value === 'ssh' ? newScope() : markOuter(exportedScope(scope));
  giveArguments(words, scope, walk.source, inner);
  const found = read(parseScript(cooked.text).commands, cooked.text, inner, {
    steps: walk.steps,
    embedding: walk.embedding + 1,
  });
  return mapAll(found, cooked, walk.source);
}

/** `bash -c '..' NAME WORD..`: what stands behind the text is its arguments. Programs such as xargs add more. */
function giveArguments(words: readonly Word[], scope: Scope, source: string, inner: Scope): void {
  const at = words.findIndex((word) => SHELL.test(word.value));
  const option = words.findIndex((word, index) => index > at && /^-[a-z]*c$/.test(word.value));
  if (at < 0 || option < 0 || !words.slice(0, at).every((word) => STARTERS.test(word.value))) return;
  const args = words.slice(option + 3).flatMap((word) => expand(word, source, scope));
  setArguments(
    inner,
    args.map((arg) => ({ ...arg, span: outside(arg.span) })),
  );
}

const STARTERS = /^(?:srun|nohup|exec|time|setsid|nice|stdbuf|timeout|env|-.*|\d+)$/;

const mapAll = (found: readonly (Config | Problem)[], cooked: Cooked, source: string): (Config | Problem)[] =>
  found.map((each) =>
    'flags' in each
      ? markUnwritten({ ...moveConfig(each, (span) => mapSpan(span, cooked)), embedded: true }, source)
      : { ...each, span: mapSpan(each.span, cooked) },
  );

/** A flag may come out of a variable of the outer shell, which alone is written at its place. */
function markUnwritten(config: Config, source: string): Config {
  for (const entry of config.flags) {
    const option = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
    if (!spells(source.slice(entry.key.start, entry.key.end), option)) entry.unwritten = true;
  }
  return config;
}

const isEval = (node: CommandNode): boolean => node.name?.value === 'eval';

/** `eval` runs its words, joined by blanks, in the shell itself: what it assigns stays. */
function evaluated(cooked: Cooked, scope: Scope, walk: Walk, read: Read): (Config | Problem)[] {
  const { commands } = parseScript(cooked.text);
  const inner = markOuter(copyScope(scope));
  const found = read(commands, cooked.text, inner, inside(walk));
  for (const name of commands.flatMap(assignedIn)) {
    const after = inner.variables.get(name);
    // The value is known, but the place where it was assigned is none of the document's own.
    if (after) scope.variables.set(name, { ...after, key: NOWHERE, scalar: undefined });
  }
  return found;
}

const inside = ({ steps, embedding }: Walk): Pick<Walk, 'steps' | 'embedding'> => ({ steps, embedding: embedding + 1 });

const SHELL = /(?:^|\/)(?:ba|z|da|k)?sh$/;

function cookedScript(node: CommandNode, words: readonly Word[], scope: Scope, walk: Walk): Cooked | undefined {
  if (isEval(node)) return cookWords(words.slice(1), scope, walk.source);
  const at = words.findIndex((word) => SHELL.test(word.value));
  const option = words.findIndex((word, index) => index > at && /^-[a-z]*c$/.test(word.value));
  const between = words.slice(at + 1, option);
  if (at >= 0 && option > at && between.every((word) => word.value.startsWith('-'))) {
    const script = words[option + 1];
    return script && cookWord(script, scope, walk.source);
  }
  if (node.name?.value === 'ssh') {
    const last = words.at(-1);
    return last?.parts && words.length > 2 ? cookWord(last, scope, walk.source) : undefined;
  }
  if (!SHELL.test(node.name?.value ?? '')) return undefined;
  const document = node.redirects.find((part): part is HereDoc => part.type === 'HereDoc');
  if (document) return cookDocument(document, scope);
  const here = node.redirects.find((part) => part.type === 'HereString');
  return here?.type === 'HereString' && here.target ? cookWord(here.target, scope, walk.source) : undefined;
}

/** Several words as one text, which is what `eval` makes of them. */
function cookWords(words: readonly Word[], scope: Scope, source: string): Cooked {
  const all: Cooked = { text: '', starts: [], ends: [] };
  for (const [index, word] of words.entries()) {
    if (index > 0) add(all, ' ', word.pos, word.pos);
    for (const [at, scalar] of expand(word, source, scope).entries()) {
      if (at > 0) add(all, ' ', scalar.span.start, scalar.span.start);
      const plain =
        scalar.value === scalar.text || word.parts?.length === 1 ? cookWord(word, scope, source) : undefined;
      if (plain && plain.text === scalar.value) append(all, plain);
      else
        for (const character of scalar.value ?? UNKNOWN_CHARACTER)
          add(all, character, scalar.span.start, scalar.span.end);
    }
  }
  return all;
}

function append(to: Cooked, more: Cooked): void {
  to.text += more.text;
  to.starts.push(...more.starts);
  to.ends.push(...more.ends);
}

function cookWord(word: Word, scope: Scope, source: string): Cooked {
  const cooked: Cooked = { text: '', starts: [], ends: [] };
  if (!word.parts) addRaw(cooked, source.slice(word.pos, word.end), word.pos, UNQUOTED_ESCAPES);
  for (const part of word.parts ?? []) cookPart(cooked, part, scope);
  return cooked;
}

function cookDocument({ body }: HereDoc, scope: Scope): Cooked {
  const cooked: Cooked = { text: '', starts: [], ends: [] };
  if (!body.parts) addRaw(cooked, body.text, body.pos, /$^/);
  for (const part of body.parts ?? []) cookPart(cooked, part, scope, QUOTED_ESCAPES);
  return cooked;
}

const UNQUOTED_ESCAPES = /[\s\S]/;
const QUOTED_ESCAPES = /[$`"\\\n]/;

function cookPart(cooked: Cooked, part: WordPart, scope: Scope, escapes = UNQUOTED_ESCAPES): void {
  if (part.type === 'Literal') addRaw(cooked, part.text, part.pos, escapes);
  else if (part.type === 'SingleQuoted') addRaw(cooked, part.value, part.pos + 1, /$^/);
  else if (part.type === 'DoubleQuoted') for (const child of part.parts) cookPart(cooked, child, scope, QUOTED_ESCAPES);
  else {
    const text = joined(piecesOf(part, scope)) ?? UNKNOWN_CHARACTER;
    for (const character of text) add(cooked, character, part.pos, part.end);
  }
}

/** Text as it is written. A backslash in front of a character that it escapes is taken away by the outer shell. */
function addRaw(cooked: Cooked, raw: string, pos: number, escapes: RegExp): void {
  for (let at = 0; at < raw.length; at++) {
    const next = raw[at + 1];
    if (raw[at] === '\\' && next !== undefined && escapes.test(next)) {
      // An escaped line break joins two lines.
      if (next !== '\n') add(cooked, next, pos + at, pos + at + 2);
      at++;
    } else add(cooked, raw[at] ?? '', pos + at, pos + at + 1);
  }
}

function add(cooked: Cooked, character: string, start: number, end: number): void {
  cooked.text += character;
  for (let unit = 0; unit < character.length; unit++) {
    cooked.starts.push(start);
    cooked.ends.push(end);
  }
}

/**
 * Spans of the outer script are moved far behind any text, so that they are told from spans of the inner one. Each
 * script in between takes one step of that away.
 */
const OUTSIDE = 2 ** 40;
const outside = ({ start, end }: Span): Span => ({ start: start + OUTSIDE, end: end + OUTSIDE });

function markOuter(scope: Scope): Scope {
  const marked = (variable: Variable): Variable => {
    const scalar = variable.scalar && { ...variable.scalar, span: outside(variable.scalar.span) };
    return { ...variable, key: outside(variable.key), scalar };
  };
  return { ...scope, variables: scope.variables.seen(marked) };
}

function mapSpan({ start, end }: Span, { starts, ends }: Cooked): Span {
  if (start >= OUTSIDE) return { start: start - OUTSIDE, end: end - OUTSIDE };
  const last = ends.at(-1) ?? 0;
  const from = starts[start] ?? last;
  return { start: from, end: Math.max(from, end > start ? (ends[end - 1] ?? last) : from) };
}
