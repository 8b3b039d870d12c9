import type { ParameterExpansionPart, ParameterOperation, Word } from 'unbash';
import type { Scalar } from '../../../config/config';
import { MAX_PATTERN_TEXT_LENGTH, type Pattern } from '../../../text/pattern';
import { addDefaults, collectDefaults, joinNames, noteDefaults, noteOptionalArguments } from '../interpreter/defaults';
import { endingOf, type Scope, type ShellValue, setValue, textOf } from '../interpreter/scope';
import { evaluateArithmeticText } from './arithmetic';
import { readItem, type ShellArray, sliceArray, toArray } from './array';
import { expandLiterally, expandPart, expandValue } from './expand';
import { matchesPattern, patternOf, removeMatch, replaceMatch } from './pattern';
import { expandArrayItems, joinArrayItems, textPieceOf, unknownPieceOf, type WordPiece } from './wordPieces';

type OperationOf<T extends ParameterOperation['type']> = Extract<ParameterOperation, { type: T }>;

/** Expands `${NAME}` with everything that is possible between its braces. */
export function expandParameter(part: ParameterExpansionPart, quoted: boolean, scope: Scope): WordPiece[] {
  const { parameter, prefix, index, operation } = part;
  const isAllItems = index?.text === '@' || index?.text === '*' || parameter === '@' || parameter === '*';
  if (prefix === '!') return expandIndirect(part, quoted, scope);
  if (isAllItems) return expandAllItems(part, quoted, scope);
  const text = index ? readItemAt(parameter, index, scope) : textOf(scope, parameter);
  if (prefix === '#' && !text && isUntouched(parameter, scope)) {
    noteDefaults(scope.reads, [parameter]);
    return [textPieceOf('0', !quoted)];
  }
  if (prefix === '#') return [text ? textPieceOf(String([...text.text].length), !quoted) : unknownPieceOf(true)];
  if (!operation)
    return [
      text
        ? textPieceOf(text.text, !quoted)
        : unknownPieceOf(quoted, false, index ? undefined : endingOf(scope, parameter)),
    ];
  if (operation.type === 'Default') return expandWithDefault(part, operation, text, quoted, scope);
  const changed = text && applyOperation(operation, text.text, scope);
  return [changed === undefined ? unknownPieceOf(quoted) : textPieceOf(changed, !quoted)];
}

/** Expands `${!NAME}`: the variable whose name is the value of NAME. */
function expandIndirect(
  { index, operation, ...part }: ParameterExpansionPart,
  quoted: boolean,
  scope: Scope,
): WordPiece[] {
  const name = index ? undefined : textOf(scope, part.parameter)?.text;
  if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) return [unknownPieceOf(quoted, true)];
  return expandParameter({ ...part, index: undefined, operation, prefix: undefined, parameter: name }, quoted, scope);
}

const findArray = (name: string, scope: Scope): ShellArray | undefined =>
  toArray(scope.variables.get(name === '*' ? '@' : name)?.value);

function readItemAt(name: string, index: Word, scope: Scope): { text: string; isSet: boolean } | undefined {
  const array = findArray(name, scope);
  const key = expandValue(index, scope);
  for (const item of array?.items ?? []) noteDefaults(scope.reads, item.defaults);
  return array && key !== undefined ? readItem(array, key, scope) : undefined;
}

