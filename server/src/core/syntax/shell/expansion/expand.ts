import type { DoubleQuotedChild, Word, WordPart } from 'unbash';
import type { Scalar } from '../../../config/config';
import { type Held, type Scope, textOf } from '../interpreter/scope';
import { arithmetic } from './arithmetic';
import { expandBraces } from './braces';
import { outputOf } from './commandSubstitution';
import { parameterPieces } from './parameter';
import { located } from './splitOrigins';

/**
 * A stretch of a word after expansion: text, or something unknown. Unquoted text from a variable `splits` at blanks;
 * what is unknown and unquoted may be `many` words. `next` begins a new word, as between the items of an array.
 */
export type Piece =
  | { kind: 'text'; text: string; splits: boolean }
  | { kind: 'unknown'; many: boolean }
  | { kind: 'next' }
  /** The item of an array, which keeps the place where it is written. */
  | { kind: 'item'; item: Scalar }
  /** Nothing at all, not even an empty word: an array without items. */
  | { kind: 'none' };

export const known = (text: string, splits = false): Piece => ({ kind: 'text', text, splits });
export const unknown = (quoted: boolean, many = false): Piece => ({ kind: 'unknown', many: many || !quoted });

/** Stands in a nested script for what the outer shell puts there and nobody knows. */
export const UNKNOWN_CHARACTER = '\uE000';

