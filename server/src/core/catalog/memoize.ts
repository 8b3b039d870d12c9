/** Caches results by key. The cache lives as long as the returned function. */
export function memoize<Key, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const cache = new Map<Key, { result: Result }>();
  return (key) => {
    const entry = cache.get(key) ?? { result: compute(key) };
    cache.set(key, entry);
    return entry.result;
  };
}

/** Caches the results of recent keys: of at least `maxCount` and at most twice as many. */
export function memoizeRecent<Key, Result>(compute: (key: Key) => Result, maxCount: number): (key: Key) => Result {
  let recent = new Map<Key, { result: Result }>();
  let older = recent;
  return (key) => {
    const entry = recent.get(key) ?? older.get(key) ?? { result: compute(key) };
    if (recent.size >= maxCount) {
      older = recent;
      recent = new Map();
    }
    recent.set(key, entry);
    return entry.result;
  };
}