/** Expands `${A[@]}`, `${A[*]}`, `$@` and `$*` with their operations. */
function expandAllItems(
  { parameter, prefix, index, operation }: ParameterExpansionPart,
  quoted: boolean,
  scope: Scope,
): WordPiece[] {
  const array = findArray(parameter, scope);
  const count = array?.items?.length;
  // The order of the items of an associative array is unknown.
  const items = array?.associative && (count ?? 0) > 1 ? undefined : array?.items;
  if (prefix === '#') return [count === undefined ? unknownPieceOf(true) : textPieceOf(String(count), !quoted)];
  const asSeparateWords = (index?.text ?? parameter) === '@';
  // Items that become words of their own keep their own defaults.
  noteOptionalArguments(scope.reads, scope.variables.get(parameter === '*' ? '@' : parameter)?.defaults);
  if (!(quoted && asSeparateWords)) for (const item of items ?? []) noteDefaults(scope.reads, item.defaults);
  // Items that become one word are joined by the first character of IFS.
  const value: ShellValue = array ? { ...array, items } : { kind: 'array', items };
  if (!asSeparateWords && scope.variables.has('IFS'))
    return operation ? [unknownPieceOf(quoted)] : joinArrayItems(value, asSeparateWords, quoted, scope);
  if (!operation || !items)
    return operation && !items ? [unknownPieceOf(quoted, true)] : expandArrayItems(value, asSeparateWords, quoted);
  if (operation.type === 'Slice') {
    const sliced = array && sliceItems(array, operation, parameter, scope);
    return sliced
      ? expandArrayItems({ kind: 'array', items: sliced }, asSeparateWords, quoted)
      : [unknownPieceOf(quoted, true)];
  }
  if (operation.type === 'Default') {
    if (items.length > 0 && !/\+/.test(operation.operator)) return expandArrayItems(value, asSeparateWords, quoted);
    if (items.length > 0 || /^:?-$/.test(operation.operator)) return expandOperand(operation.operand, quoted, scope);
    return /\+/.test(operation.operator) ? [{ kind: 'none' }] : [unknownPieceOf(quoted, true)];
  }
  const changed = items.map(
    (item): Scalar => ({
      ...item,
      value: item.value === undefined ? undefined : applyOperation(operation, item.value, scope),
    }),
  );
  return expandArrayItems({ kind: 'array', items: changed }, asSeparateWords, quoted);
}

function sliceItems(
  array: ShellArray,
  operation: OperationOf<'Slice'>,
  name: string,
  scope: Scope,
): readonly Scalar[] | undefined {
  const offset = evaluateNumber(operation.offset, scope);
  const length = operation.length && evaluateNumber(operation.length, scope);
  if (offset === undefined || (operation.length && (length === undefined || length < 0))) return undefined;
  if (name === '@' || name === '*') {
    // The arguments are counted from 1, since $0 is the name of the script.
    return offset < 1 ? undefined : sliceArray(array, offset - 1, length);
  }
  return sliceArray(array, offset, length);
}

