/** The same function, which works out nothing twice. What it has worked out lasts as long as it does itself. */
export function memoize<Key, Result>(compute: (key: Key) => Result): (key: Key) => Result {
  const cache = new Map<Key, { result: Result }>();
  return (key) => {
    const entry = cache.get(key) ?? { result: compute(key) };
    cache.set(key, entry);
    return entry.result;
  };
}
