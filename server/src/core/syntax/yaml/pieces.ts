import type { ConfigReader, Entry, Problem } from '../../config/config';
import { shiftEntry, shiftSpan } from '../../config/shiftedEntry';
import { lowerBound } from '../../config/spanIndex';
import { startOfNextLine } from '../../text/lines';
import { findChange } from '../../text/textShift';
import { findKeyLine, isKeyAt, listTopLevelKeys } from './keyLines';
import { type PieceContent, type PieceProblem, readHead, readPiece } from './readPiece';

/**
 * A part of a config file: a key in the first column with everything up to the next one. The first part of a file is its
 * head, the text above the first key.
 */
export interface Piece {
  start: number;
  end: number;
  /** The keys by which a training config is recognized. */
  topLevelKeys: readonly string[];
  /** The part as it was read; undefined if its file must be read as a whole. */
  content: PieceContent | undefined;
  /** The same at its present place. */
  placed: PlacedContent | undefined;
}

type PlacedContent = Pick<PieceContent, 'entries' | 'errors'> & { problems: readonly Problem[] };

/** A version of a file, cut into pieces. */
export interface CutText {
  text: string;
  reader: ConfigReader | undefined;
  pieces: readonly Piece[];
}

/** Cuts a text. Pieces of the version before are kept where nothing has changed. */
export function cutText(text: string, reader: ConfigReader | undefined, older?: CutText): CutText {
  if (!older || older.reader !== reader)
    return { text, reader, pieces: [createHead(text), ...cutBody(text, findKeyLine(text, 0), text.length, reader)] };
  const { start, olderEnd } = findChange(older.text, text);
  const distance = text.length - older.text.length;
  // An edit at the start of a line decides where the piece above it ends.
  let first = Math.max(0, lowerBound(older.pieces, (piece) => piece.start < start) - 1);
  while (first > 0 && !isKeyAt(text, older.pieces[first]?.start ?? 0)) first--;
  const next = lowerBound(older.pieces, (piece) => piece.start <= olderEnd);
  const end = (older.pieces[next]?.start ?? older.text.length) + distance;
  const head = first === 0 ? createHead(text) : undefined;
  const pieces = older.pieces.slice(0, first);
  if (head) pieces.push(head);
  // A pasted text may have more pieces than a function takes arguments.
  for (const piece of cutBody(text, head?.end ?? older.pieces[first]?.start ?? 0, end, reader)) pieces.push(piece);
  for (const piece of older.pieces.slice(next)) pieces.push(movePiece(piece, distance));
  return { text, reader, pieces };
}

function createHead(text: string): Piece {
  const end = findKeyLine(text, 0);
  const head = text.slice(0, end);
  return createPiece(head, 0, readHead(head));
}

/** Cuts a part of a text that begins with a key and ends before another one. */
function cutBody(text: string, from: number, to: number, reader: ConfigReader | undefined): Piece[] {
  const pieces: Piece[] = [];
  for (let start = from; start < to; ) {
    const end = findKeyLine(text, startOfNextLine(text, start), to);
    const source = text.slice(start, end);
    pieces.push(createPiece(source, start, readPiece(source, reader)));
    start = end;
  }
  return pieces;
}

const createPiece = (source: string, start: number, content: PieceContent | undefined): Piece => ({
  start,
  end: start + source.length,
  topLevelKeys: listTopLevelKeys(source),
  content,
  placed: content && placeContent(content, start),
});

function movePiece(piece: Piece, distance: number): Piece {
  if (distance === 0) return piece;
  const { end, topLevelKeys, content } = piece;
  const start = piece.start + distance;
  return { start, end: end + distance, topLevelKeys, content, placed: content && placeContent(content, start) };
}

function placeContent(content: PieceContent, start: number): PlacedContent {
  const entries = content.entries.map((entry) => shiftEntry(entry, start));
  return {
    entries,
    problems: content.problems.map((problem) => placeProblem(problem, entries, start)),
    errors: content.errors.map((error) => ({ ...error, span: shiftSpan(error.span, start) })),
  };
}

function placeProblem(
  { problem, entryIndex, valueIndex }: PieceProblem,
  entries: readonly Entry[],
  start: number,
): Problem {
  const placed: Problem = { ...problem, span: shiftSpan(problem.span, start) };
  const entry = entries[entryIndex] ?? (problem.entry && shiftEntry(problem.entry, start));
  if (entry) placed.entry = entry;
  const scalar = entry?.values[valueIndex];
  if (scalar) placed.scalar = scalar;
  if (problem.repairs)
    placed.repairs = problem.repairs.map(({ title, edits }) => ({
      title,
      edits: edits.map(({ span, newText }) => ({ span: shiftSpan(span, start), newText })),
    }));
  return placed;
}