/** A tilde in front, or where a path may begin in a word that looks like an assignment: `a=x:~/y`. */
const TILDE = /^~|^[A-Za-z_]\w*=(?:[^"'\\$]*:)?~/;

/** The words that bash makes of one word: none for an unquoted empty variable, several where a value is split. */
export function expand(word: Word, source: string, scope: Scope): Scalar[] {
  const text = source.slice(word.pos, word.end);
  const span = { start: word.pos, end: word.end };
  // A leading tilde is the home of whoever runs the script: one word, but not ours to know.
  if (isPlaceholder(text) || TILDE.test(text)) return [{ text, span, value: undefined }];
  if (!word.parts) {
    if (word.value.includes(UNKNOWN_CHARACTER)) return [{ text, span, value: undefined, splice: true }];
    return [{ text, span, value: word.value }];
  }
  const words = withoutBraces(word.parts);
  if (!words) return [{ text, span, value: undefined, splice: true }];
  const from = originOf(word.parts, scope);
  const made = words.flatMap((parts) =>
    assemble(
      asSplit(
        parts.flatMap((part, index) => (goesOn(part, parts[index + 1]) ? [unknown(false)] : piecesOf(part, scope))),
        scope,
      ),
      { text, span, value: undefined },
    ),
  );
  if (!from) return made;
  // A text of flags is written where it is assigned, as the items of an array are.
  const isOptions = text.startsWith('$') && made.some(({ value }) => value?.startsWith('-'));
  return (
    (isOptions && located(made, from.scalar)) ||
    made.map((scalar) => (scalar.span === span ? { ...scalar, from: from.place } : scalar))
  );
}

/** The single value of an assignment, a here-string or a pattern, where nothing is split and no brace expands. */
export function expandValue(word: Word, scope: Scope): string | undefined {
  if (!word.parts) return /^~|:~/.test(word.text) || word.value.includes(UNKNOWN_CHARACTER) ? undefined : word.value;
  const hasTilde = word.parts.some((part) => part.type === 'Literal' && part.text.includes(':~'));
  if (word.text.startsWith('~') || hasTilde) return undefined;
  return joined(word.parts.flatMap((part) => plainPieces(part) ?? piecesOf(part, scope)));
}

/** Neither braces nor wildcards mean anything in a value. What is expanded or quoted between braces is left unknown. */
export function plainPieces(part: WordPart, splits = false): Piece[] | undefined {
  if (part.type === 'Glob') return [known(part.text, splits)];
  if (part.type !== 'BraceExpansion') return undefined;
  return [/[$`'"\\]/.test(part.text) ? unknown(!splits) : known(part.text, splits)];
}

/** The text of pieces that all belong to one word; items of an array are joined by blanks. */
export function joined(pieces: readonly Piece[]): string | undefined {
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
): { place: NonNullable<Scalar['from']>; scalar: Scalar } | undefined {
  const [only] = parts;
  if (!only || parts.length > 1) return undefined;
  const inner = only.type === 'DoubleQuoted' && only.parts.length === 1 ? only.parts[0] : only;
  const name =
    inner?.type === 'SimpleExpansion'
      ? inner.text.slice(1)
      : inner?.type === 'ParameterExpansion' && !inner.index
        ? inner.parameter
        : undefined;
  const variable = name === undefined ? undefined : scope.variables.get(name);
  if (!name || !variable?.scalar) return undefined;
  return { place: { variable: name, span: variable.scalar.span }, scalar: variable.scalar };
}

/** More words than that are never made of one. */
const MOST_WORDS = 5000;
const MOST_BRACES = 12;

/** The words that brace expansion makes of one, as parts; undefined where the braces hold expansions themselves. */
function withoutBraces(parts: readonly WordPart[]): (readonly WordPart[])[] | undefined {
  // Each pair of braces doubles the words at least.
  if (parts.filter((part) => part.type === 'BraceExpansion').length > MOST_BRACES) return undefined;
  const at = parts.findIndex((part) => part.type === 'BraceExpansion');
  const brace = parts[at];
  if (!brace) return [parts];
  const words = expandBraces(brace.text);
  const rest = withoutBraces(parts.slice(at + 1));
  if (!words || !rest || words.length * rest.length > MOST_WORDS) return undefined;
  const before = parts.slice(0, at);
  return words.flatMap((text) =>
    rest.map((tail): WordPart[] => [
      ...before,
      { type: 'Literal', pos: brace.pos, end: brace.end, text, value: text },
      ...tail,
    ]),
  );
}

export function piecesOf(part: WordPart, scope: Scope, quoted = false): Piece[] {
  switch (part.type) {
    case 'Literal':
      // An alternative of braces may be empty, and then makes no word by itself.
      if (part.value === '') return [{ kind: 'none' }];
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknown(false) : known(part.value)];
    case 'AnsiCQuoted':
      // Bash keeps an escaped line break in these quotes; the parser does not.
      if (part.text.includes('\\\n')) return [unknown(true)];
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknown(true) : known(part.value)];
    case 'SingleQuoted':
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknown(true) : known(part.value)];
    case 'Glob':
      // A bracket that matches no file stays as it is, which is the usual fate of `[a,b]` typed for a list.
      return part.kind === 'bracket' ? [known(part.text)] : [unknown(false)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return doubleQuoted(part.parts, scope);
    default:
      return expansion(part, quoted, scope);
  }
}

function doubleQuoted(parts: readonly DoubleQuotedChild[], scope: Scope): Piece[] {
  if (parts.length === 0) return [known('')];
  // Beside `[@]`, a changed `[*]` makes several words too.
  const isAll = (sign: string) => (part: WordPart) => part.type === 'ParameterExpansion' && part.index?.text === sign;
  if (parts.some(isAll('*')) && parts.some(isAll('@'))) return [unknown(true, true)];
  return parts.flatMap((part, index) => {
    if (goesOn(part, parts[index + 1])) return [unknown(true)];
    if (part.type !== 'Literal') return expansion(part, true, scope);
    return [part.value.includes(UNKNOWN_CHARACTER) ? unknown(true) : known(part.value)];
  });
}

/** `$NAME\` at the end of a line: bash joins the lines first, so that the name goes on in the next one. */
const goesOn = (part: WordPart, next: WordPart | undefined): boolean =>
  part.type === 'SimpleExpansion' && next?.type === 'Literal' && /^(?:\\\n)+\w/.test(next.text);

function expansion(part: WordPart, quoted: boolean, scope: Scope): Piece[] {
  if (part.type === 'SimpleExpansion') return variable(part.text.slice(1), quoted, scope);
  if (part.type === 'ParameterExpansion') return parameterPieces(part, quoted, scope);
  if (part.type === 'ArithmeticExpansion') {
    const value = part.expression && arithmetic(part.expression, scope);
    return [value === undefined ? unknown(true) : known(String(value))];
  }
  const output = part.type === 'CommandExpansion' ? outputOf(part, scope) : undefined;
  return [output === undefined ? unknown(quoted) : known(output, !quoted)];
}

function variable(name: string, quoted: boolean, scope: Scope): Piece[] {
  if (name === '@' || name === '*') {
    return joinedPieces(scope.variables.get('@')?.held, name === '@', quoted, scope);
  }
  const held = textOf(scope, name);
  return [held ? known(held.text, !quoted) : unknown(quoted)];
}

/** Where the script changes IFS, unquoted text is cut at other characters; that is rare, and then unknown. */
const asSplit = (pieces: Piece[], scope: Scope): Piece[] =>
  scope.variables.has('IFS')
    ? pieces.map((piece) => (piece.kind === 'text' && piece.splits && piece.text !== '' ? unknown(false) : piece))
    : pieces;

/** The items of an array, joined by the first character of IFS where they become one word. */
export function joinedPieces(held: Held | undefined, each: boolean, quoted: boolean, scope: Scope): Piece[] {
  if (each || !scope.variables.has('IFS')) return itemPieces(held, each, quoted);
  const ifs = textOf(scope, 'IFS');
  const items = held?.kind === 'array' ? held.items : undefined;
  const texts = items?.map(({ value }) => value);
  if (!quoted || !ifs?.isSet || !texts || texts.includes(undefined)) return [unknown(quoted, !quoted)];
  return [known(texts.join(ifs.text.slice(0, 1)))];
}

/** All items of an array: each a word of its own for `"${A[@]}"`, one word together for `"${A[*]}"`. */
export function itemPieces(
  held: { kind: string; items?: readonly Scalar[] | undefined; start?: readonly Scalar[] } | undefined,
  each: boolean,
  quoted: boolean,
): Piece[] {
  const items = held?.kind === 'array' ? held.items : held?.kind === 'unset' ? [] : undefined;
  if (!items) {
    const start = quoted && each ? (held?.start ?? []) : [];
    return [...start.flatMap((item): Piece[] => [{ kind: 'item', item }, { kind: 'next' }]), unknown(quoted, true)];
  }
  if (items.length === 0) return quoted && !each ? [known('')] : [{ kind: 'none' }];
  const pieces = items.flatMap((item, index): Piece[] => {
    if (quoted && each) return [...(index > 0 ? [{ kind: 'next' } as const] : []), { kind: 'item', item }];
    const piece = item.value === undefined ? unknown(quoted) : known(item.value, !quoted);
    return index === 0 ? [piece] : [known(' ', !quoted), piece];
  });
  return pieces;
}

/** Puts pieces together to words, splitting as bash does with the default IFS. */
function assemble(pieces: readonly Piece[], whole: Scalar): Scalar[] {
  const words: Scalar[] = [];
  let current: Scalar | undefined;
  const grow = (text: string): void => {
    const value = current ? (current.value === undefined ? undefined : current.value + text) : text;
    current = { ...(current ?? whole), value };
  };
  const finish = (): void => {
    if (current) words.push(current);
    current = undefined;
  };
  for (const [index, piece] of pieces.entries()) {
    if (piece.kind === 'next') finish();
    else if (piece.kind === 'item') {
      // An item that makes a whole word keeps its own place; glued to other text it is part of this word.
      if (!current && isAlone(pieces, index)) current = piece.item;
      else if (piece.item.value === undefined) current = { ...(current ?? whole), value: undefined };
      else grow(piece.item.value);
    } else if (piece.kind === 'unknown') {
      current = { ...(current ?? whole), value: undefined, ...((piece.many || current?.splice) && { splice: true }) };
    } else if (piece.kind === 'text' && !piece.splits) grow(piece.text);
    else if (piece.kind === 'text') splitInto(piece.text, grow, finish, () => current !== undefined);
  }
  finish();
  if (words.length > MOST_WORDS) return [{ ...whole, value: undefined, splice: true }];
  const mayMatch = pieces.some((piece) => piece.kind === 'text' && piece.splits && /[*?]/.test(piece.text));
  return mayMatch ? words.map((word) => (isGlob(word) ? { ...word, value: undefined, splice: true } : word)) : words;
}

function splitInto(text: string, grow: (text: string) => void, finish: () => void, isOpen: () => boolean): void {
  for (const [index, field] of text.split(/[ \t\n]+/).entries()) {
    if (index > 0 && isOpen()) finish();
    if (field !== '') grow(field);
  }
}

function isAlone(pieces: readonly Piece[], at: number): boolean {
  const ends = (each: Piece | undefined): boolean => each === undefined || each.kind === 'next';
  return ends(pieces[at - 1]) && ends(pieces[at + 1]);
}

/** A wildcard that came out of an unquoted variable is matched with files, whatever the place it was written. */
const isGlob = ({ value }: Scalar): boolean => value !== undefined && /[*?]/.test(value);
