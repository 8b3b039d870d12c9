import type { JsonPart } from '../../config/config';
import { spanOf, type YamlNode } from '../pyyaml/node';

/** Returns the keys and items of a map with their spans, except those written elsewhere: by an alias or a merge. */
export function partsOfNode(node: YamlNode, path: JsonPart['path'] = []): JsonPart[] {
  if (node.kind === 'sequence') {
    return node.items.flatMap((item, index) => {
      const innerPath = [...path, index];
      return [{ path: innerPath, value: spanOf(item) }, ...partsOfNode(item, innerPath)];
    });
  }
  if (node.kind !== 'mapping') return [];
  return node.pairs.flatMap(({ key, value, via }): JsonPart[] => {
    if (via || key.kind !== 'scalar') return [];
    const innerPath = [...path, key.text];
    return [{ path: innerPath, key: spanOf(key), value: spanOf(value) }, ...partsOfNode(value, innerPath)];
  });
}
