import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import type { Config, Entry, Scalar, Span } from '../config/config';
import { jsonTextOf } from '../text/jsonSpans';

/** The position of the cursor inside a map value. */
export interface MapCursor {
  config: Config;
  entry: Entry;
  /** Whether the cursor is at a key or at the value of one. */
  at: 'key' | 'value';
  /** The keys of the maps around the cursor; for a value including its own key. */
  path: string[];
  /** The text that a completion replaces. */
  span: Span;
  /** The part of that text before the cursor. */
  prefix: string;
  /** The keys that the map already has. */
  siblings: string[];
  /** Written as JSON, with quotes around keys and strings. */
  isJson: boolean;
}

/** Finds the cursor in a value of JSON text that appears in the document character for character. */
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
