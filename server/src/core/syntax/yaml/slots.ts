import type { Config, ConfigReader, Entry, Span } from '../../config/config';
import { type Builder, build, buildKey, flattenMapping } from '../pyyaml/build';
import { ParseError } from '../pyyaml/input';
import type { MappingNode, Pair, YamlNode } from '../pyyaml/node';
import { type PyValue, UNKNOWN } from '../pyyaml/value';
import type { ProblemDetails } from './notes';
import { repairAsText } from './repairs';

export interface Lowering extends Pick<Config, 'problems' | 'mayHaveMoreFlags'> {
  entries: Entry[];
  text: string;
  builder: Builder;
  reader: ConfigReader | undefined;
  /** What was noted, by rule and place. */
  reported: Set<string>;
}

/** A key of a dict with the value that holds: its last one, at the place of the first. */
export interface Slot {
  key: PyValue;
  value: PyValue;
  pair: Pair;
  overridden: Pair[];
}

/** Notes with the same name at the same place say the same. */
export function report(
  { problems, reported }: Lowering,
  rule: string,
  { message, span, ...subject }: ProblemDetails,
): void {
  const key = `${rule} ${span.start}`;
  if (!reported.has(key)) problems.push({ rule, message, span, ...subject });
  reported.add(key);
}

/** What `make` gives, or undefined where Python refuses it, which is noted. */
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
        span: wordSpanFrom(text, error.at),
        repairs,
      });
    return undefined;
  }
}

export const capitalize = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

export function wordSpanFrom(text: string, start: number): Span {
  const length = /^\S+/.exec(text.slice(start, start + 80))?.[0].length ?? 0;
  return { start, end: start + length };
}

/** The dict that a map makes. */
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
      // A key that goes over a merged one is what merging is for.
      if (!slot.pair.via) slot.overridden.push(slot.pair);
      slot.pair = pair;
      slot.value = value;
    }
  }
  return slots;
}
