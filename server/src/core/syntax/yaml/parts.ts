import type { Part } from '../../config/config';
import { type Node, spanOf } from '../pyyaml/node';

/** Where the keys of a map stand. What is written elsewhere, by an alias or a merge, is left out. */
export function partsOfNode(node: Node, path: Part['path'] = []): Part[] {
  if (node.kind === 'sequence') {
    return node.items.flatMap((item, index) => {
      const here = [...path, index];
      return [{ path: here, value: spanOf(item) }, ...partsOfNode(item, here)];
    });
  }
  if (node.kind !== 'mapping') return [];
  return node.pairs.flatMap(({ key, value, via }): Part[] => {
    if (via || key.kind !== 'scalar') return [];
    const here = [...path, key.text];
    return [{ path: here, key: spanOf(key), value: spanOf(value) }, ...partsOfNode(value, here)];
  });
}
