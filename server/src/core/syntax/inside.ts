import { findNodeAtLocation, getLocation, parseTree } from 'jsonc-parser';
import type { Config, Entry, Scalar, Span } from '../config/config';
import { jsonTextIn } from '../text/jsonSpans';

/** Where the cursor is inside a value that is a map. */
export interface Inside {
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
export function insideJson(config: Config, entry: Entry, scalar: Scalar, offset: number): Inside | undefined {
  const inner = jsonTextIn(scalar);
  if (!inner || offset <= inner.start || offset > inner.start + inner.text.length) return undefined;
  const at = offset - inner.start;
  const { path, isAtPropertyKey, previousNode } = getLocation(inner.text, at);
  const node =
    previousNode && previousNode.offset <= at && at <= previousNode.offset + previousNode.length
      ? previousNode
      : undefined;
  const start = node?.offset ?? at;
  const end = node ? node.offset + node.length : at;
  const around = isAtPropertyKey ? path.slice(0, -1) : path;
  const root = parseTree(inner.text);
  const map = root && findNodeAtLocation(root, isAtPropertyKey ? around : around.slice(0, -1));
  return {
    config,
    entry,
    at: isAtPropertyKey ? 'key' : 'value',
    path: around.map(String),
    span: { start: inner.start + start, end: inner.start + end },
    prefix: inner.text.slice(start, at),
    siblings: (map?.children ?? []).flatMap(({ children }) => (children?.[0] ? [String(children[0].value)] : [])),
    isJson: true,
  };
}
