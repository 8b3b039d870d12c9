import { Refused } from '../pyyaml/input';
import { emptyNode, type MappingNode, type Node, type Pair, type SequenceNode } from '../pyyaml/node';

/** JSON as Python's `json.load` takes it, as the nodes that the reader of YAML makes too. */
interface ParsedJson {
  /** As much of the value as could be read. */
  root: Node | undefined;
  refused: Refused | undefined;
}

/** Python gives up on deeper nesting as well. */
const DEEPEST = 500;

const TAG = 'tag:yaml.org,2002:';
const BLANK = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\[\s\S])*"/y;
const WORDS: Readonly<Record<string, string>> = {
  true: 'bool',
  false: 'bool',
  null: 'null',
  NaN: 'float',
  Infinity: 'float',
  '-Infinity': 'float',
};

interface Reader {
  text: string;
  at: number;
}

export function parseJson(text: string): ParsedJson {
  const reader: Reader = { text, at: 0 };
  // What was read before the text stops making sense is kept: an object is filled as it is read.
  const whole: { root: Node | undefined } = { root: undefined };
  try {
    if (text.startsWith('\uFEFF')) throw new Refused('a byte order mark is not allowed in front of JSON', 0);
    value(reader, 0, (node) => {
      whole.root ??= node;
    });
    skipBlanks(reader);
    if (reader.at < text.length) throw new Refused('nothing may follow the value', reader.at);
    return { root: whole.root, refused: undefined };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { root: whole.root, refused: error };
  }
}

function skipBlanks(reader: Reader): void {
  BLANK.lastIndex = reader.at;
  BLANK.test(reader.text);
  reader.at = BLANK.lastIndex;
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text) ?? undefined;
  if (found) reader.at = pattern.lastIndex;
  return found;
}

/** `began` gets a collection before its items are read. */
function value(reader: Reader, depth: number, began: (node: Node) => void = () => {}): Node {
  skipBlanks(reader);
  const sign = reader.text[reader.at];
  if (depth > DEEPEST) throw new Refused('the value is nested too deeply', reader.at);
  if (sign === '{') return object(reader, depth, began);
  if (sign === '[') return array(reader, depth, began);
  const node = sign === '"' ? string(reader) : bare(reader);
  began(node);
  return node;
}

const collection = (reader: Reader) => {
  const start = reader.at++;
  return { start, end: reader.at, inner: start, tag: undefined };
};

function object(reader: Reader, depth: number, began: (node: Node) => void): MappingNode {
  const node: MappingNode = { kind: 'mapping', pairs: [], flow: true, ...collection(reader) };
  began(node);
  for (let first = true; !ends(reader, node, '}', first); first = false) {
    skipBlanks(reader);
    if (reader.text[reader.at] !== '"') throw new Refused('a name in double quotes was expected', reader.at);
    const key = string(reader);
    const pair: Pair = { key, value: emptyNode(reader.at), start: key.start, end: key.end, broken: true };
    node.pairs.push(pair);
    skipBlanks(reader);
    if (reader.text[reader.at] !== ':') throw new Refused('a colon was expected behind the name', reader.at);
    pair.end = ++reader.at;
    pair.value = emptyNode(reader.at);
    pair.value = value(reader, depth + 1);
    pair.broken = false;
    pair.end = pair.value.end;
    node.end = pair.end;
  }
  return node;
}

function array(reader: Reader, depth: number, began: (node: Node) => void): SequenceNode {
  const node: SequenceNode = { kind: 'sequence', items: [], ...collection(reader) };
  began(node);
  for (let first = true; !ends(reader, node, ']', first); first = false) {
    const item = value(reader, depth + 1);
    node.items.push(item);
    node.end = item.end;
  }
  return node;
}

/** Takes the comma or the closing bracket that has to stand here; true for the bracket. */
function ends(reader: Reader, node: Node, bracket: string, first: boolean): boolean {
  skipBlanks(reader);
  const sign = reader.text[reader.at];
  if (sign === bracket) {
    node.end = ++reader.at;
    return true;
  }
  if (first) return false;
  if (sign !== ',') throw new Refused(`a comma or \`${bracket}\` was expected`, reader.at);
  reader.at++;
  skipBlanks(reader);
  if (reader.text[reader.at] === bracket) throw new Refused('no comma may stand behind the last value', reader.at);
  return false;
}

function string(reader: Reader): Node {
  const start = reader.at;
  const found = match(reader, STRING);
  if (!found) throw new Refused('this text in quotes is not closed', start);
  const text = unescaped(found[0]);
  if (text === undefined)
    throw new Refused('this text holds a sign that JSON wants escaped, or an escape that it does not know', start);
  return {
    kind: 'scalar',
    start,
    end: reader.at,
    inner: start,
    tag: undefined,
    text,
    plain: false,
    half: /\p{Cs}/u.test(text),
  };
}

function unescaped(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}

function bare(reader: Reader): Node {
  const start = reader.at;
  const word = /^-?[A-Za-z]+/.exec(reader.text.slice(start, start + 12))?.[0] ?? '';
  const type = WORDS[word];
  if (type !== undefined) reader.at += word.length;
  const number = type === undefined ? match(reader, NUMBER) : undefined;
  if (type === undefined && !number) throw new Refused('a value was expected', start);
  const tag = TAG + (type ?? (number?.[1] || number?.[2] ? 'float' : 'int'));
  const text =
    number?.[0] ??
    (type === 'float'
      ? `.${word}`
          .replace(/^\.-Infinity/, '-.inf')
          .replace('Infinity', 'inf')
          .toLowerCase()
      : word);
  return { kind: 'scalar', start, end: reader.at, inner: start, tag, text, plain: true, half: false };
}
