import type { Value } from '../catalog/types';
import type { Config, Entry } from '../config/config';
import { toUnderscores } from '../config/lookup';
import type { Facts, ResultStore } from './facts';
import type { GivenFlag, ValueStore } from './givens';
import { type Layout, layoutOf } from './parallelLayout';
import { EVERY_FLAG, type Reads, type ReadTracker, toWrittenRead } from './reads';

/** Returns the same facts, whose reads a tracker records. */
export const trackFacts = (facts: Facts, tracker: ReadTracker): Facts => new TrackedFacts(facts, tracker);

/** Facts that note which flags are read in them; nothing else in a run is noted. */
class TrackedFacts implements Facts {
  readonly config: Config;
  readonly context: Facts['context'];
  readonly catalog: Facts['catalog'];
  readonly release: Facts['release'];
  readonly model: Facts['model'];
  readonly worldSize: Facts['worldSize'];
  readonly sizeDefaults: Facts['sizeDefaults'];
  readonly lastByName: Facts['lastByName'];
  readonly writtenNames: Facts['writtenNames'];
  readonly flagsUnderOtherNames: Facts['flagsUnderOtherNames'];
  readonly extraKwargs: Facts['extraKwargs'];
  readonly values: ValueStore;
  readonly results: ResultStore;
  private readonly plain: Facts;
  private readonly tracker: ReadTracker;
  private trackedLayout: { result: Layout; reads: Reads } | undefined;

  constructor(plain: Facts, tracker: ReadTracker) {
    this.plain = plain;
    this.tracker = tracker;
    this.config = trackFlags(plain.config, tracker);
    this.context = plain.context;
    this.catalog = plain.catalog;
    this.release = plain.release;
    this.model = plain.model;
    this.worldSize = plain.worldSize;
    this.sizeDefaults = plain.sizeDefaults;
    this.lastByName = new TrackedMap(plain.lastByName, tracker);
    this.writtenNames = new TrackedNames(plain.writtenNames, tracker);
    this.flagsUnderOtherNames = plain.flagsUnderOtherNames;
    this.extraKwargs = plain.extraKwargs;
    this.values = createTrackedValues(tracker);
    this.results = createTrackedResults(tracker);
  }

  get givenFlags(): readonly GivenFlag[] {
    this.tracker.note(EVERY_FLAG);
    return this.plain.givenFlags;
  }

  occurrencesOf(name: string): readonly GivenFlag[] {
    this.tracker.note(name);
    return this.plain.occurrencesOf(name);
  }

  givenOf(entry: Entry): GivenFlag | undefined {
    this.tracker.note(toWrittenRead(toUnderscores(entry.name)));
    return this.plain.givenOf(entry);
  }

  get layout(): Layout {
    this.tracker.note('layout');
    this.trackedLayout ??= this.tracker.track(() => layoutOf(this));
    this.tracker.include(this.trackedLayout.reads);
    return this.trackedLayout.result;
  }
}

/** Returns the config, which notes when all of its flags are read. */
const trackFlags = (config: Config, tracker: ReadTracker): Config => ({
  ...config,
  get flags() {
    tracker.note(EVERY_FLAG);
    return config.flags;
  },
});

/** The store of the values of tracked facts. A value is computed once, and all of its readers depend on what it read. */
function createTrackedValues(tracker: ReadTracker): ValueStore {
  const known = new Map<string, { result: Value | undefined; reads: Reads }>();
  return {
    get: (facts, name, resolve) => {
      tracker.note(name);
      const value = known.get(name) ?? tracker.track(() => resolve(facts, name));
      known.set(name, value);
      tracker.include(value.reads);
      return value.result;
    },
  };
}

/** The store of further results of tracked facts, whose readers depend on what they read as well. */
function createTrackedResults(tracker: ReadTracker): ResultStore {
  const known = new Map<unknown, { result: unknown; reads: Reads }>();
  return {
    get: <Result>(facts: Facts, compute: (facts: Facts) => Result): Result => {
      const computed = known.get(compute) ?? tracker.track(() => compute(facts));
      known.set(compute, computed);
      tracker.include(computed.reads);
      return computed.result as Result;
    },
  };
}

/** A map that notes the names that are looked up in it. */
class TrackedMap<Item> extends Map<string, Item> {
  private readonly tracker: ReadTracker;

  constructor(entries: Iterable<readonly [string, Item]>, tracker: ReadTracker) {
    super(entries);
    this.tracker = tracker;
  }

  override get(name: string): Item | undefined {
    this.tracker.note(name);
    return super.get(name);
  }

  override has(name: string): boolean {
    this.tracker.note(name);
    return super.has(name);
  }

  override keys(): MapIterator<string> {
    this.tracker.note(EVERY_FLAG);
    return super.keys();
  }

  override values(): MapIterator<Item> {
    this.tracker.note(EVERY_FLAG);
    return super.values();
  }

  override entries(): MapIterator<[string, Item]> {
    this.tracker.note(EVERY_FLAG);
    return super.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, Item]> {
    return this.entries();
  }

  override forEach(call: (item: Item, name: string, map: Map<string, Item>) => void): void {
    this.tracker.note(EVERY_FLAG);
    super.forEach(call);
  }
}

/** A set of names in the text that notes which of them are looked for. */
class TrackedNames extends Set<string> {
  private readonly tracker: ReadTracker;

  constructor(names: Iterable<string>, tracker: ReadTracker) {
    super(names);
    this.tracker = tracker;
  }

  override has(name: string): boolean {
    this.tracker.note(toWrittenRead(name));
    return super.has(name);
  }

  override values(): SetIterator<string> {
    this.tracker.note(EVERY_FLAG);
    return super.values();
  }

  override [Symbol.iterator](): SetIterator<string> {
    return this.values();
  }
}
