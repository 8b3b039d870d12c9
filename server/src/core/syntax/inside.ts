import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import type { Config, Entry, Scalar, Span } from '../config/config';
import { jsonTextOf } from '../text/jsonSpans';

/** Where the cursor is inside a value that is a map. */
export interface MapCursor {
  config: Config;
  entry: Entry;
  /** A key is about to be typed, or the value of one. */
  at: 'key' | 'value';
  /** The keys of the maps around the cursor; for a value its own key too. */
  path: string[];
  /** The text that a completion replaces, and the part of it in front of the cursor. */
  span: Span;
  prefix: string;
  /** The keys that the map has already. */
  siblings: string[];
  /** Written as JSON, with quotes around keys and texts. */
  isJson: boolean;
}

/** The cursor in a word that is JSON text, as far as its characters stand one to one in the document. */
export function findJsonMapCursor(config: Config, entry: Entry, scalar: Scalar, offset: number): MapCursor | undefined {
  const json = jsonTextOf(scalar);
  if (!json || offset <= json.start || offset > json.start + json.text.length) return undefined;
  const position = offset - json.start;
  const { path, isAtPropertyKey, previousNode } = getLocation(json.text, position);
  const node =
    previousNode && previousNode.offset <= position && position <= previousNode.offset + previousNode.length
      ? previousNode
      : undefined;
  const start = node?.offset ?? position;
  const end = node ? node.offset + node.length : position;
  const mapPath = isAtPropertyKey ? path.slice(0, -1) : path;
  const root = parseTree(json.text);
  const map = root && findNodeAtLocation(root, isAtPropertyKey ? mapPath : mapPath.slice(0, -1));
  return {
    config,
    entry,
    at: isAtPropertyKey ? 'key' : 'value',
    path: mapPath.map(String),
    span: { start: json.start + start, end: json.start + end },
    prefix: json.text.slice(start, position),
    siblings: (map?.children ?? []).flatMap(({ children }) => (children?.[0] ? [String(children[0].value)] : [])),
    isJson: true,
  };
}
