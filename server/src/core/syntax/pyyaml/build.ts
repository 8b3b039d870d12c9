import { ParseError } from './input';
import { type MappingNode, type Pair, type TargetNode, targetOf, type YamlNode } from './node';
import { boolOf, floatOf, intOf, resolvePlainType } from './scalar';
import { timeOf } from './time';
import { dictKeyOf, type PyDict, type PyList, type PyValue, UNKNOWN } from './value';

/** State of PyYAML's SafeConstructor, which turns nodes into values. Source: PyYAML lib/yaml/constructor.py. */
export interface Builder {
  /** The collections built so far: an alias refers to the same object, even inside the collection itself. */
  built: Map<TargetNode, PyValue>;
  /** Remaining number of pairs that merges may add, since they can multiply exponentially. */
  remainingMerges: number;
  /** The maps whose merges are being inserted: an alias may refer to a map around it. */
  flattening: Map<MappingNode, Removal>;
}

/** Progress of removing pairs from a list in place: those up to `read` were examined, and the first `kept` remain. */
interface Removal {
  kept: number;
  read: number;
}

export const createBuilder = (): Builder => ({ built: new Map(), remainingMerges: 20_000, flattening: new Map() });

const CORE_TAG_PREFIX = 'tag:yaml.org,2002:';

/**
 * Returns the type of a node by its tag or its content: a type name of YAML 1.1, or `!` and the full tag for any other
 * tag.
 */
export function yamlTypeOf(node: TargetNode): string {
  if (node.tag !== undefined)
    return node.tag.startsWith(CORE_TAG_PREFIX) ? node.tag.slice(CORE_TAG_PREFIX.length) : `!${node.tag}`;
  if (node.kind === 'mapping') return 'map';
  if (node.kind === 'sequence') return 'seq';
  return node.plain ? resolvePlainType(node.text) : 'str';
}

/** Builds the value of a node. Throws a ParseError when `safe_load` does. */
export function build(builder: Builder, node: YamlNode): PyValue {
  const target = targetOf(node);
  const built = target.kind === 'scalar' ? undefined : builder.built.get(target);
  return built ?? (COLLECTION_BUILDERS.get(yamlTypeOf(target)) ?? buildScalar)(builder, target, node.start);
}

type CollectionBuilder = (builder: Builder, node: TargetNode, at: number) => PyValue;

const SCALAR_BUILDERS = new Map<string, (text: string, at: number) => PyValue>(
  Object.entries({
    str: (text: string) => text,
    null: () => null,
    bool: boolOf,
    int: intOf,
    float: floatOf,
    timestamp: timeOf,
    binary: decodeBase64,
  }),
);

function buildScalar(_: Builder, node: TargetNode, at: number): PyValue {
  const type = yamlTypeOf(node);
  const construct = SCALAR_BUILDERS.get(type);
  if (!construct)
    throw new ParseError(
      `PyYAML does not support ${node.tag ? `the tag ${shortenTag(node.tag)}` : `a plain ${describeNode(node)}`}`,
      at,
    );
  const { text, hasLoneSurrogate } = scalarContentOf(node, at);
  return hasLoneSurrogate ? UNKNOWN : construct(text, at);
}

const shortenTag = (tag: string): string => tag.replace(CORE_TAG_PREFIX, '!!');

const describeNode = (node: TargetNode): string => (node.kind === 'scalar' ? `\`${node.text}\`` : node.kind);

/** Returns the text of a scalar. A map may represent a scalar, namely the value of its key `=`. */
function scalarContentOf(node: TargetNode, at: number): { text: string; hasLoneSurrogate: boolean } {
  if (node.kind === 'scalar') return node;
  const pair =
    node.kind === 'mapping' ? node.pairs.find(({ key }) => yamlTypeOf(targetOf(key)) === 'value') : undefined;
  if (pair) return scalarContentOf(targetOf(pair.value), at);
  throw new ParseError(`${shortenTag(node.tag ?? '')} requires a single value`, at);
}

const COLLECTION_BUILDERS = new Map<string, CollectionBuilder>(
  Object.entries<CollectionBuilder>({
    seq: (builder, node, at) => {
      const list: PyList = { type: 'list', items: [] };
      builder.built.set(node, list);
      if (node.kind !== 'sequence') throw new ParseError('a list was expected here', at);
      for (const item of node.items) list.items.push(build(builder, item));
      return list;
    },
    map: (builder, node, at) => {
      const dict: PyDict = { type: 'dict', pairs: new Map() };
      builder.built.set(node, dict);
      fillDict(builder, node, dict, at);
      return dict;
    },
    set: (builder, node, at) => {
      const dict: PyDict = { type: 'dict', pairs: new Map() };
      const set: PyValue = { type: 'set', keys: [] };
      builder.built.set(node, set);
      fillDict(builder, node, dict, at);
      set.keys.push(...[...dict.pairs.values()].map(({ key }) => key));
      return set;
    },
    omap: buildPairs,
    pairs: buildPairs,
  }),
);

