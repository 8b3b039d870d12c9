import { Refused } from './input';
import { type MappingNode, type Node, type Pair, type TargetNode, targetOf } from './node';
import { boolOf, floatOf, intOf, plainType } from './scalar';
import { timeOf } from './time';
import { keyOf, type PyDict, type PyList, type PyValue, UNKNOWN } from './value';

/** PyYAML's SafeConstructor: nodes into values. Source: PyYAML lib/yaml/constructor.py. */
export interface Builder {
  /** Collections are made once, so that an alias gives the same one, even inside itself. */
  made: Map<TargetNode, PyValue>;
  /** How many more pairs merges may bring, since they can multiply without end. */
  mergesLeft: number;
}

export const createBuilder = (): Builder => ({ made: new Map(), mergesLeft: 20_000 });

const CORE = 'tag:yaml.org,2002:';

/** The type of a node by its tag or by itself: a name of YAML 1.1, or a tag that is none of its own. */
export function typeOf(node: TargetNode): string {
  if (node.tag !== undefined) return node.tag.startsWith(CORE) ? node.tag.slice(CORE.length) : `!${node.tag}`;
  if (node.kind === 'mapping') return 'map';
  if (node.kind === 'sequence') return 'seq';
  return node.plain ? plainType(node.text) : 'str';
}

/** Makes the value of a node. Throws where `safe_load` does. */
export function build(builder: Builder, node: Node): PyValue {
  const target = targetOf(node);
  const made = target.kind === 'scalar' ? undefined : builder.made.get(target);
  return made ?? (COLLECTIONS.get(typeOf(target)) ?? scalar)(builder, target, node.start);
}

type Make = (builder: Builder, node: TargetNode, at: number) => PyValue;

const SCALARS = new Map<string, (text: string, at: number) => PyValue>(
  Object.entries({
    str: (text: string) => text,
    null: () => null,
    bool: boolOf,
    int: intOf,
    float: floatOf,
    timestamp: timeOf,
    binary: bytesOf,
  }),
);

function scalar(_: Builder, node: TargetNode, at: number): PyValue {
  const type = typeOf(node);
  const make = SCALARS.get(type);
  if (!make)
    throw new Refused(
      `PyYAML makes nothing of ${node.tag ? `the tag ${shortTag(node.tag)}` : `a plain ${sign(node)}`}`,
      at,
    );
  const { text, half } = scalarOf(node, at);
  return half ? UNKNOWN : make(text, at);
}

const shortTag = (tag: string): string => tag.replace(CORE, '!!');

const sign = (node: TargetNode): string => (node.kind === 'scalar' ? `\`${node.text}\`` : node.kind);

/** A map may stand for a scalar, which is then the value of its key `=`. */
function scalarOf(node: TargetNode, at: number): { text: string; half: boolean } {
  if (node.kind === 'scalar') return node;
  const pair = node.kind === 'mapping' ? node.pairs.find(({ key }) => typeOf(targetOf(key)) === 'value') : undefined;
  if (pair) return scalarOf(targetOf(pair.value), at);
  throw new Refused(`${shortTag(node.tag ?? '')} wants a single value`, at);
}

const COLLECTIONS = new Map<string, Make>(
  Object.entries<Make>({
    seq: (builder, node, at) => {
      const list: PyList = { type: 'list', items: [] };
      builder.made.set(node, list);
      if (node.kind !== 'sequence') throw new Refused('a list was expected here', at);
      for (const item of node.items) list.items.push(build(builder, item));
      return list;
    },
    map: (builder, node, at) => {
      const dict: PyDict = { type: 'dict', pairs: new Map() };
      builder.made.set(node, dict);
      fill(builder, node, dict, at);
      return dict;
    },
    set: (builder, node, at) => {
      const dict: PyDict = { type: 'dict', pairs: new Map() };
      const made: PyValue = { type: 'set', keys: [] };
      builder.made.set(node, made);
      fill(builder, node, dict, at);
      made.keys.push(...[...dict.pairs.values()].map(({ key }) => key));
      return made;
    },
    omap: pairList,
    pairs: pairList,
  }),
);

