/** Nesting depth at which Python's JSON reader gives up, approximately; recursive readers reach not much more. */
const MAX_JSON_DEPTH = 900;

/** Whether a JSON text nests deeper than its readers support. */
export function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}
