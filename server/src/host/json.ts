/** Limit of the nesting of a JSON file. Those of models have five levels; readers of deeper ones could exhaust the stack. */
const MAX_JSON_LEVELS = 100;

/** Parses a JSON text. */
export function parseJson(text: string): { value: unknown } | { problem: string } {
  try {
    const value: unknown = JSON.parse(text);
    return isDeeperThan(value, MAX_JSON_LEVELS) ? { problem: `it has more than ${MAX_JSON_LEVELS} levels` } : { value };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/** Whether a value has more levels of lists and objects. The stack does not grow with the depth. */
function isDeeperThan(value: unknown, maxLevels: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxLevels) return true;
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
  return false;
}
