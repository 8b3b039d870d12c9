/**
 * A map that is copied without copying its entries, since each branch, subshell and function starts with a copy.
 * Copies share their entries and keep their own changes in layers.
 */
export interface PersistentMap<V> {
  get: (name: string) => V | undefined;
  has: (name: string) => boolean;
  set: (name: string, value: V) => void;
  delete: (name: string) => void;
  copy: () => PersistentMap<V>;
  /** A copy with each value transformed when it is first read, or removed if the transform returns undefined. */
  mapValues: (transform: (value: V) => V | undefined) => PersistentMap<V>;
  /** All entries, in the order in which the names were first set. */
  toMap: () => ReadonlyMap<string, V>;
  /** The entries as one immutable object, which stays the same until a change. */
  snapshot: () => Layer<V> | undefined;
}

/** The names that were read from the entries of a map, and whether all of them were. */
export interface NameReads {
  names: Set<string>;
  all: boolean;
}

export const createNameReads = (): NameReads => ({ names: new Set(), all: false });

/** An immutable set of changes relative to a parent layer, where undefined stands for a deleted entry. */
export interface Layer<V> {
  parent: Layer<V> | undefined;
  changes: ReadonlyMap<string, V | undefined>;
  /** Transform of the values in the layers below, with a cache of its results. */
  view?: { transform: (value: V) => V | undefined; cache: Map<string, V | undefined> };
  /** Records what is read from the layers below. */
  reads?: NameReads;
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

export function findValue<V>(top: Layer<V> | undefined, name: string): V | undefined {
  for (let layer = top; layer; layer = layer.parent) {
    const value = layer.changes.get(name);
    if (value !== undefined || layer.changes.has(name)) return value;
    layer.reads?.names.add(name);
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

/** Adds a layer, merged with its parent unless it is much smaller, so that the number of layers stays low. */
export function pushLayer<V>(parent: Layer<V> | undefined, changes: ReadonlyMap<string, V | undefined>): Layer<V> {
  if (!parent || parent.view || parent.reads || changes.size * 2 < parent.changes.size) return { parent, changes };
  return pushLayer(parent.parent, new Map([...parent.changes, ...changes]));
}

function flattenLayers<V>(layer: Layer<V> | undefined): Map<string, V> {
  if (!layer) return new Map();
  const all = flattenLayers(layer.parent);
  const { view, reads } = layer;
  if (reads) reads.all = true;
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

/** Collects the values that differ from those of a layer below, in the order in which they were first set. */
export function collectChanges<V>(top: Layer<V> | undefined, base: Layer<V>): Map<string, V | undefined> {
  const layers: Layer<V>[] = [];
  for (let layer = top; layer && layer !== base; layer = layer.parent) layers.push(layer);
  const changes = new Map(layers.reverse().flatMap((layer) => [...layer.changes]));
  for (const [name, value] of changes) if (findValue(base.parent, name) === value) changes.delete(name);
  return changes;
}

/** Finds the names whose values differ between two maps, without visiting the layers that both share. */
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
