import { MASK } from '../../../../server/src/lsp/protocol';

/** Finds a line in a log by its text without secrets. Returns the span of its longest part that has none. */
export function findShownText(log: string, shown: string): { start: number; end: number } | undefined {
  const part = shown.split(MASK).reduce((longest, each) => (each.length > longest.length ? each : longest));
  const start = part === '' ? -1 : log.indexOf(part);
  return start < 0 ? undefined : { start, end: start + part.length };
}
