import type { Output } from './output';

/** Fewer files are checked before anyone would read about it. */
const MIN_FILES = 50;

/** Creates the progress of a check of many files: one line of a terminal, which is removed at the end. */
export function createProgress(
  errors: Output,
  total: number,
): { report: (path: string, index: number) => void; end: () => void } {
  const isShown = errors.isTerminal && total >= MIN_FILES;
  let shownPercent = -1;
  return {
    report: (path, index) => {
      const percent = Math.floor((100 * index) / total);
      if (!isShown || percent === shownPercent) return;
      shownPercent = percent;
      errors.writeStatus(`checking ${index + 1} of ${total} files: ${path}`);
    },
    end: () => {
      if (isShown) errors.writeStatus('');
    },
  };
}
