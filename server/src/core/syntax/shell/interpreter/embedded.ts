import type { Command as CommandNode, HereDoc, Statement, Word, WordPart } from 'unbash';
import { isWrittenAs } from '../../../config/argparse';
import type { Config, Problem, Span } from '../../../config/config';
import { mapConfigSpans } from '../../../config/mapSpans';
import { setPositionalParameters } from '../expansion/assign';
import { expandPart, expandWord, joinPieces, UNKNOWN_CHARACTER } from '../expansion/expand';
import { mentionsProgram, parseScript } from '../text';
import { collectAssignedNames } from './functions';
import { copyScope, createScope, NO_SPAN, type Scope, toChildScope, type Variable } from './scope';
import type { Walk } from './walk';

/** The text that an inner shell gets, with the place in the document of each of its characters. */
interface DequotedText {
  text: string;
  starts: number[];
  ends: number[];
}

type ReadScript = (
  statements: readonly Statement[],
  source: string,
  scope: Scope,
  nested: Pick<Walk, 'steps' | 'embeddingDepth'>,
) => (Config | Problem)[];

/** The training commands of a script that a command is given: `bash -c '...'`, `ssh host "..."`, `bash <<EOF`. */
export function readEmbeddedScript(
  node: CommandNode,
  words: readonly Word[],
  scope: Scope,
  walk: Walk,
  read: ReadScript,
): (Config | Problem)[] {
  const dequoted = dequoteScript(node, words, scope, walk);
  if (dequoted && isEval(node)) return mapSpans(readEval(dequoted, scope, walk, read), dequoted, walk.source);
  if (!dequoted || !mentionsProgram(dequoted.text)) return [];
  // A new process knows exported variables only, and one on another machine not even those.
  const inner = node.name?.value === 'ssh' ? createScope() : markOuterSpans(toChildScope(scope));
  passArguments(words, scope, walk.source, inner);
  const found = read(parseScript(dequoted.text).commands, dequoted.text, inner, {
    steps: walk.steps,
    embeddingDepth: walk.embeddingDepth + 1,
  });
  return mapSpans(found, dequoted, walk.source);
}

/** `bash -c '..' NAME WORD..`: what stands behind the text is its arguments. Programs such as xargs add more. */
function passArguments(words: readonly Word[], scope: Scope, source: string, inner: Scope): void {
  const at = words.findIndex((word) => SHELL_PROGRAM.test(word.value));
  const option = words.findIndex((word, index) => index > at && /^-[a-z]*c$/.test(word.value));
  if (at < 0 || option < 0 || !words.slice(0, at).every((word) => WRAPPER_COMMANDS.test(word.value))) return;
  const args = words.slice(option + 3).flatMap((word) => expandWord(word, source, scope));
  setPositionalParameters(
    inner,
    args.map((arg) => ({ ...arg, span: toOuterSpan(arg.span) })),
  );
}

const WRAPPER_COMMANDS = /^(?:srun|nohup|exec|time|setsid|nice|stdbuf|timeout|env|-.*|\d+)$/;

const mapSpans = (found: readonly (Config | Problem)[], dequoted: DequotedText, source: string): (Config | Problem)[] =>
  found.map((each) =>
    'flags' in each
      ? markUnwritten({ ...mapConfigSpans(each, (span) => toDocumentSpan(span, dequoted)), embedded: true }, source)
      : { ...each, span: toDocumentSpan(each.span, dequoted) },
  );

/** A flag may come out of a variable of the outer shell, which alone is written at its place. */
function markUnwritten(config: Config, source: string): Config {
  for (const entry of config.flags) {
    const option = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
    if (!isWrittenAs(source.slice(entry.key.start, entry.key.end), option)) entry.fromExpansion = true;
  }
  return config;
}

const isEval = (node: CommandNode): boolean => node.name?.value === 'eval';

/** `eval` runs its words, joined by blanks, in the shell itself: what it assigns stays. */
function readEval(dequoted: DequotedText, scope: Scope, walk: Walk, read: ReadScript): (Config | Problem)[] {
  const { commands } = parseScript(dequoted.text);
  const inner = markOuterSpans(copyScope(scope));
  const found = read(commands, dequoted.text, inner, nestWalk(walk));
  for (const name of commands.flatMap(collectAssignedNames)) {
    const after = inner.variables.get(name);
    // The value is known, but the place where it was assigned is none of the document's own.
    if (after) scope.variables.set(name, { ...after, key: NO_SPAN, scalar: undefined });
  }
  return found;
}

const nestWalk = ({ steps, embeddingDepth }: Walk): Pick<Walk, 'steps' | 'embeddingDepth'> => ({
  steps,
  embeddingDepth: embeddingDepth + 1,
});

const SHELL_PROGRAM = /(?:^|\/)(?:ba|z|da|k)?sh$/;

