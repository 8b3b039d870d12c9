import type { Span } from '../../../config/config';
import { lowerBound } from '../../../config/spanIndex';
import { endOfLine, startOfLine } from '../../../text/lines';
import type { ScriptText } from '../source';
import { type Piece, POSITION_STEP } from './piece';

/** The pieces of one version of a script, and where each of them is in its text. */
export interface PieceTable {
  text: string;
  pieces: readonly Piece[];
  /** The offset of each piece. */
  starts: readonly number[];
  /** Returns the index of the piece that contains a position. */
  indexAt: (position: number) => number;
  toOffsets: (span: Span) => Span;
  script: ScriptText;
}

export function createPieceTable(text: string, pieces: readonly Piece[]): PieceTable {
  const starts: number[] = [];
  let length = 0;
  for (const { source } of pieces) {
    starts.push(length);
    length += source.text.length;
  }
  const baseOf = (index: number): number => pieces[index]?.source.base ?? Number.POSITIVE_INFINITY;
  // Most positions are in the piece of the one before.
  let recent = 0;
  const indexAt = (position: number): number => {
    if (position < baseOf(recent) || position >= baseOf(recent + 1))
      recent = Math.max(0, lowerBound(pieces, ({ source }) => source.base <= position) - 1);
    return recent;
  };
  const toOffset = (position: number): number => {
    // Values that are written nowhere have the position 0.
    if (position < POSITION_STEP) return position;
    const index = indexAt(position);
    return (starts[index] ?? 0) + position - baseOf(index);
  };
  const toPosition = (offset: number): number => {
    const index = Math.max(0, lowerBound(starts, (start) => start <= offset) - 1);
    return baseOf(index) + offset - (starts[index] ?? 0);
  };
  return {
    text,
    pieces,
    starts,
    indexAt,
    toOffsets: (span) => ({ ...span, start: toOffset(span.start), end: toOffset(span.end) }),
    script: {
      slice: (start, end) => text.slice(toOffset(start), toOffset(end)),
      startOfLine: (position) => toPosition(startOfLine(text, toOffset(position))),
      endOfLine: (position) => toPosition(endOfLine(text, toOffset(position))),
    },
  };
}
