import { type Node, parseTree } from 'jsonc-parser';
import type { JsonPart, Scalar, Span } from '../config/config';
import { isNestedTooDeeply } from './jsonDepth';

/**
 * Returns the parts of a JSON value with known spans: those of a native map of the syntax, or of JSON text that appears
 * in the document character for character. Text with escapes has no known spans.
 */
export function jsonPartsOf(scalar: Scalar): readonly JsonPart[] {
  if (scalar.jsonParts) return scalar.jsonParts;
  const json = jsonTextOf(scalar);
  const root = json && parseTree(json.text);
  if (!root) return [];
  const { source } = scalar.span;
  const spanOf: SpanOfNode = ({ offset, length }) => ({
    start: json.start + offset,
    end: json.start + offset + length,
    ...(source && { source }),
  });
  return collectJsonParts(root, [], spanOf);
}

/** Returns the JSON text of a value without its quotes, and the offset at which it begins. */
export function jsonTextOf({ text, span, value }: Scalar): { text: string; start: number } | undefined {
  if (text.length !== span.end - span.start) return undefined;
  const quote = /^["']/.exec(text)?.[0];
  const isQuoted = quote !== undefined && text.length > 1 && text.endsWith(quote);
  const inner = isQuoted ? text.slice(1, -1) : text;
  if (!/^\s*\{/.test(inner) || isNestedTooDeeply(inner) || (value !== undefined && value !== inner)) return undefined;
  return { text: inner, start: span.start + (isQuoted ? 1 : 0) };
}

/** Returns the span of a node of JSON text in the text that holds it. */
type SpanOfNode = (node: Node) => Span;

function collectJsonParts(node: Node, path: JsonPart['path'], spanOf: SpanOfNode): JsonPart[] {
  if (node.type === 'object') {
    return (node.children ?? []).flatMap(({ children }): JsonPart[] => {
      const [key, value] = children ?? [];
      if (!key || typeof key.value !== 'string') return [];
      const partPath = [...path, key.value];
      const part: JsonPart = { path: partPath, key: spanOf(key), value: value ? spanOf(value) : spanOf(key) };
      return [part, ...(value ? collectJsonParts(value, partPath, spanOf) : [])];
    });
  }
  if (node.type !== 'array') return [];
  return (node.children ?? []).flatMap((item, index) => {
    const partPath = [...path, index];
    return [{ path: partPath, value: spanOf(item) }, ...collectJsonParts(item, partPath, spanOf)];
  });
}
