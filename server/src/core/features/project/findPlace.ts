import type { Span } from '../../config/config';
import { cutStatements, type Statement } from '../../project/toml/statements';
import { endOfLine, startOfLine } from '../../text/lines';

/** The place of the cursor in a `preflight.toml`, in text that may be half typed. */
export interface Place {
  kind: 'header' | 'key' | 'value';
  /** The table that the place belongs to; undefined for one that no setting has. */
  table: 'file' | 'overrides' | 'severity' | undefined;
  /** The key of a value. */
  key: string;
  /** The text to replace, and the part of it before the cursor. */
  span: Span;
  typed: string;
  /** An equals sign follows the key already. */
  hasEquals: boolean;
  /** The place is between braces. */
  isInline: boolean;
  /** The keys and headers that the table has already, as written. */
  present: ReadonlySet<string>;
}

const HEADER = /^\[{1,2}\s{0,9}([\w.-]{1,60})/;
/** Text before the cursor that ends in a comment. Quotes may contain a hash. */
const COMMENT = /^(?:[^"'#\n]|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')*#/;

/** Finds the place of an offset; undefined in a comment, and where nothing is completed. */
export function findPlace(text: string, offset: number): Place | undefined {
  const lineStart = startOfLine(text, offset);
  if (COMMENT.test(text.slice(lineStart, offset))) return undefined;
  const statements = cutStatements(text);
  const index = statements.findLastIndex(({ span }) => span.start <= offset);
  const found = statements[index];
  const current = found && (found.span.end >= offset || found.span.start >= lineStart) ? found : undefined;
  const above = statements.slice(0, current ? index : index + 1);
  const table = tableOf(
    text,
    above.findLast(({ isHeader }) => isHeader),
  );
  const present = listKeys(text, statements, above);
  const start = current?.span.start ?? offset;
  const own = { text, offset, table, present };
  if (current?.isHeader) {
    const span = { start, end: Math.max(offset, endOfLine(text, start)) };
    return {
      kind: 'header',
      table,
      key: '',
      span,
      typed: text.slice(start, offset),
      hasEquals: false,
      isInline: false,
      present,
    };
  }
  return placeInStatement({ ...own, start, table, isInline: false });
}

interface StatementPlace extends Pick<Place, 'table' | 'present' | 'isInline'> {
  text: string;
  offset: number;
  /** The beginning of the key. */
  start: number;
}

function placeInStatement(own: StatementPlace): Place | undefined {
  const { text, offset, start, table, isInline, present } = own;
  const before = text.slice(start, offset);
  const equals = findOutsideQuotes(before, '=');
  if (equals < 0) {
    // Text of earlier lines is broken, and no part of the key.
    const keyStart = Math.max(start + (before.length - before.trimStart().length), startOfLine(text, offset));
    const end = endOfToken(text, offset);
    const hasEquals = /^[ \t]{0,20}=/.test(text.slice(end, end + 30));
    const span = { start: Math.min(keyStart, offset), end };
    return { kind: 'key', table, key: '', span, typed: text.slice(span.start, offset), hasEquals, isInline, present };
  }
  const key = unquote(before.slice(0, equals).trim());
  const valueStart = start + equals + 1;
  const isTable = key === 'severity' && (table === 'file' || table === 'overrides');
  const brace = isTable ? findOutsideQuotes(before, '{') : -1;
  if (brace >= 0) {
    const inner = before.slice(brace + 1);
    const comma = findLastOutsideQuotes(inner, ',');
    const keys = new Set(inner.split(',').map((each) => unquote(each.split('=', 1)[0]?.trim() ?? '')));
    if (inner.includes('}')) return undefined;
    return placeInStatement({
      ...own,
      start: start + brace + 1 + comma + 1,
      table: 'severity',
      isInline: true,
      present: keys,
    });
  }
  if (isTable && !isInline) return undefined;
  const spaces = /^\s{0,99}/.exec(text.slice(valueStart, offset))?.[0].length ?? 0;
  const span = { start: valueStart + spaces, end: endOfToken(text, offset) };
  const typed = text.slice(span.start, offset);
  // A list, or a second word after a value.
  if (/^\[|\s/.test(typed)) return undefined;
  return { kind: 'value', table, key, span, typed, hasEquals: true, isInline, present };
}

function tableOf(text: string, header: Statement | undefined): Place['table'] {
  if (!header) return 'file';
  const name = HEADER.exec(text.slice(header.span.start, header.span.end))?.[1];
  if (name === 'overrides.severity') return 'severity';
  return name === 'overrides' || name === 'severity' ? name : undefined;
}

/** Lists the keys of the table that the statements above end in, which may go on below, and the `[severity]` header. */
function listKeys(text: string, all: readonly Statement[], above: readonly Statement[]): Set<string> {
  const first = above.findLastIndex(({ isHeader }) => isHeader) + 1;
  const next = all.findIndex(({ isHeader }, index) => isHeader && index >= Math.max(first, above.length));
  const own = all.slice(first, next < 0 ? undefined : next);
  const keys = own.map(({ span }) =>
    unquote(
      text
        .slice(span.start, Math.min(span.end, span.start + 200))
        .split('=', 1)[0]
        ?.trim() ?? '',
    ),
  );
  const headers = all.filter(({ isHeader }) => isHeader).map(({ span }) => text.slice(span.start, span.end));
  const hasSeverity = headers.some((header) => /^\[\s{0,9}severity\s{0,9}\]/.test(header));
  return new Set([...keys, ...(hasSeverity ? ['[severity]'] : [])]);
}

const unquote = (key: string): string => key.replace(/^(["'])(.{0,200})\1$/, '$2');

/** The end of the key or value at an offset. */
function endOfToken(text: string, offset: number): number {
  const rest = text.slice(offset, endOfLine(text, offset));
  return offset + (/^[^\s=,{}#\]]*/.exec(rest)?.[0].length ?? 0);
}

const findOutsideQuotes = (text: string, wanted: string): number => listOutsideQuotes(text, wanted)[0] ?? -1;
const findLastOutsideQuotes = (text: string, wanted: string): number => listOutsideQuotes(text, wanted).at(-1) ?? -1;

/** Lists the offsets of a character outside of quotes. */
function listOutsideQuotes(text: string, wanted: string): number[] {
  const found: number[] = [];
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== '') quote = character === quote || character === '\n' ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === wanted) found.push(at);
  }
  return found;
}
