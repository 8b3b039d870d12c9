import { type Composed, compose } from '../pyyaml/compose';
import { Refused } from '../pyyaml/input';
import type { Node, Pair, TargetNode } from '../pyyaml/node';

/** The top of a YAML text, with what could be read of it where PyYAML refuses it. */
export interface Outline {
  root: Node | undefined;
  /** The pairs of the map at the top. */
  pairs: Pair[];
  /** Where a second document begins. */
  second: number | undefined;
  refused: Refused[];
  /** Keys may stand in a part that could not be read. */
  lost: boolean;
}

/** Characters that PyYAML allows nowhere in a file. */
const UNPRINTABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;

/** A line that begins with a key: there reading can start again. */
const KEY = /(?:"[^"\n]*"|'[^'\n]*'|[\w.][^\n]*?)[ \t]*:(?=[ \t\r\n\0])/y;

/** A text being typed has one or two broken places; one with more of them is no config. */
const MOST_STARTS = 50;

export function outlineOf(text: string): Outline {
  const unprintable = text.search(UNPRINTABLE);
  const readable = `${unprintable < 0 ? text : text.replaceAll('\0', ' ')}\0`;
  const anchors = new Map<string, TargetNode>();
  const first = compose(readable, 0, anchors);
  const outline: Outline = {
    root: first.root,
    pairs: pairsOf(first),
    second: first.second,
    refused: unprintable < 0 ? [] : [new Refused('a character that YAML does not allow', unprintable)],
    lost: false,
  };
  const column = first.start - lineStartOf(text, first.start);
  let composed = first;
  for (let starts = 0; composed.refused; starts++) {
    outline.refused.push(composed.refused);
    const from = nextKey(readable, brokenAt(composed), column);
    outline.lost = starts >= MOST_STARTS || !mayGoOn(outline);
    if (outline.lost || from === undefined) break;
    composed = compose(readable, from, anchors);
    outline.root ??= composed.root;
    outline.pairs.push(...pairsOf(composed));
    outline.second ??= composed.second;
  }
  return outline;
}

const pairsOf = ({ root }: Composed): Pair[] => (root?.kind === 'mapping' ? root.pairs : []);

/** Only a map of lines has places at which reading can start again. */
const mayGoOn = ({ root }: Outline): boolean => root?.kind !== 'sequence' && !(root?.kind === 'mapping' && root.flow);

/** Where what could not be read begins: the pair that was not finished, or the first thing that is no pair at all. */
function brokenAt(composed: Composed): number {
  const last = pairsOf(composed).at(-1);
  if (!last) return composed.start;
  return last.broken ? last.start : Math.max(last.start, composed.refused?.at ?? 0);
}

const lineStartOf = (text: string, at: number): number => text.lastIndexOf('\n', at - 1) + 1;

/** The next line below that begins with a key in this column. */
function nextKey(text: string, after: number, column: number): number | undefined {
  for (let start = text.indexOf('\n', after) + 1; start > 0; start = text.indexOf('\n', start) + 1) {
    KEY.lastIndex = start + column;
    if (text.slice(start, start + column).trim() === '' && KEY.test(text)) return start;
  }
  return undefined;
}
