import type { Config, ConfigReader, Entry } from '../../config/config';
import { capitalize } from '../../text/sentence';
import { type Builder, build, buildKey, flattenMapping } from '../pyyaml/build';
import { ParseError } from '../pyyaml/input';
import type { MappingNode, Pair, YamlNode } from '../pyyaml/node';
import { type PyValue, UNKNOWN } from '../pyyaml/value';
import { wordSpanAt } from '../syntax';
import { repairAsText } from './repairs';
import type { ProblemDetails } from './valueChecks';

/** State of lowering one file. */
export interface Lowering extends Pick<Config, 'problems' | 'mayHaveMoreFlags'> {
  entries: Entry[];
  /** The names under which Python compares the keys of the map. */
  keys: string[];
  text: string;
  builder: Builder;
  reader: ConfigReader | undefined;
  /** The reported problems, by rule and offset. */
  reported: Set<string>;
}

/** A key of a dict with its effective value: the last one, at the position of the first. */
export interface Slot {
  key: PyValue;
  value: PyValue;
  pair: Pair;
  overridden: Pair[];
}

/** Reports a problem, once for each rule and offset. */
export function report(
  { problems, reported }: Lowering,
  rule: string,
  { message, span, ...subject }: ProblemDetails,
): void {
  const key = `${rule} ${span.start}`;
  if (!reported.has(key)) problems.push({ rule, message, span, ...subject });
  reported.add(key);
}

/** Returns the result of `construct`, or reports the error and returns undefined when Python rejects the value. */
export function attempt<T>(lowering: Lowering, node: YamlNode, construct: () => T): T | undefined {
  try {
    return construct();
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const { text } = lowering;
    const repairs = repairAsText(text, node, error.at);
    if (error.isOwnLimit) lowering.mayHaveMoreFlags = true;
    else
      report(lowering, 'yaml.document', {
        message: capitalize(error.message),
        span: wordSpanAt(text, error.at),
        repairs,
      });
    return undefined;
  }
}

/** Builds the dict of a map, with the pairs that each key overrides. */
export function buildSlots(lowering: Lowering, map: MappingNode): Map<string, Slot> {
  const { builder } = lowering;
  const slots = new Map<string, Slot>();
  attempt(lowering, map, () => flattenMapping(builder, map));
  for (const pair of map.pairs) {
    const builtKey = attempt(lowering, pair.key, () => buildKey(builder, pair.key));
    const builtValue = pair.isIncomplete ? undefined : attempt(lowering, pair.value, () => build(builder, pair.value));
    const value = builtValue === undefined ? UNKNOWN : builtValue;
    if (!builtKey) continue;
    const slot = slots.get(builtKey.name);
    if (!slot) slots.set(builtKey.name, { key: builtKey.key, value, pair, overridden: [] });
    else {
      // Overriding a merged key is the purpose of merging.
      if (!slot.pair.via) slot.overridden.push(slot.pair);
      slot.pair = pair;
      slot.value = value;
    }
  }
  return slots;
}
