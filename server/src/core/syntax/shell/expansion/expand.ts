import type { DoubleQuotedChild, Word, WordPart } from 'unbash';
import type { Scalar } from '../../../config/config';
import { addDefaults, collectDefaults, noteOptionalArguments } from '../interpreter/defaults';
import { endingOf, type Scope, textOf } from '../interpreter/scope';
import { type Source, spanOf, textOfNode } from '../source';
import { evaluateArithmetic } from './arithmetic';
import { expandBraces } from './braces';
import { outputOf } from './commandSubstitution';
import { expandParameter } from './parameter';
import { MAX_WORDS, splitFields } from './splitFields';
import { locateWords } from './splitOrigins';
import {
  endingOfLiteral,
  joinArrayItems,
  joinEnding,
  joinPieces,
  textPieceOf,
  UNKNOWN_CHARACTER,
  unknownPieceOf,
  type WordPiece,
} from './wordPieces';

/** A tilde at the start, or where a path may start in a word that looks like an assignment: `a=x:~/y`. */
const TILDE = /^~|^[A-Za-z_]\w*=(?:[^"'\\$]*:)?~/;

/** Expands a word as bash does: to no word for an unquoted empty variable, to several if a value is split. */
export function expandWord(word: Word, source: Source, scope: Scope): Scalar[] {
  if (!word.parts) return expandFields(word, source, scope);
  const { result, defaults } = collectDefaults(scope.reads, () => expandFields(word, source, scope));
  if (result.length !== 1) noteOptionalArguments(scope.reads, defaults);
  return defaults.length === 0 ? result : result.map((field) => addDefaults(field, defaults));
}

function expandFields(word: Word, source: Source, scope: Scope): Scalar[] {
  const span = spanOf(word, source);
  const written: Scalar = { text: textOfNode(word, source), span, value: undefined };
  // A leading tilde is the home directory of the user who runs the script: one word with an unknown value.
  if (isPlaceholder(written.text)) return [written];
  if (TILDE.test(written.text)) return [word.parts ? written : { ...written, ending: written.text.slice(1) }];
  if (!word.parts)
    return [
      word.value.includes(UNKNOWN_CHARACTER)
        ? { ...written, maySplit: true, ending: endingOfLiteral(word.value) }
        : { ...written, value: word.value },
    ];
  const alternatives = braceAlternativesOf(word.parts);
  if (!alternatives) return [{ ...written, maySplit: true }];
  // An expansion such as `${NAME:=x}` assigns, so the origin must be found before it.
  const origin = findOrigin(word.parts, scope);
  const fields = alternatives.flatMap((parts) => splitFields(expandParts(parts, scope), written));
  return origin ? addOrigin(fields, origin, written) : fields;
}

/** Expands the value of an assignment, a here-string or a pattern, in which bash neither splits nor expands braces. */
export const expandValue = (word: Word, scope: Scope): string | undefined => expandAssigned(word, scope).value;

/** Expands the value of an assignment; `ending` is the known end of an unknown value, as of a file in an unknown folder. */
export function expandAssigned(word: Word, scope: Scope): Pick<Scalar, 'value' | 'ending'> {
  if (!word.parts) {
    if (word.value.includes(UNKNOWN_CHARACTER)) return { value: undefined, ending: endingOfLiteral(word.value) };
    return /^~|:~/.test(word.text) ? { value: undefined, ending: word.text.slice(1) } : { value: word.value };
  }
  const hasTilde = word.parts.some((part) => part.type === 'Literal' && part.text.includes(':~'));
  if (word.text.startsWith('~') || hasTilde) return { value: undefined };
  const pieces = word.parts.flatMap((part) => expandLiterally(part) ?? expandPart(part, scope));
  const value = joinPieces(pieces);
  return value === undefined ? { value, ending: joinEnding(pieces) } : { value };
}

/**
 * Expands braces and wildcards of a value to their own text, since they have no meaning there. Braces that contain
 * expansions or quotes are left unknown.
 */
export function expandLiterally(part: WordPart, splits = false): WordPiece[] | undefined {
  if (part.type === 'Glob') return [textPieceOf(part.text, splits)];
  if (part.type !== 'BraceExpansion') return undefined;
  return [/[$`'"\\]/.test(part.text) ? unknownPieceOf(!splits) : textPieceOf(part.text, splits)];
}

/** Whether a text such as `<model>` stands for a value to fill in. Bash would read it as two redirections. */
export const isPlaceholder = (text: string): boolean => /^<[\w-]+>$/.test(text);

interface Origin {
  from: NonNullable<Scalar['from']>;
  scalar: Scalar;
}

/** Returns the assignment that a word comes from if it consists of one variable. */
function findOrigin(parts: readonly WordPart[], scope: Scope): Origin | undefined {
  const [part] = parts;
  if (!part || parts.length > 1) return undefined;
  const name = parameterNameOf(part.type === 'DoubleQuoted' && part.parts.length === 1 ? part.parts[0] : part);
  const variable = name === undefined ? undefined : scope.variables.get(name);
  if (!name || !variable?.scalar) return undefined;
  return { from: { variable: name, span: variable.scalar.span }, scalar: variable.scalar };
}

function parameterNameOf(part: WordPart | undefined): string | undefined {
  if (part?.type === 'SimpleExpansion') return part.text.slice(1);
  return part?.type === 'ParameterExpansion' && !part.index ? part.parameter : undefined;
}

/** Adds the origin to words: options are written in the assigned text, as the items of an array are. */
function addOrigin(fields: readonly Scalar[], { from, scalar }: Origin, { text, span }: Scalar): Scalar[] {
  const isOptions = text.startsWith('$') && fields.some(({ value }) => value?.startsWith('-'));
  const located = isOptions ? locateWords(fields, scalar) : undefined;
  return located ?? fields.map((field) => (field.span === span ? { ...field, from } : field));
}

const MAX_BRACES = 12;

/** Returns the parts of each word that brace expansion makes; undefined if the braces contain expansions. */
function braceAlternativesOf(parts: readonly WordPart[]): (readonly WordPart[])[] | undefined {
  // Each pair of braces at least doubles the number of words.
  if (parts.filter((part) => part.type === 'BraceExpansion').length > MAX_BRACES) return undefined;
  const at = parts.findIndex((part) => part.type === 'BraceExpansion');
  const brace = parts[at];
  if (!brace) return [parts];
  const words = expandBraces(brace.text);
  const rest = braceAlternativesOf(parts.slice(at + 1));
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

/** Expands the parts of a word. If the script changes IFS, which is rare, text that would be split is unknown. */
function expandParts(parts: readonly WordPart[], scope: Scope): WordPiece[] {
  const pieces = parts.flatMap((part, index) =>
    continuesName(part, parts[index + 1]) ? [unknownPieceOf(false)] : expandPart(part, scope),
  );
  if (!scope.variables.has('IFS')) return pieces;
  return pieces.map((piece) =>
    piece.kind === 'text' && piece.splits && piece.text !== '' ? unknownPieceOf(false) : piece,
  );
}

export function expandPart(part: WordPart, scope: Scope, quoted = false): WordPiece[] {
  switch (part.type) {
    case 'Literal':
      // An empty alternative of braces makes no word on its own.
      if (part.value === '') return [{ kind: 'none' }];
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknownPieceOf(false) : textPieceOf(part.value)];
    case 'AnsiCQuoted':
      // Bash keeps an escaped line break in these quotes; the parser does not.
      if (part.text.includes('\\\n')) return [unknownPieceOf(true)];
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknownPieceOf(true) : textPieceOf(part.value)];
    case 'SingleQuoted':
      return [part.value.includes(UNKNOWN_CHARACTER) ? unknownPieceOf(true) : textPieceOf(part.value)];
    case 'Glob':
      // A bracket expression that matches no file stays as it is, as `[a,b]` typed for a list usually does.
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
  // Next to `[@]`, a changed `[*]` also makes several words.
  const isExpandedBy = (subscript: string) => (part: WordPart) =>
    part.type === 'ParameterExpansion' && part.index?.text === subscript;
  if (parts.some(isExpandedBy('*')) && parts.some(isExpandedBy('@'))) return [unknownPieceOf(true, true)];
  return parts.flatMap((part, index) => {
    if (continuesName(part, parts[index + 1])) return [unknownPieceOf(true)];
    if (part.type !== 'Literal') return expandSubstitution(part, true, scope);
    return [part.value.includes(UNKNOWN_CHARACTER) ? unknownPieceOf(true) : textPieceOf(part.value)];
  });
}

/** Whether a name continues on the next line, as in `$NAME\` at the end of a line: bash joins the lines first. */
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
    const variable = scope.variables.get('@');
    noteOptionalArguments(scope.reads, variable?.defaults);
    return joinArrayItems(variable?.value, name === '@', quoted, scope);
  }
  const text = textOf(scope, name);
  return [text ? textPieceOf(text.text, !quoted) : unknownPieceOf(quoted, false, endingOf(scope, name))];
}
