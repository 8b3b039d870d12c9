import type { Span } from '../core/config/config';

/** Zero-based line and UTF-16 column, as in LSP. */
export interface Position {
  line: number;
  character: number;
}

/** Converts spans of a text to positions. The line starts are computed once per text. */
export function createPositionFinder(text: string): (span: Span) => { start: Position; end: Position } {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const findPosition = (offset: number): Position => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (starts[low] ?? 0) };
  };
  return ({ start, end }) => ({ start: findPosition(start), end: findPosition(end) });
}
