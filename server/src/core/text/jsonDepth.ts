/** Python’s own reader of JSON gives up at about that depth, and readers that call themselves at not much more. */
const MAX_JSON_DEPTH = 900;

/** Whether the brackets of a JSON text nest deeper than anything can read. */
export function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}
