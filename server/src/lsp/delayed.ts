/** An action on documents that waits until nothing has asked for it for a while. */
export interface Delayed {
  schedule: (uri: string) => void;
  /** Returns a function that first acts on a document that is waiting, because its answer needs that. */
  flushFirst: <Result>(answer: (uri: string) => Result) => (uri: string) => Result;
  cancel: (uri: string) => void;
}

/** Delays an action by a number of milliseconds. */
export function createDelayed(delay: number, act: (uri: string) => void): Delayed {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const cancel = (uri: string): boolean => {
    clearTimeout(timers.get(uri));
    return timers.delete(uri);
  };
  return {
    schedule: (uri) => {
      cancel(uri);
      const run = (): void => {
        timers.delete(uri);
        act(uri);
      };
      timers.set(uri, setTimeout(run, delay));
    },
    flushFirst: (answer) => (uri) => {
      if (cancel(uri)) act(uri);
      return answer(uri);
    },
    cancel,
  };
}
