/** Nesting depth at which Python's JSON reader gives up, approximately; recursive readers reach not much more. */
const MAX_JSON_DEPTH = 900;

/** A text in quotes, in which brackets do not count and which ends with its line, or a bracket. */
const TEXT_OR_BRACKET = /"(?:[^"\\\r\n]|\\[^\r\n])*(?:"|\\?$)|[[\]{}]/gm;

/** Whether a JSON text nests deeper than its readers support. */
export function isNestedTooDeeply(text: string): boolean {
  let depth = 0;
  for (const [token] of text.matchAll(TEXT_OR_BRACKET)) {
    if (token === '[' || token === '{') depth++;
    // Closing brackets without an opening one do not make room for more.
    else if (token === ']' || token === '}') depth = Math.max(0, depth - 1);
    if (depth > MAX_JSON_DEPTH) return true;
  }
  return false;
}
