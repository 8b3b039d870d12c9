import type { Config, Entry, Scalar, Span } from '../../config';
import { type Builder, build, buildKey, createBuilder, flatten, targetOf, typeOf } from '../pyyaml/build';
import { Refused } from '../pyyaml/input';
import type { Node, Pair } from '../pyyaml/node';
import { jsonText, type PyValue, pythonText, typeName, UNKNOWN } from '../pyyaml/value';
import { noteDuplicate, noteKey, noteList, noteMap, noteScalar } from './notes';
import type { Outline } from './outline';

/**
 * ms-swift's lowering of a config file: every key of the map becomes a flag, a list its words, a map JSON text, and
 * everything else what Python prints. ENV holds variables. Source: ms-swift swift/cli/main.py, parse_yaml_args.
 */
export interface Lowering extends Pick<Config, 'entries' | 'problems' | 'open'> {
  text: string;
  builder: Builder;
}

/** A key of a dict with the value that holds: its last one, at the place of the first. */
interface Slot {
  key: PyValue;
  value: PyValue;
  pair: Pair;
  overridden: Pair[];
}

export function lower(text: string, outline: Outline): Pick<Config, 'entries' | 'problems' | 'open'> {
  const lowering: Lowering = { text, builder: createBuilder(), entries: [], problems: [], open: outline.lost };
  if (outline.second !== undefined) {
    refuse(lowering, 'a second document begins here, and `safe_load` reads only one', outline.second);
  }
  const { root } = outline;
  if (root && (root.kind !== 'mapping' || typeOf(root) !== 'map') && outline.pairs.length === 0) top(lowering, root);
  else if (outline.pairs.length === 0 && outline.refused.length === 0) empty(lowering);
  for (const [name, slot] of slotsOf(lowering, outline.pairs)) {
    if (name === 'sENV') environment(lowering, slot);
    else flag(lowering, slot);
  }
  const { entries, problems, open } = lowering;
  return { entries, problems, open };
}

/** The dict that a map makes. What cannot be made is said, and leaves its value unknown. */
function slotsOf(lowering: Lowering, pairs: Pair[]): Map<string, Slot> {
  const slots = new Map<string, Slot>();
  for (const pair of flattened(lowering, pairs)) {
    const named = attempt(lowering, pair.key, () => buildKey(lowering.builder, pair.key));
    const value = attempt(lowering, pair.value, () => build(lowering.builder, pair.value)) ?? UNKNOWN;
    if (!named) continue;
  }
  return slots;
}
