import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Scalar } from '../../../config/config';
import { type Held, type Scope, setHeld, textOf } from '../interpreter/scope';
import { arithmeticText } from './arithmetic';
import { type ArrayHeld, asArray, itemText, slice } from './array';
import { expandValue, itemPieces, joinedPieces, known, type Piece, piecesOf, plainPieces, unknown } from './expand';
import { MOST, matches, patternOf, removeMatch, replaceMatch } from './pattern';

type Of<T extends ParameterOperation['type']> = Extract<ParameterOperation, { type: T }>;

/** `${NAME}` with everything that may stand between its braces. */
export function parameterPieces(part: ParameterExpansionPart, quoted: boolean, scope: Scope): Piece[] {
  const { parameter, prefix, index, operation } = part;
  const all = index?.text === '@' || index?.text === '*' || parameter === '@' || parameter === '*';
  if (prefix === '!') return indirect(part, quoted, scope);
  if (all) return allItems(part, quoted, scope);
  const text = index ? itemAt(parameter, index, scope) : textOf(scope, parameter);
  if (prefix === '#' && !text && isUntouched(parameter, scope)) return [known('0', !quoted)];
  if (prefix === '#') return [text ? known(String([...text.text].length), !quoted) : unknown(true)];
  if (!operation) return [text ? known(text.text, !quoted) : unknown(quoted)];
  if (operation.type === 'Default') return withDefault(part, operation, text, quoted, scope);
  const changed = text && change(operation, text.text, scope);
  return [changed === undefined ? unknown(quoted) : known(changed, !quoted)];
}

/** `${!NAME}`: the variable whose name NAME holds. */
function indirect({ index, operation, ...part }: ParameterExpansionPart, quoted: boolean, scope: Scope): Piece[] {
  const name = index ? undefined : textOf(scope, part.parameter)?.text;
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) return [unknown(quoted, true)];
  return parameterPieces({ ...part, index: undefined, operation, prefix: undefined, parameter: name }, quoted, scope);
}

const arrayHeld = (name: string, scope: Scope): ArrayHeld | undefined =>
  asArray(scope.variables.get(name === '*' ? '@' : name)?.held);

function itemAt(name: string, index: Word, scope: Scope): { text: string; isSet: boolean } | undefined {
  const held = arrayHeld(name, scope);
  const at = expandValue(index, scope);
  return held && at !== undefined ? itemText(held, at, scope) : undefined;
}

/** `${A[@]}` and its kin. */
function allItems(
  { parameter, prefix, index, operation }: ParameterExpansionPart,
  quoted: boolean,
  scope: Scope,
): Piece[] {
  const array = arrayHeld(parameter, scope);
  const count = array?.items?.length;
  // The names of a table come in an order of their own.
  const items = array?.named && (count ?? 0) > 1 ? undefined : array?.items;
  if (prefix === '#') return [count === undefined ? unknown(true) : known(String(count), !quoted)];
  const each = (index?.text ?? parameter) === '@';
  // Items that become one word are joined by the first character of IFS.
  const held: Held = { kind: 'array', items, ...(array?.start && { start: array.start }) };
  if (!each && scope.variables.has('IFS'))
    return operation ? [unknown(quoted)] : joinedPieces(held, each, quoted, scope);
  if (!operation || !items) return operation && !items ? [unknown(quoted, true)] : itemPieces(held, each, quoted);
  if (operation.type === 'Slice') {
    const sliced = array && sliceItems(array, operation, parameter, scope);
    return sliced ? itemPieces({ kind: 'array', items: sliced }, each, quoted) : [unknown(quoted, true)];
  }
  if (operation.type === 'Default') {
    if (items.length > 0 && !/\+/.test(operation.operator)) return itemPieces(held, each, quoted);
    if (items.length > 0 || /^:?-$/.test(operation.operator)) return operand(operation.operand, quoted, scope);
    return /\+/.test(operation.operator) ? [{ kind: 'none' }] : [unknown(quoted, true)];
  }
  const changed = items.map(
    (item): Scalar => ({ ...item, value: item.value === undefined ? undefined : change(operation, item.value, scope) }),
  );
  return itemPieces({ kind: 'array', items: changed }, each, quoted);
}

function sliceItems(
  array: ArrayHeld,
  operation: Of<'Slice'>,
  name: string,
  scope: Scope,
): readonly Scalar[] | undefined {
  const offset = number(operation.offset, scope);
  const length = operation.length && number(operation.length, scope);
  if (offset === undefined || (operation.length && (length === undefined || length < 0))) return undefined;
  if (name === '@' || name === '*') {
    // The arguments are counted from 1; in front of them stands the name of the script.
    return offset < 1 ? undefined : slice(array, offset - 1, length);
  }
  return slice(array, offset, length);
}

