import type { DoubleQuotedChild, Word, WordPart } from 'unbash';
import type { Scalar } from '../../../config/config';
import { type Scope, type ShellValue, textOf } from '../interpreter/scope';
import { evaluateArithmetic } from './arithmetic';
import { expandBraces } from './braces';
import { outputOf } from './commandSubstitution';
import { expandParameter } from './parameter';
import { locateWords } from './splitOrigins';

/**
 * A stretch of a word after expansion: text, or something unknown. Unquoted text from a variable `splits` at blanks;
 * what is unknown and unquoted may be `many` words. `next` begins a new word, as between the items of an array.
 */
export type WordPiece =
  | { kind: 'text'; text: string; splits: boolean }
  | { kind: 'unknown'; isMultiple: boolean }
  | { kind: 'next' }
  /** The item of an array, which keeps the place where it is written. */
  | { kind: 'item'; item: Scalar }
  /** Nothing at all, not even an empty word: an array without items. */
  | { kind: 'none' };

export const textPieceOf = (text: string, splits = false): WordPiece => ({ kind: 'text', text, splits });
export const unknownPieceOf = (quoted: boolean, isMultiple = false): WordPiece => ({
  kind: 'unknown',
  isMultiple: isMultiple || !quoted,
});

/** Stands in a nested script for what the outer shell puts there and nobody knows. */
export const UNKNOWN_CHARACTER = '\uE000';

