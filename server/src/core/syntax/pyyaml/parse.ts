import { ParseError } from './input';
import {
  type AliasNode,
  createEmptyNode,
  type MappingNode,
  type Pair,
  type SequenceNode,
  type TargetNode,
  type YamlNode,
} from './node';
import type { Token, TokenKind } from './token';

/** State of the parser. Its tokens end early when the scanner rejected the text. */
export interface Parser {
  tokens: readonly Token[];
  error: ParseError | undefined;
  at: number;
  depth: number;
  handles: Map<string, string>;
  anchors: Map<string, TargetNode>;
}

/** Nested collections: Python gives up at about this depth. */
const MAX_DEPTH = 480;

export const peekKind = (parser: Parser): TokenKind | undefined => parser.tokens[parser.at]?.kind;

export function peekToken(parser: Parser): Token {
  const token = parser.tokens[parser.at];
  if (token) return token;
  throw parser.error ?? new ParseError('the text ends too early', 0);
}

/**
 * The context of a value: no block begins inside brackets, and only the value of a key may be a list that is not
 * indented.
 */
type NodeContext = 'flow' | 'block' | 'blockOfKey';

/** Receives a node before it is filled, so that its first part is kept when the rest is rejected. */
type Attach = (node: YamlNode) => void;

/** Parses one value of a document. Source: PyYAML lib/yaml/parser.py, parse_node; composer.py, compose_node. */
export function parseNode(parser: Parser, context: NodeContext, attach: Attach): void {
  const first = peekToken(parser);
  if (first.kind === 'alias') {
    parser.at++;
    attach(resolveAlias(parser, first));
    return;
  }
  const properties = first.kind === 'anchor' || first.kind === 'tag' ? parseProperties(parser, first) : undefined;
  const content = peekToken(parser);
  const node = createNode(content, context, first.start, properties);
  if (!node) throw new ParseError('a value is missing here', content.start);
  if (properties?.anchor) parser.anchors.set(properties.anchor, node);
  attach(node);
  if (node.kind === 'sequence') fillSequence(parser, node, content.kind);
  else if (node.kind === 'mapping') parseCollection(parser, node, node.flow ? parseFlowMapping : parseBlockMapping);
  else if (content.kind === 'scalar') parser.at++;
}

/**
 * Creates the node that begins with a token; a collection is still empty. The content after an anchor or a tag may be
 * missing.
 */
function createNode(
  content: Token,
  context: NodeContext,
  start: number,
  properties?: Properties,
): TargetNode | undefined {
  const { kind, end, text, hasLoneSurrogate } = content;
  const contentStart = properties?.contentStart ?? start;
  const tag = properties?.tag;
  if (kind === 'scalar') {
    const plain = tag === undefined && (content.plain || properties?.isBareTag === true);
    return { kind, start, end, contentStart, tag, text, plain, hasLoneSurrogate };
  }
  if (kind === 'flowSequence' || (kind === 'blockSequence' && context !== 'flow')) {
    return { kind: 'sequence', start, end: start, contentStart, tag, items: [] };
  }
  // A list that is not indented begins with its first item.
  if (kind === 'item' && context === 'blockOfKey')
    return { kind: 'sequence', start, end: start, contentStart, tag, items: [] };
  if (kind === 'flowMapping' || (kind === 'blockMapping' && context !== 'flow')) {
    return { kind: 'mapping', start, end: start, contentStart, tag, pairs: [], flow: kind === 'flowMapping' };
  }
  if (!properties) return undefined;
  return {
    kind: 'scalar',
    start,
    end: properties.end,
    contentStart,
    tag,
    text: '',
    plain: tag === undefined,
    hasLoneSurrogate: false,
  };
}

function fillSequence(parser: Parser, sequence: SequenceNode, kind: TokenKind): void {
  if (kind === 'item') parseItems(parser, sequence, INDENTLESS_ITEM_TERMINATORS);
  else parseCollection(parser, sequence, kind === 'flowSequence' ? parseFlowSequence : parseBlockSequence);
}

