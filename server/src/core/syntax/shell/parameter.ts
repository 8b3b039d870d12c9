import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Scalar } from '../../config';
import { expandValue, itemPieces, known, type Piece, piecesOf, plainPieces, unknown } from './expand';
import { patternOf, removeMatch, replaceMatch } from './pattern';
import { type Held, type Scope, setHeld, textOf } from './scope';

type Of<T extends ParameterOperation['type']> = Extract<ParameterOperation, { type: T }>;

/** `${NAME}` with everything that may stand between its braces. */
export function parameterPieces(part: ParameterExpansionPart, quoted: boolean, scope: Scope): Piece[] {
  const { parameter, prefix, index, operation } = part;
  const all = index?.text === '@' || index?.text === '*' || parameter === '@' || parameter === '*';
  if (prefix === '!') return indirect(part, quoted, scope);
  if (all) return allItems(part, quoted, scope);
  const text = index ? itemText(parameter, index, scope) : textOf(scope, parameter);
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

const itemsOf = (name: string, scope: Scope): readonly Scalar[] | undefined => {
  const held = scope.variables.get(name === '*' ? '@' : name)?.held;
  if (held?.kind === 'array') return held.items;
  if (held?.kind === 'unset') return [];
  if (held?.kind !== 'text' || held.text === undefined) return undefined;
  return [{ text: held.text, span: { start: 0, end: 0 }, value: held.text }];
};

function itemText(name: string, index: Word, scope: Scope): { text: string; isSet: boolean } | undefined {
  const at = expandValue(index, scope);
  const items = itemsOf(name, scope);
  if (!items || at === undefined || !/^-?\d+$/.test(at)) return undefined;
  const item = items.at(Number(at));
  if (!item || Number(at) >= items.length) return { text: '', isSet: false };
  return item.value === undefined ? undefined : { text: item.value, isSet: true };
}

/** `${A[@]}` and its kin. */
function allItems(
  { parameter, prefix, index, operation }: ParameterExpansionPart,
  quoted: boolean,
  scope: Scope,
): Piece[] {
  const items = itemsOf(parameter, scope);
  if (prefix === '#') return [items ? known(String(items.length), !quoted) : unknown(true)];
  const each = (index?.text ?? parameter) === '@';
  // Items that become one word are joined by the first character of IFS.
  if (!each && scope.variables.has('IFS')) return [unknown(quoted)];
  const held: Held = { kind: 'array', items };
  if (!operation || !items) return operation && !items ? [unknown(quoted, true)] : itemPieces(held, each, quoted);
  if (operation.type === 'Slice') {
    const sliced = sliceItems(items, operation, parameter, scope);
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
  items: readonly Scalar[],
  operation: Of<'Slice'>,
  name: string,
  scope: Scope,
): readonly Scalar[] | undefined {
  const offset = number(operation.offset, scope);
  const length = operation.length && number(operation.length, scope);
  if (offset === undefined || (operation.length && (length === undefined || length < 0))) return undefined;
  if (name === '@' || name === '*') {
    // The arguments are counted from 1; in front of them stands the name of the script.
    return offset < 1 ? undefined : items.slice(offset - 1, length === undefined ? undefined : offset - 1 + length);
  }
  const start = offset < 0 ? items.length + offset : offset;
  if (start < 0) return [];
  return items.slice(start, length === undefined ? undefined : start + length);
}

function number(word: Word, scope: Scope): number | undefined {
  const text = expandValue(word, scope)?.trim();
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
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
  return parts.flatMap((part): Piece[] => {
    if (part.type === 'Literal') return quoted ? [known(part.value)] : literalPieces(part.text);
    // Inside double quotes a single quote is an ordinary character.
    if (part.type === 'SingleQuoted' && quoted) return [known(part.text)];
    const plain = plainPieces(part, !quoted);
    if (plain) return plain;
    return piecesOf(part, scope).map((piece) =>
      quoted && piece.kind === 'text' ? { ...piece, splits: false } : piece,
    );
  });
}

/** Unquoted text splits at its blanks, but not at those behind a backslash. */
function literalPieces(text: string): Piece[] {
  const pieces = text.match(/\\[\s\S]|[^\\]+/g) ?? [];
  return pieces.map((piece) => (piece.startsWith('\\') ? known(piece.slice(1)) : known(piece, true)));
}

function change(operation: ParameterOperation, text: string, scope: Scope): string | undefined {
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
      if (operation.operand && operation.operand.text !== '') return undefined;
      return changeCase(text, operation.operator);
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

function changeCase(text: string, operator: string): string | undefined {
  // What is upper case beyond ASCII depends on the locale of whoever runs the script.
  if (/[^ -~\t\n]/.test(text)) return undefined;
  const turn = (part: string): string => (operator.startsWith('^') ? part.toUpperCase() : part.toLowerCase());
  return operator.length === 2 ? turn(text) : turn(text.slice(0, 1)) + text.slice(1);
}