function dequoteScript(node: CommandNode, words: readonly Word[], scope: Scope, walk: Walk): DequotedText | undefined {
  if (isEval(node)) return dequoteWords(words.slice(1), scope, walk.source);
  const at = words.findIndex((word) => SHELL_PROGRAM.test(word.value));
  const option = words.findIndex((word, index) => index > at && /^-[a-z]*c$/.test(word.value));
  const between = words.slice(at + 1, option);
  if (at >= 0 && option > at && between.every((word) => word.value.startsWith('-'))) {
    const script = words[option + 1];
    return script && dequoteWord(script, scope, walk.source);
  }
  if (node.name?.value === 'ssh') {
    const last = words.at(-1);
    return last?.parts && words.length > 2 ? dequoteWord(last, scope, walk.source) : undefined;
  }
  if (!SHELL_PROGRAM.test(node.name?.value ?? '')) return undefined;
  const document = node.redirects.find((part): part is HereDoc => part.type === 'HereDoc');
  if (document) return dequoteHereDoc(document, scope);
  const here = node.redirects.find((part) => part.type === 'HereString');
  return here?.type === 'HereString' && here.target ? dequoteWord(here.target, scope, walk.source) : undefined;
}

/** Several words as one text, which is what `eval` makes of them. */
function dequoteWords(words: readonly Word[], scope: Scope, source: string): DequotedText {
  const all: DequotedText = { text: '', starts: [], ends: [] };
  for (const [index, word] of words.entries()) {
    if (index > 0) addText(all, ' ', word.pos, word.pos);
    for (const [at, scalar] of expandWord(word, source, scope).entries()) {
      if (at > 0) addText(all, ' ', scalar.span.start, scalar.span.start);
      const direct =
        scalar.value === scalar.text || word.parts?.length === 1 ? dequoteWord(word, scope, source) : undefined;
      if (direct && direct.text === scalar.value) appendDequoted(all, direct);
      else
        for (const character of scalar.value ?? UNKNOWN_CHARACTER)
          addText(all, character, scalar.span.start, scalar.span.end);
    }
  }
  return all;
}

function appendDequoted(to: DequotedText, more: DequotedText): void {
  to.text += more.text;
  to.starts.push(...more.starts);
  to.ends.push(...more.ends);
}

function dequoteWord(word: Word, scope: Scope, source: string): DequotedText {
  const dequoted: DequotedText = { text: '', starts: [], ends: [] };
  if (!word.parts) addRawText(dequoted, source.slice(word.pos, word.end), word.pos, UNQUOTED_ESCAPES);
  for (const part of word.parts ?? []) dequotePart(dequoted, part, scope);
  return dequoted;
}

function dequoteHereDoc({ body }: HereDoc, scope: Scope): DequotedText {
  const dequoted: DequotedText = { text: '', starts: [], ends: [] };
  if (!body.parts) addRawText(dequoted, body.text, body.pos, /$^/);
  for (const part of body.parts ?? []) dequotePart(dequoted, part, scope, QUOTED_ESCAPES);
  return dequoted;
}

const UNQUOTED_ESCAPES = /[\s\S]/;
const QUOTED_ESCAPES = /[$`"\\\n]/;

function dequotePart(dequoted: DequotedText, part: WordPart, scope: Scope, escapes = UNQUOTED_ESCAPES): void {
  if (part.type === 'Literal') addRawText(dequoted, part.text, part.pos, escapes);
  else if (part.type === 'SingleQuoted') addRawText(dequoted, part.value, part.pos + 1, /$^/);
  else if (part.type === 'DoubleQuoted')
    for (const child of part.parts) dequotePart(dequoted, child, scope, QUOTED_ESCAPES);
  else {
    const text = joinPieces(expandPart(part, scope)) ?? UNKNOWN_CHARACTER;
    for (const character of text) addText(dequoted, character, part.pos, part.end);
  }
}

/** Text as it is written. A backslash in front of a character that it escapes is taken away by the outer shell. */
function addRawText(dequoted: DequotedText, raw: string, pos: number, escapes: RegExp): void {
  for (let at = 0; at < raw.length; at++) {
    const next = raw[at + 1];
    if (raw[at] === '\\' && next !== undefined && escapes.test(next)) {
      // An escaped line break joins two lines.
      if (next !== '\n') addText(dequoted, next, pos + at, pos + at + 2);
      at++;
    } else addText(dequoted, raw[at] ?? '', pos + at, pos + at + 1);
  }
}

function addText(dequoted: DequotedText, character: string, start: number, end: number): void {
  dequoted.text += character;
  for (let unit = 0; unit < character.length; unit++) {
    dequoted.starts.push(start);
    dequoted.ends.push(end);
  }
}

/**
 * Spans of the outer script are moved far behind any text, so that they are told from spans of the inner one. Each
 * script in between takes one step of that away.
 */
const OUTER_OFFSET = 2 ** 40;
const toOuterSpan = ({ start, end }: Span): Span => ({ start: start + OUTER_OFFSET, end: end + OUTER_OFFSET });

function markOuterSpans(scope: Scope): Scope {
  const markVariable = (variable: Variable): Variable => {
    const scalar = variable.scalar && { ...variable.scalar, span: toOuterSpan(variable.scalar.span) };
    return { ...variable, key: toOuterSpan(variable.key), scalar };
  };
  return { ...scope, variables: scope.variables.mapValues(markVariable) };
}

function toDocumentSpan({ start, end }: Span, { starts, ends }: DequotedText): Span {
  if (start >= OUTER_OFFSET) return { start: start - OUTER_OFFSET, end: end - OUTER_OFFSET };
  const last = ends.at(-1) ?? 0;
  const from = starts[start] ?? last;
  return { start: from, end: Math.max(from, end > start ? (ends[end - 1] ?? last) : from) };
}