function resolveAlias({ anchors }: Parser, { text, start, end }: Token): AliasNode {
  const target = anchors.get(text);
  if (!target) throw new ParseError(`*${text} is not defined above`, start);
  return { kind: 'alias', start, end, contentStart: start, tag: undefined, target };
}

interface Properties {
  end: number;
  contentStart: number;
  tag: string | undefined;
  anchor: string | undefined;
  /** The tag is a bare `!`. */
  isBareTag: boolean;
}

/** Parses an anchor and a tag, in either order. */
function parseProperties(parser: Parser, first: Token): Properties {
  let anchor: Token | undefined;
  let tag: Token | undefined;
  let { end } = first;
  for (;;) {
    const token = peekToken(parser);
    if (token.kind === 'anchor' && !anchor) anchor = token;
    else if (token.kind === 'tag' && !tag) tag = token;
    else break;
    end = token.end;
    parser.at++;
  }
  if (anchor && parser.anchors.has(anchor.text)) throw new ParseError(`&${anchor.text} is defined twice`, anchor.start);
  const content = peekToken(parser);
  const { start } = first;
  const contentStart =
    anchor !== first ? start : (tag?.start ?? (CONTENT_TOKENS.includes(content.kind) ? content.start : end));
  const isBareTag = tag !== undefined && tag.details?.handle === undefined && tag.text === '!';
  const resolvedTag = tag && !isBareTag ? resolveTag(parser, tag) : undefined;
  return { end, contentStart, tag: resolvedTag, anchor: anchor?.text, isBareTag };
}

const CONTENT_TOKENS: readonly TokenKind[] = [
  'scalar',
  'blockSequence',
  'blockMapping',
  'flowSequence',
  'flowMapping',
  'item',
];

function resolveTag({ handles }: Parser, { details, text, start }: Token): string {
  const handle = details?.handle;
  if (handle === undefined) return text;
  const prefix = handles.get(handle);
  if (prefix === undefined) throw new ParseError(`the tag handle ${handle} is not defined`, start);
  return prefix + text;
}

/** Parses the content of a collection, including the tokens that begin and end it. */
function parseCollection<T extends TargetNode>(
  parser: Parser,
  collection: T,
  fill: (parser: Parser, collection: T) => void,
): void {
  const { start } = peekToken(parser);
  if (++parser.depth > MAX_DEPTH) throw new ParseError('the collections are nested too deeply', start);
  parser.at++;
  fill(parser, collection);
  parser.depth--;
}

/** Parses the value after an indicator, or attaches an empty node when a terminator follows. */
function parseOptionalNode(
  parser: Parser,
  context: NodeContext,
  terminators: readonly TokenKind[],
  attach: Attach,
): void {
  const indicator = parser.tokens[parser.at - 1] as Token;
  if (terminators.includes(peekToken(parser).kind)) attach(createEmptyNode(indicator.end));
  else parseNode(parser, context, attach);
}

const ITEM_TERMINATORS: readonly TokenKind[] = ['item', 'blockEnd'];
const INDENTLESS_ITEM_TERMINATORS: readonly TokenKind[] = ['item', 'key', 'value', 'blockEnd'];
const BLOCK_VALUE_TERMINATORS: readonly TokenKind[] = ['key', 'value', 'blockEnd'];
const FLOW_KEY_TERMINATORS: readonly TokenKind[] = ['value', 'comma', 'flowMappingEnd', 'flowSequenceEnd'];
const FLOW_VALUE_TERMINATORS: readonly TokenKind[] = ['comma', 'flowMappingEnd', 'flowSequenceEnd'];

function parseBlockSequence(parser: Parser, sequence: SequenceNode): void {
  parseItems(parser, sequence, ITEM_TERMINATORS);
  endBlock(parser);
}

