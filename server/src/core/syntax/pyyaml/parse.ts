import { Refused } from './input';
import {
  type AliasNode,
  emptyNode,
  type MappingNode,
  type Node,
  type Pair,
  type SequenceNode,
  type TargetNode,
} from './node';
import type { Token, TokenKind } from './token';

/** Where the parser is. Its tokens end early where the scanner refused the text. */
export interface Parser {
  tokens: readonly Token[];
  refused: Refused | undefined;
  at: number;
  depth: number;
  handles: Map<string, string>;
  anchors: Map<string, TargetNode>;
}

/** Python gives up on about so many collections inside each other. */
const DEEPEST = 480;

export const kindAt = (parser: Parser): TokenKind | undefined => parser.tokens[parser.at]?.kind;

export function tokenAt(parser: Parser): Token {
  const token = parser.tokens[parser.at];
  if (token) return token;
  throw parser.refused ?? new Refused('the text ends too early', 0);
}

/** Where a value stands: no block begins inside brackets, and only the value of a key may be a list that is not indented. */
type Place = 'flow' | 'block' | 'blockOfKey';

/** Takes a collection before it is filled, so that what was read of it stays where the rest is refused. */
type Attach = (node: Node) => void;

/** Reads one value of a document. Source: PyYAML lib/yaml/parser.py, parse_node; composer.py, compose_node. */
export function parseNode(parser: Parser, place: Place, attach: Attach): void {
  const first = tokenAt(parser);
  if (first.kind === 'alias') {
    parser.at++;
    attach(aliasOf(parser, first));
    return;
  }
  const properties = first.kind === 'anchor' || first.kind === 'tag' ? propertiesOf(parser, first) : undefined;
  const content = tokenAt(parser);
  const made = nodeOf(content, place, first.start, properties);
  if (!made) throw new Refused('a value is missing here', content.start);
  if (properties?.anchor) parser.anchors.set(properties.anchor, made);
  attach(made);
  if (made.kind === 'sequence') fillSequence(parser, made, content.kind);
  else if (made.kind === 'mapping') filled(parser, made, made.flow ? flowMapping : blockMapping);
  else if (content.kind === 'scalar') parser.at++;
}

/** The node that a token begins, still empty where it is a collection. Behind an anchor or a tag there may be nothing. */
function nodeOf(content: Token, place: Place, start: number, properties?: Properties): TargetNode | undefined {
  const { kind, end, text, half } = content;
  const inner = properties?.inner ?? start;
  const tag = properties?.tag;
  if (kind === 'scalar') {
    const plain = tag === undefined && (content.plain || properties?.bare === true);
    return { kind, start, end, inner, tag, text, plain, half };
  }
  if (kind === 'flowSequence' || (kind === 'blockSequence' && place !== 'flow')) {
    return { kind: 'sequence', start, end: start, inner, tag, items: [] };
  }
  // A list that is not indented begins with its first item.
  if (kind === 'item' && place === 'blockOfKey') return { kind: 'sequence', start, end: start, inner, tag, items: [] };
  if (kind === 'flowMapping' || (kind === 'blockMapping' && place !== 'flow')) {
    return { kind: 'mapping', start, end: start, inner, tag, pairs: [], flow: kind === 'flowMapping' };
  }
  if (!properties) return undefined;
  return { kind: 'scalar', start, end: properties.end, inner, tag, text: '', plain: tag === undefined, half: false };
}

function fillSequence(parser: Parser, sequence: SequenceNode, kind: TokenKind): void {
  if (kind === 'item') items(parser, sequence, NO_FLUSH_ITEM);
  else filled(parser, sequence, kind === 'flowSequence' ? flowSequence : blockSequence);
}

function aliasOf({ anchors }: Parser, { text, start, end }: Token): AliasNode {
  const target = anchors.get(text);
  if (!target) throw new Refused(`*${text} is not defined above`, start);
  return { kind: 'alias', start, end, inner: start, tag: undefined, target };
}

interface Properties {
  end: number;
  inner: number;
  tag: string | undefined;
  anchor: string | undefined;
  /** The tag is a mere `!`. */
  bare: boolean;
}

/** An anchor and a tag, in either order. */
function propertiesOf(parser: Parser, first: Token): Properties {
  let anchor: Token | undefined;
  let tag: Token | undefined;
  let { end } = first;
  for (;;) {
    const token = tokenAt(parser);
    if (token.kind === 'anchor' && !anchor) anchor = token;
    else if (token.kind === 'tag' && !tag) tag = token;
    else break;
    end = token.end;
    parser.at++;
  }
  if (anchor && parser.anchors.has(anchor.text)) throw new Refused(`&${anchor.text} is defined twice`, anchor.start);
  const content = tokenAt(parser);
  const { start } = first;
  const inner = anchor !== first ? start : (tag?.start ?? (CONTENT.includes(content.kind) ? content.start : end));
  const bare = tag !== undefined && tag.said?.handle === undefined && tag.text === '!';
  const full = tag && !bare ? tagText(parser, tag) : undefined;
  return { end, inner, tag: full, anchor: anchor?.text, bare };
}

const CONTENT: readonly TokenKind[] = [
  'scalar',
  'blockSequence',
  'blockMapping',
  'flowSequence',
  'flowMapping',
  'item',
];

