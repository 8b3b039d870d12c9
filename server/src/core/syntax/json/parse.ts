import { ParseError } from '../pyyaml/input';
import { createEmptyNode, type MappingNode, type Pair, type SequenceNode, type YamlNode } from '../pyyaml/node';

/** JSON as Python's `json.load` reads it, in the same nodes as YAML. */
interface ParsedJson {
  /** The value, as far as it could be read. */
  root: YamlNode | undefined;
  error: ParseError | undefined;
}

/** Nested collections: Python gives up on deeper nesting too. */
const MAX_DEPTH = 500;

const TAG_PREFIX = 'tag:yaml.org,2002:';
const WHITESPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;
const LITERAL_TYPES: Readonly<Record<string, string>> = {
  true: 'bool',
  false: 'bool',
  null: 'null',
  NaN: 'float',
  Infinity: 'float',
  '-Infinity': 'float',
};

interface JsonReader {
  text: string;
  at: number;
}

export function parseJson(text: string): ParsedJson {
  const reader: JsonReader = { text, at: 0 };
  // The part before an error is kept: the root is known before it is filled.
  const parsed: { root: YamlNode | undefined } = { root: undefined };
  try {
    if (text.startsWith('\uFEFF')) throw new ParseError('a byte order mark is not allowed before JSON', 0);
    readValue(reader, 0, (node) => {
      parsed.root ??= node;
    });
    skipWhitespace(reader);
    if (reader.at < text.length) throw new ParseError('nothing may follow the value', reader.at);
    return { root: parsed.root, error: undefined };
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return { root: parsed.root, error };
  }
}

function skipWhitespace(reader: JsonReader): void {
  WHITESPACE.lastIndex = reader.at;
  WHITESPACE.test(reader.text);
  reader.at = WHITESPACE.lastIndex;
}

function readMatch(reader: JsonReader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text) ?? undefined;
  if (found) reader.at = pattern.lastIndex;
  return found;
}

/** Reads a value. `onStart` receives a collection before its items are read. */
function readValue(reader: JsonReader, depth: number, onStart: (node: YamlNode) => void = () => {}): YamlNode {
  skipWhitespace(reader);
  const character = reader.text[reader.at];
  if (depth > MAX_DEPTH) throw new ParseError('the value is nested too deeply', reader.at);
  if (character === '{') return readObject(reader, depth, onStart);
  if (character === '[') return readArray(reader, depth, onStart);
  const node = character === '"' ? readString(reader) : readLiteral(reader);
  onStart(node);
  return node;
}

const startCollection = (reader: JsonReader) => {
  const start = reader.at++;
  return { start, end: reader.at, contentStart: start, tag: undefined };
};

function readObject(reader: JsonReader, depth: number, onStart: (node: YamlNode) => void): MappingNode {
  const node: MappingNode = { kind: 'mapping', pairs: [], flow: true, ...startCollection(reader) };
  onStart(node);
  for (let first = true; !readSeparatorOrEnd(reader, node, '}', first); first = false) {
    skipWhitespace(reader);
    if (reader.text[reader.at] !== '"') throw new ParseError('a name in double quotes was expected', reader.at);
    const key = readString(reader);
    const pair: Pair = { key, value: createEmptyNode(reader.at), start: key.start, end: key.end, isIncomplete: true };
    node.pairs.push(pair);
    skipWhitespace(reader);
    if (reader.text[reader.at] !== ':') throw new ParseError('a colon was expected after the name', reader.at);
    pair.end = ++reader.at;
    pair.value = createEmptyNode(reader.at);
    pair.value = readValue(reader, depth + 1);
    pair.isIncomplete = false;
    pair.end = pair.value.end;
    node.end = pair.end;
  }
  return node;
}

function readArray(reader: JsonReader, depth: number, onStart: (node: YamlNode) => void): SequenceNode {
  const node: SequenceNode = { kind: 'sequence', items: [], ...startCollection(reader) };
  onStart(node);
  for (let first = true; !readSeparatorOrEnd(reader, node, ']', first); first = false) {
    const item = readValue(reader, depth + 1);
    node.items.push(item);
    node.end = item.end;
  }
  return node;
}

/** Reads the comma or the closing bracket that must follow. Returns true for the bracket. */
function readSeparatorOrEnd(reader: JsonReader, node: YamlNode, bracket: string, isFirst: boolean): boolean {
  skipWhitespace(reader);
  const character = reader.text[reader.at];
  if (character === bracket) {
    node.end = ++reader.at;
    return true;
  }
  if (isFirst) return false;
  if (character !== ',') throw new ParseError(`a comma or \`${bracket}\` was expected`, reader.at);
  reader.at++;
  skipWhitespace(reader);
  if (reader.text[reader.at] === bracket)
    throw new ParseError('a comma is not allowed after the last value', reader.at);
  return false;
}

function readString(reader: JsonReader): YamlNode {
  const start = reader.at;
  const found = readMatch(reader, STRING);
  if (!found) throw new ParseError('the closing quote of this string is missing', start);
  const text = unescapeString(found[0]);
  if (text === undefined)
    throw new ParseError('this string contains a character that must be escaped, or an invalid escape', start);
  return {
    kind: 'scalar',
    start,
    end: reader.at,
    contentStart: start,
    tag: undefined,
    text,
    plain: false,
    hasLoneSurrogate: /\p{Cs}/u.test(text),
  };
}

function unescapeString(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function readLiteral(reader: JsonReader): YamlNode {
  const start = reader.at;
  const name = /^-?[A-Za-z]+/.exec(reader.text.slice(start, start + 12))?.[0] ?? '';
  const type = LITERAL_TYPES[name];
  if (type !== undefined) reader.at += name.length;
  const number = type === undefined ? readMatch(reader, NUMBER) : undefined;
  if (type === undefined && !number) throw new ParseError('a value was expected', start);
  const tag = TAG_PREFIX + (type ?? (number?.[1] || number?.[2] ? 'float' : 'int'));
  const text =
    number?.[0] ??
    (type === 'float'
      ? `.${name}`
          .replace(/^\.-Infinity/, '-.inf')
          .replace('Infinity', 'inf')
          .toLowerCase()
      : name);
  return {
    kind: 'scalar',
    start,
    end: reader.at,
    contentStart: start,
    tag,
    text,
    plain: true,
    hasLoneSurrogate: false,
  };
}
