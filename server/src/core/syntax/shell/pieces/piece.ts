import type { Statement } from 'unbash';
import { SBATCH_MARKER } from '../directives';
import { type Definition, listDefinitions } from '../interpreter/functions';
import type { Source } from '../source';
import { parseScript } from '../text';
import { findTraits, type TextTraits } from '../textTraits';

/**
 * A part of a script that consists of whole lines and whole statements: mostly one command. It keeps its position when
 * it moves in the text.
 */
export interface Piece {
  source: Source;
  traits: TextTraits;
  /** The places of its statements. */
  spans: readonly { pos: number; end: number }[];
  /** It has lines with directives of a batch script. */
  hasDirectives: boolean;
  /** The functions that it defines. */
  definitions: readonly Definition[];
  /** Offsets of quotes that are never closed. */
  openQuotes: readonly number[];
  /** Parses its statements again. Few of them are ever walked again. */
  parse: () => readonly Statement[];
}

/** The distance between the positions of two pieces is a multiple of this, which is more than the length of any script. */
export const POSITION_STEP = 2 ** 23;
const MAX_POSITION_STEPS = 2 ** 29;

/** Creates a piece. Its statements are parsed here and once more when they are walked again. */
export function createPiece(text: string, base: number): { piece: Piece; statements: readonly Statement[] } {
  const source = { text, base };
  const { commands, openQuotes } = parseScript(text);
  const definitions = listDefinitions(commands, source);
  const parse = definitions.length > 0 ? () => commands : () => parseScript(text).commands;
  const spans = commands.map(({ pos, end }) => ({ pos, end }));
  const traits = findTraits(text);
  const hasDirectives = text.includes(SBATCH_MARKER);
  return {
    piece: { source, traits, hasDirectives, spans, definitions, openQuotes, parse },
    statements: commands,
  };
}

/**
 * Returns positions for new pieces between two others, in order; undefined where there is no more room. More room stays
 * after them than before, since texts grow downward.
 */
export function allocateBases(before: number, after: number | undefined, count: number): number[] | undefined {
  const first = before / POSITION_STEP;
  const room = (after ?? MAX_POSITION_STEPS * POSITION_STEP) / POSITION_STEP - first - 1;
  if (room < count) return undefined;
  const distance = Math.max(1, Math.floor(room / (after === undefined ? 2 * count : 5 * count)));
  return Array.from({ length: count }, (_, index) => (first + distance * (index + 1)) * POSITION_STEP);
}

/**
 * Copies a part of a text. Engines keep the whole text for each part of it otherwise, so that a document would keep many
 * of its versions.
 */
export const copyText = (part: string): string => ` ${part}`.slice(1);