function tagText({ handles }: Parser, { said, text, start }: Token): string {
  const handle = said?.handle;
  if (handle === undefined) return text;
  const prefix = handles.get(handle);
  if (prefix === undefined) throw new Refused(`the tag handle ${handle} is not defined`, start);
  return prefix + text;
}

/** Reads what is in a collection, from the token that begins it to the one that ends it. */
function filled<T extends TargetNode>(parser: Parser, made: T, fill: (parser: Parser, made: T) => void): void {
  const { start } = tokenAt(parser);
  if (++parser.depth > DEEPEST) throw new Refused('too many collections inside each other', start);
  parser.at++;
  fill(parser, made);
  parser.depth--;
}

/** The value behind a sign, or nothing where what follows shows that there is none. */
function valueOrNone(parser: Parser, place: Place, none: readonly TokenKind[], attach: Attach): void {
  const sign = parser.tokens[parser.at - 1] as Token;
  if (none.includes(tokenAt(parser).kind)) attach(emptyNode(sign.end));
  else parseNode(parser, place, attach);
}

const NO_ITEM: readonly TokenKind[] = ['item', 'blockEnd'];
const NO_FLUSH_ITEM: readonly TokenKind[] = ['item', 'key', 'value', 'blockEnd'];
const NO_BLOCK_VALUE: readonly TokenKind[] = ['key', 'value', 'blockEnd'];
const NO_FLOW_KEY: readonly TokenKind[] = ['value', 'comma', 'flowMappingEnd', 'flowSequenceEnd'];
const NO_FLOW_VALUE: readonly TokenKind[] = ['comma', 'flowMappingEnd', 'flowSequenceEnd'];

function blockSequence(parser: Parser, sequence: SequenceNode): void {
  items(parser, sequence, NO_ITEM);
  endBlock(parser);
}

function items(parser: Parser, sequence: SequenceNode, none: readonly TokenKind[]): void {
  while (kindAt(parser) === 'item') {
    sequence.end = tokenAt(parser).end;
    parser.at++;
    valueOrNone(parser, 'block', none, (item) => sequence.items.push(item));
    sequence.end = Math.max(sequence.end, sequence.items.at(-1)?.end ?? 0);
  }
}

function endBlock(parser: Parser): void {
  const { kind, start } = tokenAt(parser);
  if (kind !== 'blockEnd')
    throw new Refused(kind === 'item' ? 'a list item cannot begin here' : 'a key was expected here', start);
  parser.at++;
}

function blockMapping(parser: Parser, mapping: MappingNode): void {
  while (kindAt(parser) === 'key') keyAndValue(parser, mapping, 'blockOfKey', NO_BLOCK_VALUE, NO_BLOCK_VALUE);
  endBlock(parser);
}

/** A key that its token announces, and the value behind its colon if there is one. */
function keyAndValue(
  parser: Parser,
  mapping: MappingNode,
  place: Place,
  noKey: readonly TokenKind[],
  noValue: readonly TokenKind[],
): void {
  const { start } = tokenAt(parser);
  parser.at++;
  let pair: Pair | undefined;
  valueOrNone(parser, place, noKey, (key) => {
    pair = { key, value: emptyNode(key.end), start, end: key.end, broken: true };
  });
  if (!pair) return;
  const made: Pair = pair;
  mapping.pairs.push(made);
  made.end = made.key.end;
  const { kind, end } = tokenAt(parser);
  if (kind === 'value') {
    parser.at++;
    made.end = end;
    valueOrNone(parser, place, noValue, (value) => {
      made.value = value;
    });
  }
  made.end = Math.max(made.end, made.value.end);
  made.broken = false;
  mapping.end = made.end;
}

function flowSequence(parser: Parser, sequence: SequenceNode): void {
  flowItems(parser, 'flowSequenceEnd', sequence, () => {
    if (kindAt(parser) !== 'key') return parseNode(parser, 'flow', (item) => sequence.items.push(item));
    // `[a: 1]` holds a map of one pair.
    const { start, end } = tokenAt(parser);
    const single: MappingNode = { kind: 'mapping', start, end, inner: start, tag: undefined, pairs: [], flow: true };
    sequence.items.push(single);
    keyAndValue(parser, single, 'flow', NO_FLOW_KEY, NO_FLOW_VALUE);
  });
}

function flowMapping(parser: Parser, mapping: MappingNode): void {
  flowItems(parser, 'flowMappingEnd', mapping, () => {
    if (kindAt(parser) === 'key') return keyAndValue(parser, mapping, 'flow', NO_FLOW_KEY, NO_FLOW_VALUE);
    parseNode(parser, 'flow', (key) => {
      const { start, end } = key;
      mapping.pairs.push({ key, value: emptyNode(end), start, end, broken: false });
    });
  });
}

function flowItems(parser: Parser, close: TokenKind, made: SequenceNode | MappingNode, item: () => void): void {
  const sign = close === 'flowSequenceEnd' ? ']' : '}';
  for (let isFirst = true; tokenAt(parser).kind !== close; isFirst = false) {
    if (!isFirst) {
      const { kind, start } = tokenAt(parser);
      if (kind !== 'comma') throw new Refused(`\`,\` or \`${sign}\` was expected here`, start);
      parser.at++;
      if (tokenAt(parser).kind === close) break;
    }
    item();
  }
  made.end = tokenAt(parser).end;
  parser.at++;
}
