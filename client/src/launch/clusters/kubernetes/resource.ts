/** Objects of Kubernetes as `kubectl --output=json` prints them. Every part of them may be missing or of another type. */
export type Json = Readonly<Record<string, unknown>>;

/** Returns an object; an empty one for any other value. */
export const toObject = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** Returns the objects of a list; none for any other value. */
export const toObjects = (value: unknown): Json[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null).map(toObject) : [];

/** Returns a text that is not empty; undefined for any other value. */
export const toText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Returns all texts among the values of an object. */
export const textsOf = (value: unknown): string[] =>
  Object.values(toObject(value)).flatMap((item) => toText(item) ?? []);

/**
 * Parses one object, a list of objects, or no output at all, which is that of an object that does not exist. Returns
 * undefined for any other text.
 */
export function parseResources(text: string): Json[] | undefined {
  if (text.trim() === '') return [];
  try {
    const parsed: unknown = JSON.parse(text);
    const resource = toObject(parsed);
    if (Array.isArray(resource.items)) return toObjects(resource.items);
    return toText(resource.kind) && toObject(resource.metadata).name !== undefined ? [resource] : undefined;
  } catch {
    return undefined;
  }
}