/** Builds `!!omap` and `!!pairs`: a list of maps with one pair each becomes a list of tuples. */
function buildPairs(builder: Builder, node: TargetNode, at: number): PyValue {
  const list: PyList = { type: 'list', items: [] };
  builder.built.set(node, list);
  if (node.kind !== 'sequence') throw new ParseError('a list was expected here', at);
  for (const item of node.items) {
    const single = targetOf(item);
    const [pair] = single.kind === 'mapping' && single.pairs.length === 1 ? single.pairs : [];
    if (!pair) throw new ParseError('a map with one key was expected here', item.start);
    list.items.push({ type: 'tuple', items: [build(builder, pair.key), build(builder, pair.value)] });
  }
  return list;
}

function fillDict(builder: Builder, node: TargetNode, { pairs }: PyDict, at: number): void {
  if (node.kind !== 'mapping') throw new ParseError('a map was expected here', at);
  flattenMapping(builder, node);
  for (const { key: keyNode, value } of node.pairs) {
    const { key, name } = buildKey(builder, keyNode);
    const existing = pairs.get(name);
    const built = build(builder, value);
    if (existing) existing.value = built;
    else pairs.set(name, { key, value: built });
  }
}

/** Builds a key, and the name by which Python compares it with other keys. */
export function buildKey(builder: Builder, node: YamlNode): { key: PyValue; name: string } {
  const key = build(builder, node);
  const name = dictKeyOf(key);
  if (name === undefined) throw new ParseError('a list or a map cannot be a key', node.start);
  return { key, name };
}

/** Inserts merged pairs before the map's own pairs, which override them. */
export function flattenMapping(builder: Builder, node: MappingNode): void {
  const outer = builder.flattening.get(node);
  if (outer) closeGap(node, outer);
  if (!node.pairs.some(({ key }) => isMergeOrValueKey(targetOf(key)))) return;
  const merged: Pair[] = [];
  const removal: Removal = { kept: 0, read: 0 };
  builder.flattening.set(node, removal);
  try {
    for (let pair = node.pairs[removal.read]; pair; pair = node.pairs[removal.read]) {
      removal.read++;
      const key = targetOf(pair.key);
      const type = yamlTypeOf(key);
      if (type === 'merge') {
        for (const each of collectMergedPairs(builder, pair)) merged.push(each);
      } else {
        // As a key, `=` is plain text.
        if (type === 'value') key.tag = `${CORE_TAG_PREFIX}str`;
        node.pairs[removal.kept++] = pair;
      }
    }
  } finally {
    closeGap(node, removal);
    if (outer) builder.flattening.set(node, outer);
    else builder.flattening.delete(node);
  }
  if (merged.length > 0) node.pairs = [...merged, ...node.pairs];
}

/** Removes the pairs between those that are kept and those that were not read yet. */
function closeGap({ pairs }: MappingNode, removal: Removal): void {
  pairs.splice(removal.kept, removal.read - removal.kept);
  removal.read = removal.kept;
}

/** Whether a key may be `<<` or `=`: a cheap test that most keys fail. */
const isMergeOrValueKey = (key: TargetNode): boolean =>
  key.tag !== undefined || (key.kind === 'scalar' && key.plain && /^(?:<<|=)\n?$/.test(key.text));

/**
 * Collects the pairs of the maps that `<<` refers to. The first of several maps overrides the others, so it comes last.
 */
function collectMergedPairs(builder: Builder, { key, value, start, end }: Pair): Pair[] {
  const source = targetOf(value);
  const pairsFrom = (node: YamlNode): Pair[] => {
    const map = targetOf(node);
    if (map.kind !== 'mapping') throw new ParseError('`<<` merges maps only', node.start);
    flattenMapping(builder, map);
    builder.remainingMerges -= map.pairs.length;
    if (builder.remainingMerges < 0) throw new ParseError('the merges expand to too many keys', start, true);
    return map.pairs.map((pair) => ({ ...pair, via: { key, value: node, start, end } }));
  };
  return source.kind === 'sequence' ? source.items.map(pairsFrom).reverse().flat() : pairsFrom(value);
}

/** Decodes base64 as leniently as Python: other characters are ignored, and padding ends the text. */
function decodeBase64(text: string, at: number): PyValue {
  const bytes: number[] = [];
  let bits = 0;
  let letterCount = 0;
  let padding = 0;
  if (/\P{ASCII}/u.test(text)) throw new ParseError('base64 text must contain ASCII characters only', at);
  for (const letter of text) {
    const value = BASE64.indexOf(letter);
    if (letter === '=' && letterCount >= 2 && letterCount + ++padding >= 4) return { type: 'bytes', bytes };
    if (value < 0) continue;
    padding = 0;
    bits = ((bits << 6) | value) & 0xffff;
    letterCount = (letterCount + 1) % 4;
    if (letterCount !== 1) bytes.push((bits >> (((4 - letterCount) % 4) * 2)) & 255);
  }
  if (letterCount > 0) throw new ParseError('the base64 text is incomplete', at);
  return { type: 'bytes', bytes };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
