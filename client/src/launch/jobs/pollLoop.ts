import { nextWaitSeconds } from './poll';

interface PollLoopParts {
  /** Polls once. Returns whether a job has changed; undefined when no cluster was queried. */
  poll: () => Promise<boolean | undefined>;
  /** Whether the user sees jobs, so that polling is worthwhile. */
  isVisible: () => boolean;
  hasActiveJobs: () => boolean;
}

/** Repeats a poll while jobs are visible and active, at growing intervals while nothing changes. */
export interface PollLoop {
  /** Polls now. Concurrent calls share one poll. */
  refresh: () => Promise<void>;
  /** Polls now if jobs are visible. */
  refreshIfVisible: () => void;
  /** Sets the timer of the next poll. */
  schedule: () => void;
  dispose: () => void;
}

const MIN_WAIT_SECONDS = 2;

export function createPollLoop({ poll, isVisible, hasActiveJobs }: PollLoopParts): PollLoop {
  let timer: NodeJS.Timeout | undefined;
  let waitSeconds = MIN_WAIT_SECONDS;
  let pending: Promise<void> | undefined;
  let isDisposed = false;

  const pollOnce = async (): Promise<void> => {
    const hasChanged = await poll();
    if (hasChanged !== undefined) waitSeconds = nextWaitSeconds(waitSeconds, hasChanged);
  };
  const run = async (): Promise<void> => {
    pending ??= pollOnce().finally(() => {
      pending = undefined;
      schedule();
    });
    await pending;
  };
  const schedule = (): void => {
    clearTimeout(timer);
    if (!isVisible() || isDisposed || !hasActiveJobs()) return;
    timer = setTimeout(() => void run(), waitSeconds * 1000);
  };
  return {
    refresh: async () => {
      waitSeconds = MIN_WAIT_SECONDS;
      await run();
    },
    refreshIfVisible: () => {
      waitSeconds = MIN_WAIT_SECONDS;
      if (isVisible()) void run();
    },
    schedule,
    dispose: () => {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}
