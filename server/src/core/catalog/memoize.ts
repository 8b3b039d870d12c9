/** The same function, which works out nothing twice. What it has worked out lasts as long as it does itself. */
export function remembered<Key, Result>(workOut: (key: Key) => Result): (key: Key) => Result {
  const known = new Map<Key, { result: Result }>();
  return (key) => {
    const found = known.get(key) ?? { result: workOut(key) };
    known.set(key, found);
    return found.result;
  };
}