/** A tilde in front, or where a path may begin in a word that looks like an assignment: `a=x:~/y`. */
const TILDE = /^~|^[A-Za-z_]\w*=(?:[^"'\\$]*:)?~/;

/** The words that bash makes of one word: none for an unquoted empty variable, several where a value is split. */
export function expandWord(word: Word, source: string, scope: Scope): Scalar[] {
  const text = source.slice(word.pos, word.end);
  const span = { start: word.pos, end: word.end };
  // A leading tilde is the home of whoever runs the script: one word, but not ours to know.
  if (isPlaceholder(text) || TILDE.test(text)) return [{ text, span, value: undefined }];
  if (!word.parts) {
    if (word.value.includes(UNKNOWN_CHARACTER)) return [{ text, span, value: undefined, maySplit: true }];
    return [{ text, span, value: word.value }];
  }
  const words = expandBraceParts(word.parts);
  if (!words) return [{ text, span, value: undefined, maySplit: true }];
  const origin = originOf(word.parts, scope);
  const expanded = words.flatMap((parts) =>
    assembleWords(
      applyIfs(
        parts.flatMap((part, index) =>
          continuesName(part, parts[index + 1]) ? [unknownPieceOf(false)] : expandPart(part, scope),
        ),
        scope,
      ),
      { text, span, value: undefined },
    ),
  );
  if (!origin) return expanded;
  // A text of flags is written where it is assigned, as the items of an array are.
  const isOptions = text.startsWith('$') && expanded.some(({ value }) => value?.startsWith('-'));
  return (
    (isOptions && locateWords(expanded, origin.scalar)) ||
    expanded.map((scalar) => (scalar.span === span ? { ...scalar, from: origin.source } : scalar))
  );
}

/** The single value of an assignment, a here-string or a pattern, where nothing is split and no brace expands. */
export function expandValue(word: Word, scope: Scope): string | undefined {
  if (!word.parts) return /^~|:~/.test(word.text) || word.value.includes(UNKNOWN_CHARACTER) ? undefined : word.value;
  const hasTilde = word.parts.some((part) => part.type === 'Literal' && part.text.includes(':~'));
  if (word.text.startsWith('~') || hasTilde) return undefined;
  return joinPieces(word.parts.flatMap((part) => expandLiterally(part) ?? expandPart(part, scope)));
}

/** Neither braces nor wildcards mean anything in a value. What is expanded or quoted between braces is left unknown. */
export function expandLiterally(part: WordPart, splits = false): WordPiece[] | undefined {
  if (part.type === 'Glob') return [textPieceOf(part.text, splits)];
  if (part.type !== 'BraceExpansion') return undefined;
  return [/[$`'"\\]/.test(part.text) ? unknownPieceOf(!splits) : textPieceOf(part.text, splits)];
}

/** The text of pieces that all belong to one word; items of an array are joined by blanks. */
export function joinPieces(pieces: readonly WordPiece[]): string | undefined {
  let text = '';
  for (const piece of pieces) {
    if (piece.kind === 'unknown') return undefined;
    if (piece.kind === 'text') text += piece.text;
    else if (piece.kind === 'next') text += ' ';
    else if (piece.kind === 'item') {
      if (piece.item.value === undefined) return undefined;
      text += piece.item.value;
    }
  }
  return text.includes(UNKNOWN_CHARACTER) ? undefined : text;
}

/** `<model>` stands for something the reader has to fill in. Bash would read it as two redirections. */
export const isPlaceholder = (text: string): boolean => /^<[\w-]+>$/.test(text);

/** A word that is one variable and nothing else comes from where that variable was written. */
function originOf(
  parts: readonly WordPart[],
  scope: Scope,
): { source: NonNullable<Scalar['from']>; scalar: Scalar } | undefined {
  const [singlePart] = parts;
  if (!singlePart || parts.length > 1) return undefined;
  const inner = singlePart.type === 'DoubleQuoted' && singlePart.parts.length === 1 ? singlePart.parts[0] : singlePart;
  const name =
    inner?.type === 'SimpleExpansion'
      ? inner.text.slice(1)
      : inner?.type === 'ParameterExpansion' && !inner.index
        ? inner.parameter
        : undefined;
  const variable = name === undefined ? undefined : scope.variables.get(name);
  if (!name || !variable?.scalar) return undefined;
  return { source: { variable: name, span: variable.scalar.span }, scalar: variable.scalar };
}

/** More words than that are never made of one. */
const MAX_WORDS = 5000;
const MAX_BRACES = 12;

/** The words that brace expansion makes of one, as parts; undefined where the braces hold expansions themselves. */
function expandBraceParts(parts: readonly WordPart[]): (readonly WordPart[])[] | undefined {
  // Each pair of braces doubles the words at least.
  if (parts.filter((part) => part.type === 'BraceExpansion').length > MAX_BRACES) return undefined;
  const at = parts.findIndex((part) => part.type === 'BraceExpansion');
  const brace = parts[at];
  if (!brace) return [parts];
  const words = expandBraces(brace.text);
  const rest = expandBraceParts(parts.slice(at + 1));
  if (!words || !rest || words.length * rest.length > MAX_WORDS) return undefined;
  const before = parts.slice(0, at);
  return words.flatMap((text) =>
    rest.map((tail): WordPart[] => [
      ...before,
      { type: 'Literal', pos: brace.pos, end: brace.end, text, value: text },
      ...tail,
    ]),
  );
}

export function expandPart(part: WordPart, scope: Scope, quoted = false): WordPiece[] {
  switch (part.type) {
    case 'Literal':
      // An alternative of braces may be empty, and then makes no word by itself.
      if (part.value === '') return [{ kind: 'none' }];
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknownPieceOf(false) : textPieceOf(part.value)];
    case 'AnsiCQuoted':
      // Bash keeps an escaped line break in these quotes; the parser does not.
      if (part.text.includes('\\\n')) return [unknownPieceOf(true)];
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknownPieceOf(true) : textPieceOf(part.value)];
    case 'SingleQuoted':
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknownPieceOf(true) : textPieceOf(part.value)];
    case 'Glob':
      // A bracket that matches no file stays as it is, which is the usual fate of `[a,b]` typed for a list.
      return part.kind === 'bracket' ? [textPieceOf(part.text)] : [unknownPieceOf(false)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return expandDoubleQuoted(part.parts, scope);
    default:
      return expandSubstitution(part, quoted, scope);
  }
}

function expandDoubleQuoted(parts: readonly DoubleQuotedChild[], scope: Scope): WordPiece[] {
  if (parts.length === 0) return [textPieceOf('')];
  // Beside `[@]`, a changed `[*]` makes several words too.
  const isExpandedBy = (subscript: string) => (part: WordPart) =>
    part.type === 'ParameterExpansion' && part.index?.text === subscript;
  if (parts.some(isExpandedBy('*')) && parts.some(isExpandedBy('@'))) return [unknownPieceOf(true, true)];
  return parts.flatMap((part, index) => {
    if (continuesName(part, parts[index + 1])) return [unknownPieceOf(true)];
    if (part.type !== 'Literal') return expandSubstitution(part, true, scope);
    return [part.value.includes(UNKNOWN_CHARACTER) ? unknownPieceOf(true) : textPieceOf(part.value)];
  });
}

/** `$NAME\` at the end of a line: bash joins the lines first, so that the name goes on in the next one. */
const continuesName = (part: WordPart, next: WordPart | undefined): boolean =>
  part.type === 'SimpleExpansion' && next?.type === 'Literal' && /^(?:\\\n)+\w/.test(next.text);

function expandSubstitution(part: WordPart, quoted: boolean, scope: Scope): WordPiece[] {
  if (part.type === 'SimpleExpansion') return expandVariable(part.text.slice(1), quoted, scope);
  if (part.type === 'ParameterExpansion') return expandParameter(part, quoted, scope);
  if (part.type === 'ArithmeticExpansion') {
    const value = part.expression && evaluateArithmetic(part.expression, scope);
    return [value === undefined ? unknownPieceOf(true) : textPieceOf(String(value))];
  }
  const output = part.type === 'CommandExpansion' ? outputOf(part, scope) : undefined;
  return [output === undefined ? unknownPieceOf(quoted) : textPieceOf(output, !quoted)];
}

function expandVariable(name: string, quoted: boolean, scope: Scope): WordPiece[] {
  if (name === '@' || name === '*') {
    return joinArrayItems(scope.variables.get('@')?.value, name === '@', quoted, scope);
  }
  const text = textOf(scope, name);
  return [text ? textPieceOf(text.text, !quoted) : unknownPieceOf(quoted)];
}

/** Where the script changes IFS, unquoted text is cut at other characters; that is rare, and then unknown. */
const applyIfs = (pieces: WordPiece[], scope: Scope): WordPiece[] =>
  scope.variables.has('IFS')
    ? pieces.map((piece) =>
        piece.kind === 'text' && piece.splits && piece.text !== '' ? unknownPieceOf(false) : piece,
      )
    : pieces;

/** The items of an array, joined by the first character of IFS where they become one word. */
export function joinArrayItems(
  array: ShellValue | undefined,
  asSeparateWords: boolean,
  quoted: boolean,
  scope: Scope,
): WordPiece[] {
  if (asSeparateWords || !scope.variables.has('IFS')) return expandArrayItems(array, asSeparateWords, quoted);
  const ifs = textOf(scope, 'IFS');
  const items = array?.kind === 'array' ? array.items : undefined;
  const texts = items?.map(({ value }) => value);
  if (!quoted || !ifs?.isSet || !texts || texts.includes(undefined)) return [unknownPieceOf(quoted, !quoted)];
  return [textPieceOf(texts.join(ifs.text.slice(0, 1)))];
}

/** All items of an array: each a word of its own for `"${A[@]}"`, one word together for `"${A[*]}"`. */
export function expandArrayItems(
  array: { kind: string; items?: readonly Scalar[] | undefined; start?: readonly Scalar[] } | undefined,
  asSeparateWords: boolean,
  quoted: boolean,
): WordPiece[] {
  const items = array?.kind === 'array' ? array.items : array?.kind === 'unset' ? [] : undefined;
  if (!items) {
    const start = quoted && asSeparateWords ? (array?.start ?? []) : [];
    return [
      ...start.flatMap((item): WordPiece[] => [{ kind: 'item', item }, { kind: 'next' }]),
      unknownPieceOf(quoted, true),
    ];
  }
  if (items.length === 0) return quoted && !asSeparateWords ? [textPieceOf('')] : [{ kind: 'none' }];
  const pieces = items.flatMap((item, index): WordPiece[] => {
    if (quoted && asSeparateWords) return [...(index > 0 ? [{ kind: 'next' } as const] : []), { kind: 'item', item }];
    const piece = item.value === undefined ? unknownPieceOf(quoted) : textPieceOf(item.value, !quoted);
    return index === 0 ? [piece] : [textPieceOf(' ', !quoted), piece];
  });
  return pieces;
}

/** Puts pieces together to words, splitting as bash does with the default IFS. */
function assembleWords(pieces: readonly WordPiece[], template: Scalar): Scalar[] {
  const words: Scalar[] = [];
  let current: Scalar | undefined;
  const append = (text: string): void => {
    const value = current ? (current.value === undefined ? undefined : current.value + text) : text;
    current = { ...(current ?? template), value };
  };
  const endWord = (): void => {
    if (current) words.push(current);
    current = undefined;
  };
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'next') endWord();
    else if (piece.kind === 'item') {
      // An item that makes a whole word keeps its own place; glued to other text it is part of this word.
      if (!current && isAlone(pieces, index)) current = piece.item;
      else if (piece.item.value === undefined) current = { ...(current ?? template), value: undefined };
      else append(piece.item.value);
    } else if (piece.kind === 'unknown') {
      current = {
        ...(current ?? template),
        value: undefined,
        ...((piece.isMultiple || current?.maySplit) && { maySplit: true }),
      };
    } else if (piece.kind === 'text' && !piece.splits) append(piece.text);
    else if (piece.kind === 'text') splitInto(piece.text, append, endWord, () => current !== undefined);
  }
  endWord();
  if (words.length > MAX_WORDS) return [{ ...template, value: undefined, maySplit: true }];
  const mayMatch = pieces.some((piece) => piece.kind === 'text' && piece.splits && /[*?]/.test(piece.text));
  return mayMatch
    ? words.map((word) => (hasWildcard(word) ? { ...word, value: undefined, maySplit: true } : word))
    : words;
}

function splitInto(text: string, append: (text: string) => void, endWord: () => void, isOpen: () => boolean): void {
  for (const [index, field] of text.split(/[ \t\n]+/).entries()) {
    if (index > 0 && isOpen()) endWord();
    if (field !== '') append(field);
  }
}

function isAlone(pieces: readonly WordPiece[], at: number): boolean {
  const isBoundary = (each: WordPiece | undefined): boolean => each === undefined || each.kind === 'next';
  return isBoundary(pieces[at - 1]) && isBoundary(pieces[at + 1]);
}

/** A wildcard that came out of an unquoted variable is matched with files, whatever the place it was written. */
const hasWildcard = ({ value }: Scalar): boolean => value !== undefined && /[*?]/.test(value);
