import { PerformanceObserver, performance } from 'node:perf_hooks';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Time without work after which the garbage of earlier edits is given back to the system. */
const IDLE_MS = 5000;
/** Share of that time in which the process may have been busy. */
const MAX_UTILIZATION = 0.01;
/** Growth of the heap that is worth a collection. */
const MIN_GROWTH_BYTES = 32_000_000;

/**
 * Frees memory when typing pauses. V8 collects garbage when it allocates, and gives nothing back to the system while
 * memory is free, so a server would keep several times of what it needs after a long session. Collections by V8 start
 * the wait: a process that does nothing is not woken.
 */
export function freeMemoryWhenIdle(): void {
  const collect = findCollector();
  let sizeAfter = getHeapStatistics().total_heap_size;
  let timer: NodeJS.Timeout | undefined;
  const waitForPause = (): void => {
    const before = performance.eventLoopUtilization();
    timer = setTimeout(() => {
      timer = undefined;
      if (getHeapStatistics().total_heap_size - sizeAfter < MIN_GROWTH_BYTES) return;
      if (performance.eventLoopUtilization(before).utilization > MAX_UTILIZATION) return waitForPause();
      collect();
      sizeAfter = getHeapStatistics().total_heap_size;
    }, IDLE_MS).unref();
  };
  new PerformanceObserver(() => timer ?? waitForPause()).observe({ entryTypes: ['gc'] });
}

/** Finds the function of V8 that collects all garbage, which it has on request only. */
function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const gc: (options: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void = runInNewContext('gc');
  // Only the last resort gives memory back.
  return () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}
