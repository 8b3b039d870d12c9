/** Actions on edited documents, which run once for all edits that arrive together. */
export interface EditBursts {
  /** Acts on a document when no further edit of it is waiting. */
  schedule: (uri: string) => void;
  cancel: (uri: string) => void;
}

/**
 * Turns of the event loop without an edit after which nothing more is waiting: one reads what has arrived, and the next
 * one handles it.
 */
const QUIET_TURNS = 3;

/** Runs in the next turn of the event loop. Only Node has a function for that which does not wait. */
const runNextTurn: (act: () => void) => void = typeof setImmediate === 'function' ? setImmediate : setTimeout;

/** Runs `act` once for each burst of edits, at the latest when `findDelay` milliseconds have passed since its first edit. */
export function createEditBursts(findDelay: (uri: string) => number, act: (uri: string) => void): EditBursts {
  interface Burst {
    quietTurns: number;
    end: number;
  }
  const bursts = new Map<string, Burst>();
  const takeTurn = (uri: string, burst: Burst): void => {
    if (bursts.get(uri) !== burst) return;
    burst.quietTurns++;
    if (burst.quietTurns >= QUIET_TURNS || performance.now() >= burst.end) {
      bursts.delete(uri);
      act(uri);
    } else runNextTurn(() => takeTurn(uri, burst));
  };
  return {
    schedule: (uri) => {
      const known = bursts.get(uri);
      if (known) {
        known.quietTurns = 0;
        return;
      }
      const burst = { quietTurns: 0, end: performance.now() + findDelay(uri) };
      bursts.set(uri, burst);
      runNextTurn(() => takeTurn(uri, burst));
    },
    cancel: (uri) => void bursts.delete(uri),
  };
}
