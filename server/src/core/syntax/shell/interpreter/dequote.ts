import type { CommandExpansionPart, HereDoc, Word, WordPart } from 'unbash';
import { addMapped, appendMapped, createMappedText, type MappedText, sliceMapped } from '../../../text/mappedText';
import { expandPart, expandWord } from '../expansion/expand';
import { joinPieces, UNKNOWN_CHARACTER } from '../expansion/wordPieces';
import { type Source, spanOf, textOfNode } from '../source';
import { noteDefaults } from './defaults';
import type { Scope } from './scope';
import { simpleCommandOf } from './simpleCommand';

/** Dequotes several words to one text, as `eval` joins them. */
export function dequoteWords(words: readonly Word[], scope: Scope, source: Source): MappedText {
  const dequoted = createMappedText();
  for (const [index, word] of words.entries()) {
    const { start } = spanOf(word, source);
    if (index > 0) addMapped(dequoted, ' ', start, start);
    for (const [position, { value, text, span }] of expandWord(word, source, scope).entries()) {
      if (position > 0) addMapped(dequoted, ' ', span.start, span.start);
      const direct = value === text || word.parts?.length === 1 ? dequoteWord(word, scope, source) : undefined;
      if (direct && direct.text === value) appendMapped(dequoted, direct);
      else for (const character of value ?? UNKNOWN_CHARACTER) addMapped(dequoted, character, span.start, span.end);
    }
  }
  return dequoted;
}

export function dequoteWord(word: Word, scope: Scope, source: Source): MappedText {
  const dequoted = createMappedText();
  if (!word.parts) addRawText(dequoted, textOfNode(word, source), source.base + word.pos, UNQUOTED_ESCAPES);
  for (const part of word.parts ?? []) dequotePart(dequoted, part, scope, source);
  return dequoted;
}

export function dequoteHereDoc({ body, delimiter }: HereDoc, scope: Scope, source: Source): MappedText {
  const dequoted = createMappedText();
  if (!body.parts)
    addRawText(dequoted, body.text, source.base + body.pos, delimiter?.quoted ? NO_ESCAPES : HERE_DOC_ESCAPES);
  for (const part of body.parts ?? []) dequotePart(dequoted, part, scope, source, HERE_DOC_ESCAPES);
  return dequoted;
}

/** Dequotes the text in backquotes, in which a backslash only escapes a few characters. */
export function dequoteBackquoted({ text, pos }: CommandExpansionPart, { base }: Source): MappedText {
  const dequoted = createMappedText();
  addRawText(dequoted, text.slice(1, -1), base + pos + 1, BACKQUOTED_ESCAPES);
  return dequoted;
}

/** Returns the text of `$(cat <<EOF ..)`, without the line breaks at its end; undefined for other substitutions. */
export function dequoteSubstitution(
  { script }: CommandExpansionPart,
  scope: Scope,
  source: Source,
): MappedText | undefined {
  const command = script?.commands.length === 1 ? simpleCommandOf(script.commands[0]) : undefined;
  const [hereDoc] = command?.suffix ?? [];
  if (command?.name?.value !== 'cat' || command.suffix.length !== 1 || hereDoc?.type !== 'HereDoc') return undefined;
  const dequoted = dequoteHereDoc(hereDoc, scope, source);
  return sliceMapped(dequoted, 0, dequoted.text.replace(/(?<!\n)\n+$/, '').length);
}

/** The characters that a backslash escapes outside of quotes, and in the other places. */
const UNQUOTED_ESCAPES = /[\s\S]/;
const QUOTED_ESCAPES = /[$`"\\\n]/;
const HERE_DOC_ESCAPES = /[$`\\\n]/;
const BACKQUOTED_ESCAPES = /[$`\\]/;
const NO_ESCAPES = /$^/;

function dequotePart(
  dequoted: MappedText,
  part: WordPart,
  scope: Scope,
  source: Source,
  escapes = UNQUOTED_ESCAPES,
): void {
  const { start, end } = spanOf(part, source);
  if (part.type === 'Literal') addRawText(dequoted, part.text, start, escapes);
  else if (part.type === 'AnsiCQuoted' && !/\\[^nt\\'"]/.test(part.text)) addAnsiText(dequoted, part.text, start);
  else if (part.type === 'SingleQuoted') addRawText(dequoted, part.value, start + 1, NO_ESCAPES);
  else if (part.type === 'DoubleQuoted')
    for (const child of part.parts) dequotePart(dequoted, child, scope, source, QUOTED_ESCAPES);
  else {
    const written = writtenTextOf(part, scope, source);
    if (written) {
      appendMapped(dequoted, written);
      return;
    }
    const text = joinPieces(expandPart(part, scope)) ?? UNKNOWN_CHARACTER;
    for (const character of text) addMapped(dequoted, character, start, end);
  }
}

/** Returns the text of an expansion where it is written: in the assignment of a variable or in a here-document. */
function writtenTextOf(part: WordPart, scope: Scope, source: Source): MappedText | undefined {
  if (part.type === 'CommandExpansion') return dequoteSubstitution(part, scope, source);
  const isPlain = part.type === 'ParameterExpansion' && !part.operation && !part.index && !part.prefix;
  const name = part.type === 'SimpleExpansion' ? part.text.slice(1) : isPlain ? part.parameter : undefined;
  const variable = name === undefined ? undefined : scope.variables.get(name);
  if (variable?.value.kind !== 'text' || !variable.value.written) return undefined;
  noteDefaults(scope.reads, variable.defaults);
  return variable.value.written;
}

/** Adds the text of `$'..'` with simple escapes. */
function addAnsiText(dequoted: MappedText, text: string, start: number): void {
  for (let at = 2; at < text.length - 1; at++) {
    const length = text[at] === '\\' ? 2 : 1;
    const letter = text[at + length - 1] ?? '';
    const character = length === 1 ? letter : letter === 'n' ? '\n' : letter === 't' ? '\t' : letter;
    addMapped(dequoted, character, start + at, start + at + length);
    at += length - 1;
  }
}

/** Adds text as it is written, without the backslashes that the outer shell removes before the escaped characters. */
function addRawText(dequoted: MappedText, raw: string, start: number, escapes: RegExp): void {
  for (let at = 0; at < raw.length; at++) {
    const next = raw[at + 1];
    if (raw[at] === '\\' && next !== undefined && escapes.test(next)) {
      // An escaped line break joins two lines.
      if (next !== '\n') addMapped(dequoted, next, start + at, start + at + 2);
      at++;
    } else addMapped(dequoted, raw[at] ?? '', start + at, start + at + 1);
  }
}