/** An offset, a length or an index is arithmetic. */
function number(word: Word, scope: Scope): number | undefined {
  const text = expandValue(word, scope)?.trim();
  if (text === undefined || /["'\\]/.test(text)) return undefined;
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return Number(text);
  const value = arithmeticText(text, scope);
  return value === undefined ? undefined : Number(value);
}

/**
 * A variable that the script never sets counts as unset wherever the script provides for that: in a default, in its
 * length, when something is appended. Its bare value stays unknown, since the caller may set it.
 */
export const isUntouched = (name: string, scope: Scope): boolean =>
  !scope.variables.has(name) && !ALWAYS_SET.test(name) && !/^\d+$|^[@*]$/.test(name);

/** What every shell has a value for; their defaults never hold. */
const ALWAYS_SET =
  /^(?:HOME|PATH|PWD|OLDPWD|USER|LOGNAME|SHELL|HOSTNAME|LANG|TERM|E?UID|PPID|RANDOM|SECONDS|OSTYPE|BASH\w*|SHLVL|IFS|LINENO|[-$!?#0])$/;

/** `:-` `-` `:=` `=` `:+` `+` `:?` `?`. A variable that the script never touched counts as unset: its default is what is meant. */
function withDefault(
  part: ParameterExpansionPart,
  { operator, operand: word }: Of<'Default'>,
  held: { text: string; isSet: boolean } | undefined,
  quoted: boolean,
  scope: Scope,
): Piece[] {
  const isTouched = scope.variables.has(part.parameter) || ALWAYS_SET.test(part.parameter);
  if (!held && (isTouched || part.index)) return [unknown(quoted)];
  const isThere = held?.isSet && (held.text !== '' || !operator.startsWith(':'));
  if (operator.endsWith('+')) {
    return isThere ? operand(word, quoted, scope) : [quoted ? known('') : { kind: 'none' }];
  }
  if (isThere) return [known(held.text, !quoted)];
  if (operator.endsWith('?')) return [unknown(quoted)];
  if (operator.endsWith('=') && !part.index) {
    const text = expandValue(word, scope);
    setHeld(scope, part.parameter, { kind: 'text', text });
    return [text === undefined ? unknown(quoted) : known(text, !quoted)];
  }
  return operand(word, quoted, scope);
}

/** The word behind the operator. Outside quotes its own unquoted text splits like that of a variable. */
function operand(word: Word, quoted: boolean, scope: Scope): Piece[] {
  if (!quoted && word.text.startsWith('~')) return [unknown(false)];
  const parts = word.parts ?? [
    { type: 'Literal' as const, pos: word.pos, end: word.end, text: word.text, value: word.value },
  ];
  const pieces = parts.flatMap((part): Piece[] => {
    if (part.type === 'Literal') return quoted ? [known(part.value)] : literalPieces(part.text);
    // Inside double quotes a single quote is an ordinary character.
    if (part.type === 'SingleQuoted' && quoted) return [known(part.text)];
    const plain = plainPieces(part, !quoted);
    if (plain) return plain;
    return piecesOf(part, scope, quoted).map((piece) =>
      quoted && piece.kind === 'text' ? { ...piece, splits: false } : piece,
    );
  });
  // In quotes, an array without items is an empty word all the same.
  return quoted && pieces.every(({ kind }) => kind === 'none') ? [known('')] : pieces;
}

/** Unquoted text splits at its blanks, but not at those behind a backslash. */
function literalPieces(text: string): Piece[] {
  const pieces = text.match(/\\[\s\S]|[^\\]+/g) ?? [];
  return pieces.map((piece) => (piece.startsWith('\\') ? known(piece.slice(1)) : known(piece, true)));
}

function change(operation: ParameterOperation, text: string, scope: Scope): string | undefined {
  if (text.length > MOST) return undefined;
  switch (operation.type) {
    case 'Remove': {
      const pattern = patternOf(operation.operand, scope);
      return pattern === undefined ? undefined : removeMatch(text, operation.operator, pattern);
    }
    case 'Replace': {
      const pattern = patternOf(operation.pattern, scope);
      const by = expandValue(operation.replacement, scope);
      // An ampersand in the replacement may stand for the match, depending on an option of the shell.
      if (pattern === undefined || by === undefined || by.includes('&')) return undefined;
      return replaceMatch(text, operation.operator, pattern, by);
    }
    case 'Slice': {
      const offset = number(operation.offset, scope);
      const length = operation.length && number(operation.length, scope);
      if (offset === undefined || (operation.length && length === undefined)) return undefined;
      return sliceText([...text], offset, length);
    }
    case 'CaseModification':
      return changeCase(
        text,
        operation.operator,
        operation.operand && patternOf(operation.operand, scope),
        operation.operand,
      );
    default:
      return undefined;
  }
}

function sliceText(characters: string[], offset: number, length: number | undefined): string | undefined {
  const start = offset < 0 ? characters.length + offset : offset;
  if (start < 0) return '';
  const end = length === undefined ? characters.length : length < 0 ? characters.length + length : start + length;
  return end < start ? (length !== undefined && length < 0 ? undefined : '') : characters.slice(start, end).join('');
}

/** With a pattern, only the characters that fit it change. */
function changeCase(
  text: string,
  operator: string,
  pattern: string | undefined,
  operand: Word | undefined,
): string | undefined {
  const isAll = operand === undefined || operand.text === '';
  // What is upper case beyond ASCII depends on the locale of whoever runs the script.
  if (/[^ -~\t\n]/.test(text) || (!isAll && pattern === undefined)) return undefined;
  const turn = (letter: string): string => {
    if (!isAll && !matches(letter, pattern ?? '')) return letter;
    return operator.startsWith('^') ? letter.toUpperCase() : letter.toLowerCase();
  };
  return [...text].map((letter, index) => (operator.length === 2 || index === 0 ? turn(letter) : letter)).join('');
}
