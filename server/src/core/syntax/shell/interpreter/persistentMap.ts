/**
 * A map that is copied without going through it: branches, subshells and functions each begin with all that was known
 * before them. Copies share what they have and keep their own changes above it.
 */
export interface Layers<V> {
  get: (name: string) => V | undefined;
  has: (name: string) => boolean;
  set: (name: string, value: V) => void;
  delete: (name: string) => void;
  copy: () => Layers<V>;
  /** A copy in which all that is known so far looks otherwise, or is not there. */
  seen: (through: (value: V) => V | undefined) => Layers<V>;
  /** All that it holds, in the order in which names were first set. */
  all: () => ReadonlyMap<string, V>;
  /** What it holds as one object, the same one as long as nothing is changed. */
  state: () => Layer<V> | undefined;
}

/** Changes above those of another layer. Nothing in it changes any more; undefined stands for what was taken away. */
interface Layer<V> {
  below: Layer<V> | undefined;
  changes: ReadonlyMap<string, V | undefined>;
  /** How what is below looks from here, and what was looked at already. */
  view?: { through: (value: V) => V | undefined; known: Map<string, V | undefined> };
}

export function layersOf<V>(known?: Layer<V>): Layers<V> {
  let below = known;
  let own = new Map<string, V | undefined>();
  const state = (): Layer<V> | undefined => {
    if (own.size > 0) {
      below = stacked(below, own);
      own = new Map();
    }
    return below;
  };
  const get = (name: string): V | undefined => (own.has(name) ? own.get(name) : found(below, name));
  return {
    get,
    has: (name) => get(name) !== undefined,
    set: (name, value) => void own.set(name, value),
    delete: (name) => void own.set(name, undefined),
    copy: () => layersOf(state()),
    seen: (through) => layersOf({ below: state(), changes: new Map(), view: { through, known: new Map() } }),
    all: () => flattened(state()),
    state,
  };
}

function found<V>(top: Layer<V> | undefined, name: string): V | undefined {
  for (let layer = top; layer; layer = layer.below) {
    const value = layer.changes.get(name);
    if (value !== undefined || layer.changes.has(name)) return value;
    if (layer.view) return viewed(layer, layer.view, name);
  }
  return undefined;
}

function viewed<V>({ below }: Layer<V>, { through, known }: Layer<V>['view'] & object, name: string): V | undefined {
  if (!known.has(name)) {
    const value = found(below, name);
    known.set(name, value === undefined ? undefined : through(value));
  }
  return known.get(name);
}

/** A layer that is not much smaller than the one below becomes one with it, so that there are never many. */
function stacked<V>(below: Layer<V> | undefined, changes: ReadonlyMap<string, V | undefined>): Layer<V> {
  if (!below || below.view || changes.size * 2 < below.changes.size) return { below, changes };
  return stacked(below.below, new Map([...below.changes, ...changes]));
}

function flattened<V>(layer: Layer<V> | undefined): Map<string, V> {
  if (!layer) return new Map();
  const all = flattened(layer.below);
  const { view } = layer;
  for (const name of view ? [...all.keys()] : []) {
    const value = view && viewed(layer, view, name);
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
export function differing<V>(a: Layers<V>, b: Layers<V>): Set<string> {
  const [left, right] = [chainOf(a.state()), chainOf(b.state())];
  const names = new Set<string>();
  const look = (layer: Layer<V>): void => {
    for (const name of layer.changes.keys()) if (a.get(name) !== b.get(name)) names.add(name);
  };
  for (const layer of left) if (!right.has(layer)) look(layer);
  for (const layer of right) if (!left.has(layer)) look(layer);
  return names;
}

function chainOf<V>(top: Layer<V> | undefined): Set<Layer<V>> {
  const chain = new Set<Layer<V>>();
  for (let layer = top; layer; layer = layer.below) chain.add(layer);
  return chain;
}
