import type { DoubleQuotedChild, ParameterExpansionPart, Word, WordPart } from 'unbash';
import type { Scalar, Span } from '../config';

/** What a shell variable holds at one place of a script. `value` is undefined where it cannot be known. */
export interface Variable {
  value: string | undefined;
  exported: boolean;
  /** The name and the value where they are written. */
  key: Span;
  scalar: Scalar | undefined;
}

export type Scope = Map<string, Variable>;

/** A stretch of a word after expansion. Unquoted text that came from a variable is split at blanks, as bash does. */
interface Piece {
  text: string | undefined;
  splits: boolean;
  /** May expand to any number of words. */
  many: boolean;
}

const known = (text: string, splits = false): Piece => ({ text, splits, many: false });
const unknown = (quoted: boolean, many = false): Piece => ({ text: undefined, splits: !quoted, many: many || !quoted });

/** The words that bash makes of one word: none for an unquoted empty variable, several where a value is split. */
export function expand(word: Word, source: string, scope: Scope): Scalar[] {
  const text = source.slice(word.pos, word.end);
  const span = { start: word.pos, end: word.end };
  if (isPlaceholder(text)) return [{ text, span, value: undefined }];
  // A leading tilde is the home of whoever runs the script: one word, but not ours to know.
  if (text.startsWith('~')) return [{ text, span, value: undefined }];
  if (!word.parts) return [{ text, span, value: word.value }];
  const pieces = word.parts.flatMap((part) => piecesOf(part, scope));
  if (pieces.some((piece) => piece.text === undefined)) {
    return [{ text, span, value: undefined, splice: pieces.some((piece) => piece.many) }];
  }
  return split(pieces).map((value) => ({ text, span, value }));
}

/** The single value of an assignment or a here-string, where no splitting happens. */
export function expandValue(word: Word, scope: Scope): string | undefined {
  if (!word.parts) return word.text.startsWith('~') ? undefined : word.value;
  let value = '';
  for (const piece of word.parts.flatMap((part) => piecesOf(part, scope))) {
    if (piece.text === undefined) return undefined;
    value += piece.text;
  }
  return value;
}

/** `<model>` stands for something the reader has to fill in. Bash would read it as two redirections. */
export const isPlaceholder = (text: string): boolean => /^<[\w-]+>$/.test(text);

function piecesOf(part: WordPart, scope: Scope): Piece[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [known(part.value)];
    case 'Glob':
      // A bracket that matches no file stays as it is, which is the usual fate of `[a,b]` typed for a list.
      return part.kind === 'bracket' ? [known(part.text)] : [unknown(false)];
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.length === 0 ? [known('')] : part.parts.flatMap((child) => quotedPieces(child, scope));
    case 'SimpleExpansion':
      return [variablePiece(part.text.slice(1), false, scope)];
    case 'ParameterExpansion':
      return [parameterPiece(part, false, scope)];
    default:
      return [unknown(false)];
  }
}

function quotedPieces(part: DoubleQuotedChild, scope: Scope): Piece[] {
  if (part.type === 'Literal') return [known(part.value)];
  if (part.type === 'SimpleExpansion') return [variablePiece(part.text.slice(1), true, scope)];
  if (part.type === 'ParameterExpansion') return [parameterPiece(part, true, scope)];
  return [unknown(true)];
}

function variablePiece(name: string, quoted: boolean, scope: Scope): Piece {
  if (name === '@' || name === '*') return unknown(quoted, name === '@');
  const value = scope.get(name)?.value;
  return value === undefined ? unknown(quoted) : known(value, !quoted);
}

function parameterPiece(part: ParameterExpansionPart, quoted: boolean, scope: Scope): Piece {
  if (part.index || part.parameter === '@') return unknown(quoted, true);
  if (part.prefix) return unknown(quoted);
  if (!part.operation) return variablePiece(part.parameter, quoted, scope);
  if (part.operation.type !== 'Default' || !/^:?[-=]$/.test(part.operation.operator)) return unknown(quoted);
  const variable = scope.get(part.parameter);
  if (variable && (variable.value === undefined || variable.value !== '')) {
    return variable.value === undefined ? unknown(quoted) : known(variable.value, !quoted);
  }
  if (variable?.value === '' && !part.operation.operator.startsWith(':')) return known('', !quoted);
  const fallback = expandValue(part.operation.operand, scope);
  return fallback === undefined ? unknown(quoted) : known(fallback, !quoted);
}

/** Bash's word splitting with the default IFS: only text that came from an unquoted expansion is cut. */
function split(pieces: readonly Piece[]): string[] {
  const words: string[] = [];
  let current: string | undefined;
  for (const piece of pieces) {
    if (!piece.splits) {
      current = (current ?? '') + piece.text;
      continue;
    }
    const fields = (piece.text ?? '').split(/[ \t\n]+/);
    for (const [index, field] of fields.entries()) {
      if (index > 0 && current !== undefined) {
        words.push(current);
        current = undefined;
      }
      if (field !== '') current = (current ?? '') + field;
    }
  }
  if (current !== undefined) words.push(current);
  return words;
}
