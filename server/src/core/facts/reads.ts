/** The flags that a computation read in a run. */
export interface Reads {
  /** Names of flags that were looked up, `written:NAME` of names that were looked for in the text, or `EVERY_FLAG`. */
  names: ReadonlySet<string>;
  /** The reads of values that several computations share. */
  parts: ReadonlySet<Reads>;
}

/** Read by a computation that looks at all flags in the order of the text. */
export const EVERY_FLAG = '*';

/** The read of a name in the text, whether or not it is a flag of the release. */
export const toWrittenRead = (name: string): string => `written:${name}`;

/** Records what computations read, each of which may contain others. */
export interface ReadTracker {
  /** Notes a read of the computation that runs. */
  note: (name: string) => void;
  /** Notes everything that a value was computed from. */
  include: (reads: Reads) => void;
  /** Runs a computation and returns what it read. */
  track: <Result>(compute: () => Result) => { result: Result; reads: Reads };
}

export function createReadTracker(): ReadTracker {
  interface Frame {
    names: Set<string>;
    parts: Set<Reads>;
  }
  const outside: Frame = { names: new Set(), parts: new Set() };
  let current = outside;
  return {
    note: (name) => {
      if (current !== outside) current.names.add(name);
    },
    include: (reads) => {
      if (current !== outside) current.parts.add(reads);
    },
    track: (compute) => {
      const around = current;
      const reads: Frame = { names: new Set(), parts: new Set() };
      current = reads;
      try {
        return { result: compute(), reads };
      } finally {
        current = around;
      }
    },
  };
}

/** Returns a test of whether one of the names was read. Computations share their parts, each of which is looked at once. */
export function createReadTest(wanted: readonly string[]): (reads: Reads) => boolean {
  const known = new Map<Reads, boolean>();
  const isRead = (reads: Reads): boolean => {
    const before = known.get(reads);
    if (before !== undefined) return before;
    const answer = wanted.some((name) => reads.names.has(name)) || [...reads.parts].some(isRead);
    known.set(reads, answer);
    return answer;
  };
  return isRead;
}

/** Lists the flags that were looked up by name. */
export function listReadFlags({ names, parts }: Reads, flags = new Set<string>()): Set<string> {
  for (const name of names) if (name !== EVERY_FLAG && !name.startsWith('written:')) flags.add(name);
  for (const part of parts) listReadFlags(part, flags);
  return flags;
}
