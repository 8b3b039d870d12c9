import { type AST, ParseError, parseTOML } from 'toml-eslint-parser';
import type { Span } from '../../config/config';
import { endOfLine, startOfLine } from '../../text/lines';
import { cutStatements, type Statement } from './statements';
import {
  appendTable,
  createTable,
  openTable,
  type RepeatedKey,
  setValue,
  type TomlKey,
  type TomlTable,
  type TomlValue,
} from './tree';

/** A TOML file as far as it can be read: what is broken in one statement costs no other one. */
export interface TomlFile {
  root: TomlTable;
  /** The statements that cannot be parsed, with the place of the error. */
  broken: readonly BrokenStatement[];
  repeated: readonly RepeatedKey[];
}

export interface BrokenStatement {
  statement: Statement;
  span: Span;
}

/** TOML 1.0, which every reader of such files accepts. */
const OPTIONS = { tomlVersion: '1.0.0' } as const;

/** Reads a TOML file, which may begin with a byte order mark. Never throws. */
export function readToml(written: string): TomlFile {
  const text = written.replace(/^\ufeff/, ' ');
  const root = createTable({ start: 0, end: 0 });
  const broken: BrokenStatement[] = [];
  const repeated: RepeatedKey[] = [];
  let table = root;
  for (const statement of cutStatements(text)) {
    const parsed = parseStatement(text, statement);
    if ('broken' in parsed) {
      broken.push({ statement, span: parsed.broken });
      // Keys below a header that cannot be read belong to no known table.
      if (statement.isHeader) table = createTable(statement.span);
    } else if (parsed.header) {
      const { path, isArray } = parsed.header;
      const opened = isArray ? appendTable(root, path, statement.span) : openTable(root, path);
      const key = path.at(-1);
      if ('key' in opened && key) repeated.push({ key, first: opened.key });
      table = 'key' in opened ? createTable(statement.span) : opened;
    } else if (parsed.entry) {
      const again = setValue(table, parsed.entry.path, parsed.entry.value);
      if (again) repeated.push(again);
    }
  }
  if (broken.length === 0 && repeated.length === 0) broken.push(...findErrorOfFile(text));
  return { root, broken, repeated };
}

interface ParsedStatement {
  header?: { path: TomlKey[]; isArray: boolean };
  entry?: { path: TomlKey[]; value: TomlValue };
}

function parseStatement(text: string, { span, isTooDeep }: Statement): ParsedStatement | { broken: Span } {
  if (isTooDeep) return { broken: span };
  // The parser gives a `0` at the end of its text no position.
  const parsed = tryParse(`${text.slice(span.start, span.end)}\n`);
  if (typeof parsed === 'number') return { broken: errorSpanOf(text, span, span.start + parsed) };
  const [node] = parsed.body[0].body;
  if (!node) return {};
  const toKeys = ({ keys }: AST.TOMLKey): TomlKey[] => keys.map((key) => toKey(key, span.start));
  if (node.type === 'TOMLTable') return { header: { path: toKeys(node.key), isArray: node.kind === 'array' } };
  return { entry: { path: toKeys(node.key), value: toValue(node.value, span.start) } };
}

/** Parses a text; the offset of the error if it is not valid. */
function tryParse(text: string): AST.TOMLProgram | number {
  try {
    return parseTOML(text, OPTIONS);
  } catch (error) {
    if (error instanceof ParseError) return error.index;
    throw error;
  }
}

/** The error of statements that are valid alone, such as a table that is defined twice. */
function findErrorOfFile(text: string): BrokenStatement[] {
  const error = tryParse(text);
  if (typeof error !== 'number') return [];
  const line = { start: startOfLine(text, error), end: endOfLine(text, error) };
  return [{ statement: { span: line, isHeader: text[line.start] === '[', isTooDeep: false }, span: line }];
}

/** The rest of the line from an error on. An error at the end of a statement is about all of it. */
function errorSpanOf(text: string, statement: Span, error: number): Span {
  const end = Math.min(endOfLine(text, error), statement.end);
  return end > error ? { start: error, end } : { start: statement.start, end: statement.end };
}

const toSpan = ([start, end]: readonly [number, number], offset: number): Span => ({
  start: start + offset,
  end: end + offset,
});

const toKey = (key: AST.TOMLBare | AST.TOMLQuoted, offset: number): TomlKey => ({
  name: key.type === 'TOMLBare' ? key.name : key.value,
  span: toSpan(key.range, offset),
});

function toValue(node: AST.TOMLContentNode, offset: number): TomlValue {
  const span = toSpan(node.range, offset);
  if (node.type === 'TOMLArray')
    return { kind: 'array', items: node.elements.map((each) => toValue(each, offset)), span };
  if (node.type === 'TOMLInlineTable') {
    const table = createTable(span);
    for (const { key, value } of node.body)
      setValue(
        table,
        key.keys.map((each) => toKey(each, offset)),
        toValue(value, offset),
      );
    return table;
  }
  switch (node.kind) {
    case 'string':
      return { kind: 'string', value: node.value, span };
    case 'boolean':
      return { kind: 'boolean', value: node.value, span };
    case 'integer':
    case 'float':
      return { kind: 'number', value: node.value, span };
    default:
      return { kind: 'date', span };
  }
}
