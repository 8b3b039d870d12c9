import { combineAll, type JsonSchema } from './conditionSchema';

/** Limit on the ways in which one rule can be broken that get places of their own. */
const MAX_WAYS = 24;

/**
 * Creates the schemas that reject what a schema accepts. Each names a key of the file, so that an editor can mark it and
 * show the message: one that is set although it must not be, or one that is missing. Those in `at` are preferred.
 */
export function createFailures(rejected: JsonSchema, at: readonly string[], message: string): JsonSchema[] {
  return listWays(rejected).map((way) => ({
    if: way,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schemas
    then: { ...createFailure(way, at), errorMessage: message },
  }));
}

/** A schema that fails at a key of each file that `way` accepts. */
function createFailure(way: JsonSchema, at: readonly string[]): { [keyword: string]: unknown } {
  const given = listGiven(way);
  const missing = listMissing(way);
  const wanted = at.find((name) => missing.has(name) || given.has(name));
  if (wanted !== undefined && missing.has(wanted)) return { required: [wanted] };
  const key = wanted ?? [...given].find((name) => name !== 'ENV');
  if (key !== undefined) return { properties: { [key]: false } };
  const [absent] = missing;
  if (absent !== undefined) return { required: [absent] };
  // No key is certain: an object is never null.
  return given.has('ENV') ? { properties: { ENV: false } } : { type: 'null' };
}

/** Splits a schema at its alternatives, until each of them says which keys a file has or lacks. */
function listWays(schema: JsonSchema): JsonSchema[] {
  const ways = splitOnce(schema);
  if (ways.length === 1) return ways;
  const split = ways.flatMap(listWays);
  return split.length <= MAX_WAYS ? split : [schema];
}

/** Splits a schema at its first alternatives; a schema without any is returned alone. */
function splitOnce(schema: JsonSchema): JsonSchema[] {
  if (typeof schema === 'boolean') return [schema];
  const { anyOf, allOf } = schema as { anyOf?: JsonSchema[]; allOf?: JsonSchema[] };
  if (anyOf) return anyOf;
  for (const [index, member] of (allOf ?? []).entries()) {
    const ways = splitOnce(member);
    if (ways.length > 1)
      return ways.map((way) => combineAll((allOf ?? []).map((each, other) => (other === index ? way : each))));
  }
  return [schema];
}

/** The keys that a file has if a schema accepts it. */
function listGiven(schema: JsonSchema): Set<string> {
  if (typeof schema === 'boolean') return new Set();
  const { required = [], allOf = [] } = schema as { required?: string[]; allOf?: JsonSchema[] };
  return new Set([...required, ...allOf.flatMap((each) => [...listGiven(each)])]);
}

/** The keys that a file lacks if a schema accepts it. */
function listMissing(schema: JsonSchema): Set<string> {
  if (typeof schema === 'boolean') return new Set();
  const { not, allOf = [] } = schema as { not?: { required?: string[] }; allOf?: JsonSchema[] };
  const isAbsence = not && Object.keys(not).join() === 'required' && not.required?.length === 1;
  return new Set([...(isAbsence ? (not.required ?? []) : []), ...allOf.flatMap((each) => [...listMissing(each)])]);
}
