import { type Node, parseTree } from 'jsonc-parser';
import type { Part, Scalar, Span } from '../config/config';
import { nestsTooDeeply } from './jsonDepth';

/**
 * The parts of a value that holds JSON, wherever their places are known: a map that a syntax has of its own, or JSON
 * text whose characters stand one to one in the document. Behind escapes nothing is known.
 */
export function partsOf(scalar: Scalar): readonly Part[] {
  if (scalar.parts) return scalar.parts;
  const inner = jsonTextIn(scalar);
  const root = inner && parseTree(inner.text);
  return root ? partsBelow(root, [], inner.start) : [];
}

/** The JSON text of a word, without its quotes, and where it begins. */
export function jsonTextIn({ text, span, value }: Scalar): { text: string; start: number } | undefined {
  if (text.length !== span.end - span.start) return undefined;
  const quote = /^["']/.exec(text)?.[0];
  const isQuoted = quote !== undefined && text.length > 1 && text.endsWith(quote);
  const inner = isQuoted ? text.slice(1, -1) : text;
  if (!/^\s*\{/.test(inner) || nestsTooDeeply(inner) || (value !== undefined && value !== inner)) return undefined;
  return { text: inner, start: span.start + (isQuoted ? 1 : 0) };
}

function partsBelow(node: Node, path: Part['path'], start: number): Part[] {
  const spanOf = ({ offset, length }: Node): Span => ({ start: start + offset, end: start + offset + length });
  if (node.type === 'object') {
    return (node.children ?? []).flatMap(({ children }): Part[] => {
      const [key, value] = children ?? [];
      if (!key || typeof key.value !== 'string') return [];
      const here = [...path, key.value];
      const part: Part = { path: here, key: spanOf(key), value: value ? spanOf(value) : spanOf(key) };
      return [part, ...(value ? partsBelow(value, here, start) : [])];
    });
  }
  if (node.type !== 'array') return [];
  return (node.children ?? []).flatMap((item, index) => {
    const here = [...path, index];
    return [{ path: here, value: spanOf(item) }, ...partsBelow(item, here, start)];
  });
}
