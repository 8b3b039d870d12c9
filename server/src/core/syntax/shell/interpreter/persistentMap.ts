/**
 * A map that is copied without going through it: branches, subshells and functions each begin with all that was known
 * before them. Copies share what they have and keep their own changes above it.
 */
export interface PersistentMap<V> {
  get: (name: string) => V | undefined;
  has: (name: string) => boolean;
  set: (name: string, value: V) => void;
  delete: (name: string) => void;
  copy: () => PersistentMap<V>;
  /** A copy in which all that is known so far looks otherwise, or is not there. */
  mapValues: (through: (value: V) => V | undefined) => PersistentMap<V>;
  /** All that it holds, in the order in which names were first set. */
  toMap: () => ReadonlyMap<string, V>;
  /** What it holds as one object, the same one as long as nothing is changed. */
  snapshot: () => Layer<V> | undefined;
}

/** Changes above those of another layer. Nothing in it changes any more; undefined stands for what was taken away. */
interface Layer<V> {
  parent: Layer<V> | undefined;
  changes: ReadonlyMap<string, V | undefined>;
  /** How what is below looks from here, and what was looked at already. */
  view?: { transform: (value: V) => V | undefined; cache: Map<string, V | undefined> };
}

export function createPersistentMap<V>(base?: Layer<V>): PersistentMap<V> {
  let parent = base;
  let ownChanges = new Map<string, V | undefined>();
  const snapshot = (): Layer<V> | undefined => {
    if (ownChanges.size > 0) {
      parent = pushLayer(parent, ownChanges);
      ownChanges = new Map();
    }
    return parent;
  };
  const get = (name: string): V | undefined => (ownChanges.has(name) ? ownChanges.get(name) : findValue(parent, name));
  return {
    get,
    has: (name) => get(name) !== undefined,
    set: (name, value) => void ownChanges.set(name, value),
    delete: (name) => void ownChanges.set(name, undefined),
    copy: () => createPersistentMap(snapshot()),
    mapValues: (transform) =>
      createPersistentMap({ parent: snapshot(), changes: new Map(), view: { transform, cache: new Map() } }),
    toMap: () => flattenLayers(snapshot()),
    snapshot,
  };
}

function findValue<V>(top: Layer<V> | undefined, name: string): V | undefined {
  for (let layer = top; layer; layer = layer.parent) {
    const value = layer.changes.get(name);
    if (value !== undefined || layer.changes.has(name)) return value;
    if (layer.view) return findViewedValue(layer, layer.view, name);
  }
  return undefined;
}

function findViewedValue<V>(
  { parent }: Layer<V>,
  { transform, cache }: Layer<V>['view'] & object,
  name: string,
): V | undefined {
  if (!cache.has(name)) {
    const value = findValue(parent, name);
    cache.set(name, value === undefined ? undefined : transform(value));
  }
  return cache.get(name);
}

/** A layer that is not much smaller than the one below becomes one with it, so that there are never many. */
function pushLayer<V>(parent: Layer<V> | undefined, changes: ReadonlyMap<string, V | undefined>): Layer<V> {
  if (!parent || parent.view || changes.size * 2 < parent.changes.size) return { parent, changes };
  return pushLayer(parent.parent, new Map([...parent.changes, ...changes]));
}

function flattenLayers<V>(layer: Layer<V> | undefined): Map<string, V> {
  if (!layer) return new Map();
  const all = flattenLayers(layer.parent);
  const { view } = layer;
  for (const name of view ? [...all.keys()] : []) {
    const value = view && findViewedValue(layer, view, name);
    if (value === undefined) all.delete(name);
    else all.set(name, value);
  }
  for (const [name, value] of layer.changes) {
    if (value === undefined) all.delete(name);
    else all.set(name, value);
  }
  return all;
}

/** The names that do not mean the same in two maps. What both share is not gone through. */
export function findDifferingNames<V>(a: PersistentMap<V>, b: PersistentMap<V>): Set<string> {
  const [left, right] = [layerSetOf(a.snapshot()), layerSetOf(b.snapshot())];
  const names = new Set<string>();
  const compareLayer = (layer: Layer<V>): void => {
    for (const name of layer.changes.keys()) if (a.get(name) !== b.get(name)) names.add(name);
  };
  for (const layer of left) if (!right.has(layer)) compareLayer(layer);
  for (const layer of right) if (!left.has(layer)) compareLayer(layer);
  return names;
}

function layerSetOf<V>(top: Layer<V> | undefined): Set<Layer<V>> {
  const chain = new Set<Layer<V>>();
  for (let layer = top; layer; layer = layer.parent) chain.add(layer);
  return chain;
}
