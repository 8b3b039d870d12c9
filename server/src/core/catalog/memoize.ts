/** Caches results by key. The cache lives as long as the returned function. */
export function memoize<Key, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const cache = new Map<Key, { result: Result }>();
  return (key) => {
    const entry = cache.get(key) ?? { result: compute(key) };
    cache.set(key, entry);
    return entry.result;
  };
}