function parseItems(parser: Parser, sequence: SequenceNode, terminators: readonly TokenKind[]): void {
  while (peekKind(parser) === 'item') {
    sequence.end = peekToken(parser).end;
    parser.at++;
    parseOptionalNode(parser, 'block', terminators, (item) => sequence.items.push(item));
    sequence.end = Math.max(sequence.end, sequence.items.at(-1)?.end ?? 0);
  }
}

function endBlock(parser: Parser): void {
  const { kind, start } = peekToken(parser);
  if (kind !== 'blockEnd')
    throw new ParseError(kind === 'item' ? 'a list item cannot begin here' : 'a key was expected here', start);
  parser.at++;
}

function parseBlockMapping(parser: Parser, mapping: MappingNode): void {
  while (peekKind(parser) === 'key')
    parsePair(parser, mapping, 'blockOfKey', BLOCK_VALUE_TERMINATORS, BLOCK_VALUE_TERMINATORS);
  endBlock(parser);
}

/** Parses a key and the value after its colon, if there is one. */
function parsePair(
  parser: Parser,
  mapping: MappingNode,
  context: NodeContext,
  keyTerminators: readonly TokenKind[],
  valueTerminators: readonly TokenKind[],
): void {
  const { start } = peekToken(parser);
  parser.at++;
  let pair: Pair | undefined;
  parseOptionalNode(parser, context, keyTerminators, (key) => {
    pair = { key, value: createEmptyNode(key.end), start, end: key.end, isIncomplete: true };
  });
  if (!pair) return;
  const newPair: Pair = pair;
  mapping.pairs.push(newPair);
  newPair.end = newPair.key.end;
  const { kind, end } = peekToken(parser);
  if (kind === 'value') {
    parser.at++;
    newPair.end = end;
    parseOptionalNode(parser, context, valueTerminators, (value) => {
      newPair.value = value;
    });
  }
  newPair.end = Math.max(newPair.end, newPair.value.end);
  newPair.isIncomplete = false;
  mapping.end = newPair.end;
}

function parseFlowSequence(parser: Parser, sequence: SequenceNode): void {
  parseFlowItems(parser, 'flowSequenceEnd', sequence, () => {
    if (peekKind(parser) !== 'key') return parseNode(parser, 'flow', (item) => sequence.items.push(item));
    // `[a: 1]` contains a map of one pair.
    const { start, end } = peekToken(parser);
    const single: MappingNode = {
      kind: 'mapping',
      start,
      end,
      contentStart: start,
      tag: undefined,
      pairs: [],
      flow: true,
    };
    sequence.items.push(single);
    parsePair(parser, single, 'flow', FLOW_KEY_TERMINATORS, FLOW_VALUE_TERMINATORS);
  });
}

function parseFlowMapping(parser: Parser, mapping: MappingNode): void {
  parseFlowItems(parser, 'flowMappingEnd', mapping, () => {
    if (peekKind(parser) === 'key')
      return parsePair(parser, mapping, 'flow', FLOW_KEY_TERMINATORS, FLOW_VALUE_TERMINATORS);
    parseNode(parser, 'flow', (key) => {
      const { start, end } = key;
      mapping.pairs.push({ key, value: createEmptyNode(end), start, end, isIncomplete: false });
    });
  });
}

function parseFlowItems(
  parser: Parser,
  close: TokenKind,
  collection: SequenceNode | MappingNode,
  parseItem: () => void,
): void {
  const bracket = close === 'flowSequenceEnd' ? ']' : '}';
  for (let isFirst = true; peekToken(parser).kind !== close; isFirst = false) {
    if (!isFirst) {
      const { kind, start } = peekToken(parser);
      if (kind !== 'comma') throw new ParseError(`\`,\` or \`${bracket}\` was expected here`, start);
      parser.at++;
      if (peekToken(parser).kind === close) break;
    }
    parseItem();
  }
  collection.end = peekToken(parser).end;
  parser.at++;
}
