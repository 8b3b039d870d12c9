import { startOfLine } from '../../text/lines';
import { type Composed, compose } from '../pyyaml/compose';
import { Refused } from '../pyyaml/input';
import type { MappingNode, Node, TargetNode } from '../pyyaml/node';

/** The top of a YAML text, with what could be read of it where PyYAML refuses it. */
export interface Outline {
  root: Node | undefined;
  /** Where a second document begins. */
  second: number | undefined;
  refused: Refused[];
  /** Keys may stand in a part that could not be read. */
  lost: boolean;
}

/** Characters that PyYAML allows nowhere in a file. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r\x85]|[\ufffe\uffff]/u;

/** A line that begins with a key: there reading can start again. */
const KEY = /(?:"[^"\n]*"|'[^'\n]*'|[\w.][^\n]*?)[ \t]*:(?=[ \t\r\n\0])/y;

/** A text being typed has one or two broken places; one with more of them is no config. */
const MOST_STARTS = 20;

export function outlineOf(text: string): Outline {
  const unprintable = text.search(UNPRINTABLE);
  const readable = `${unprintable < 0 ? text : text.replaceAll('\0', ' ')}\0`;
  const anchors = new Map<string, TargetNode>();
  let composed = compose(readable, 0, anchors);
  const { root, start, second } = composed;
  const outline: Outline = { root, second, refused: [], lost: false };
  if (unprintable >= 0) outline.refused.push(new Refused('this character is not allowed in YAML', unprintable));
  const column = start - startOfLine(text, start);
  for (let starts = 0; composed.refused; starts++) {
    outline.refused.push(composed.refused);
    const from = nextKey(readable, brokenAt(readable, composed, composed.refused), column);
    outline.lost = starts >= MOST_STARTS || !mayGoOn(outline.root);
    if (outline.lost || from === undefined) break;
    composed = compose(readable, from, anchors);
    outline.root = joined(outline.root, composed.root);
    outline.second ??= composed.second;
  }
  return outline;
}

const isMap = (node: Node | undefined): node is MappingNode => node?.kind === 'mapping';

/** Only a map of lines has places at which reading can start again. */
const mayGoOn = (root: Node | undefined): boolean => root?.kind !== 'sequence' && !(isMap(root) && root.flow);

function joined(root: Node | undefined, more: Node | undefined): Node | undefined {
  if (!isMap(root)) return more ?? root;
  if (!isMap(more)) return root;
  return { ...root, pairs: [...root.pairs, ...more.pairs], end: Math.max(root.end, more.end) };
}

/** Where what could not be read begins: the pair that was not finished, or the first thing that is no pair at all. */
function brokenAt(text: string, { root, start }: Composed, refused: Refused): number {
  const last = isMap(root) ? root.pairs.at(-1) : undefined;
  if (!last) return start;
  // What follows on the line of a value belongs to it, whatever it was meant to be.
  if (refused.at >= last.end && !text.slice(last.end, refused.at).includes('\n')) last.broken = true;
  return last.broken ? last.start : Math.max(last.start, refused.at);
}

/** The next line below that begins with a key in this column. */
function nextKey(text: string, after: number, column: number): number | undefined {
  for (let start = text.indexOf('\n', after) + 1; start > 0; start = text.indexOf('\n', start) + 1) {
    KEY.lastIndex = start + column;
    if (text.slice(start, start + column).trim() === '' && KEY.test(text)) return start;
  }
  return undefined;
}