/** Evaluates an offset, a length or an index, which is arithmetic. */
function evaluateNumber(word: Word, scope: Scope): number | undefined {
  const text = expandValue(word, scope)?.trim();
  if (text === undefined || /["'\\]/.test(text)) return undefined;
  if (/^-?(?:0|[1-9]\d*)$/.test(text)) return Number(text);
  const value = evaluateArithmeticText(text, scope);
  return value === undefined ? undefined : Number(value);
}

/**
 * Whether the script never sets a variable. Such a variable counts as unset where the script provides for that: in a
 * default, in its length, or when text is appended. Its plain value stays unknown, since the caller may set it.
 */
export const isUntouched = (name: string, scope: Scope): boolean =>
  !scope.variables.has(name) && !ALWAYS_SET.test(name) && !/^\d+$|^[@*]$/.test(name);

/** Variables that every shell sets, so that their defaults never apply. */
const ALWAYS_SET =
  /^(?:HOME|PATH|PWD|OLDPWD|USER|LOGNAME|SHELL|HOSTNAME|LANG|TERM|E?UID|PPID|RANDOM|SECONDS|OSTYPE|BASH\w*|SHLVL|IFS|LINENO|[-$!?#0])$/;

/**
 * Expands `:-` `-` `:=` `=` `:+` `+` `:?` `?`. A variable that the script never sets counts as unset, so that its default
 * applies.
 */
function expandWithDefault(
  part: ParameterExpansionPart,
  { operator, operand: word }: OperationOf<'Default'>,
  current: { text: string; isSet: boolean } | undefined,
  quoted: boolean,
  scope: Scope,
): WordPiece[] {
  const isTouched = scope.variables.has(part.parameter) || ALWAYS_SET.test(part.parameter);
  if (!current && (isTouched || part.index)) return [unknownPieceOf(quoted)];
  if (!current) noteDefaults(scope.reads, [part.parameter]);
  const isPresent = current?.isSet && (current.text !== '' || !operator.startsWith(':'));
  if (operator.endsWith('+')) {
    return isPresent ? expandOperand(word, quoted, scope) : [quoted ? textPieceOf('') : { kind: 'none' }];
  }
  if (isPresent) return [textPieceOf(current.text, !quoted)];
  if (operator.endsWith('?')) return [unknownPieceOf(quoted)];
  if (operator.endsWith('=') && !part.index) {
    const { result: text, defaults } = collectDefaults(scope.reads, () => expandValue(word, scope));
    setValue(scope, part.parameter, { kind: 'text', text });
    const variable = scope.variables.get(part.parameter);
    const names = current ? defaults : joinNames([part.parameter], defaults);
    if (variable) scope.variables.set(part.parameter, addDefaults(variable, names));
    return [text === undefined ? unknownPieceOf(quoted) : textPieceOf(text, !quoted)];
  }
  return expandOperand(word, quoted, scope);
}

/** Expands the word after the operator. Outside quotes, its unquoted text splits like that of a variable. */
function expandOperand(word: Word, quoted: boolean, scope: Scope): WordPiece[] {
  if (!quoted && word.text.startsWith('~')) return [unknownPieceOf(false)];
  const parts = word.parts ?? [
    { type: 'Literal' as const, pos: word.pos, end: word.end, text: word.text, value: word.value },
  ];
  const pieces = parts.flatMap((part): WordPiece[] => {
    if (part.type === 'Literal') return quoted ? [textPieceOf(part.value)] : splitLiteral(part.text);
    // Inside double quotes, a single quote is an ordinary character.
    if (part.type === 'SingleQuoted' && quoted) return [textPieceOf(part.text)];
    const literal = expandLiterally(part, !quoted);
    if (literal) return literal;
    return expandPart(part, scope, quoted).map((piece) =>
      quoted && piece.kind === 'text' ? { ...piece, splits: false } : piece,
    );
  });
  // In quotes, an array without items is still an empty word.
  return quoted && pieces.every(({ kind }) => kind === 'none') ? [textPieceOf('')] : pieces;
}

/** Splits unquoted text at its spaces, except at those after a backslash. */
function splitLiteral(text: string): WordPiece[] {
  const pieces = text.match(/\\[\s\S]|[^\\]+/g) ?? [];
  return pieces.map((piece) => (piece.startsWith('\\') ? textPieceOf(piece.slice(1)) : textPieceOf(piece, true)));
}

function applyOperation(operation: ParameterOperation, text: string, scope: Scope): string | undefined {
  if (text.length > MAX_PATTERN_TEXT_LENGTH) return undefined;
  switch (operation.type) {
    case 'Remove': {
      const pattern = patternOf(operation.operand, scope);
      return pattern === undefined ? undefined : removeMatch(text, operation.operator, pattern);
    }
    case 'Replace': {
      const pattern = patternOf(operation.pattern, scope);
      const replacement = expandValue(operation.replacement, scope);
      // An ampersand in the replacement may mean the match, depending on an option of the shell.
      if (pattern === undefined || replacement === undefined || replacement.includes('&')) return undefined;
      return replaceMatch(text, operation.operator, pattern, replacement);
    }
    case 'Slice': {
      const offset = evaluateNumber(operation.offset, scope);
      const length = operation.length && evaluateNumber(operation.length, scope);
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
  if (length === undefined) return characters.slice(start).join('');
  const end = length < 0 ? characters.length + length : start + length;
  // A negative length that ends before the start is an error.
  if (end < start) return length < 0 ? undefined : '';
  return characters.slice(start, end).join('');
}

/** Changes the case of a text; with a pattern, only of the characters that match it. */
function changeCase(
  text: string,
  operator: string,
  pattern: Pattern | undefined,
  operand: Word | undefined,
): string | undefined {
  const isAll = operand === undefined || operand.text === '';
  // Beyond ASCII, upper and lower case depend on the locale of the user who runs the script.
  if (/[^ -~\t\n]/.test(text) || (!isAll && pattern === undefined)) return undefined;
  const convert = (letter: string): string => {
    if (!isAll && !matchesPattern(letter, pattern ?? [])) return letter;
    return operator.startsWith('^') ? letter.toUpperCase() : letter.toLowerCase();
  };
  return [...text].map((letter, index) => (operator.length === 2 || index === 0 ? convert(letter) : letter)).join('');
}