/** `!!omap` and `!!pairs`: a list of maps with one pair each becomes a list of tuples. */
function pairList(builder: Builder, node: TargetNode, at: number): PyValue {
  const list: PyList = { type: 'list', items: [] };
  builder.made.set(node, list);
  if (node.kind !== 'sequence') throw new Refused('a list was expected here', at);
  for (const item of node.items) {
    const single = targetOf(item);
    const [pair] = single.kind === 'mapping' && single.pairs.length === 1 ? single.pairs : [];
    if (!pair) throw new Refused('a map with one key was expected here', item.start);
    list.items.push({ type: 'tuple', items: [build(builder, pair.key), build(builder, pair.value)] });
  }
  return list;
}

function fill(builder: Builder, node: TargetNode, { pairs }: PyDict, at: number): void {
  if (node.kind !== 'mapping') throw new Refused('a map was expected here', at);
  flatten(builder, node);
  for (const { key: keyNode, value } of node.pairs) {
    const { key, name } = buildKey(builder, keyNode);
    const known = pairs.get(name);
    const built = build(builder, value);
    if (known) known.value = built;
    else pairs.set(name, { key, value: built });
  }
}

/** A key, and what makes it equal to others. */
export function buildKey(builder: Builder, node: Node): { key: PyValue; name: string } {
  const key = build(builder, node);
  const name = keyOf(key);
  if (name === undefined) throw new Refused('a list or a map cannot be a key', node.start);
  return { key, name };
}

/** Puts the pairs that merges bring in front of the map's own ones, which go over them. */
export function flatten(builder: Builder, node: MappingNode): void {
  if (!node.pairs.some(({ key }) => isSpecial(targetOf(key)))) return;
  const merged: Pair[] = [];
  for (let index = 0; index < node.pairs.length; ) {
    const pair = node.pairs[index] as Pair;
    const key = targetOf(pair.key);
    const type = typeOf(key);
    if (type === 'merge') {
      node.pairs.splice(index, 1);
      merged.push(...mergedPairs(builder, pair));
    } else {
      // As a key, `=` is no sign but text.
      if (type === 'value') key.tag = `${CORE}str`;
      index++;
    }
  }
  if (merged.length > 0) node.pairs = [...merged, ...node.pairs];
}

/** A key that may be `<<` or `=`; all others need no second look. */
const isSpecial = (key: TargetNode): boolean =>
  key.tag !== undefined || (key.kind === 'scalar' && key.plain && /^(?:<<|=)\n?$/.test(key.text));

/** The pairs of the map that `<<` names. Of several maps the first one goes over the others, so that it comes last. */
function mergedPairs(builder: Builder, { key, value, start, end }: Pair): Pair[] {
  const source = targetOf(value);
  const from = (node: Node): Pair[] => {
    const map = targetOf(node);
    if (map.kind !== 'mapping') throw new Refused('`<<` merges maps only', node.start);
    flatten(builder, map);
    builder.mergesLeft -= map.pairs.length;
    if (builder.mergesLeft < 0) throw new Refused('the merges unfold to too many keys', start, true);
    return map.pairs.map((pair) => ({ ...pair, via: { key, value: node, start, end } }));
  };
  return source.kind === 'sequence' ? source.items.map(from).reverse().flat() : from(value);
}

/** Python's lenient base64: what is no letter of it is passed over, and padding ends the text. */
function bytesOf(text: string, at: number): PyValue {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  let pads = 0;
  if (/\P{ASCII}/u.test(text)) throw new Refused('base64 is made of plain letters', at);
  for (const letter of text) {
    const value = BASE64.indexOf(letter);
    if (letter === '=' && count >= 2 && count + ++pads >= 4) return { type: 'bytes', bytes };
    if (value < 0) continue;
    pads = 0;
    bits = ((bits << 6) | value) & 0xffff;
    count = (count + 1) % 4;
    if (count !== 1) bytes.push((bits >> (((4 - count) % 4) * 2)) & 255);
  }
  if (count > 0) throw new Refused('the base64 is cut off', at);
  return { type: 'bytes', bytes };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
