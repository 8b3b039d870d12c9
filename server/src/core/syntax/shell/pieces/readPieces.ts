import type { Reading, SbatchDirective } from '../../../config/config';
import { mapProblemSpans } from '../../../config/mapSpans';
import type { Hints } from '../../syntax';
import { findDirectives } from '../directives';
import { collectFunctions, type Definition, type Functions } from '../interpreter/functions';
import { walkUncalled } from '../interpreter/walk';
import { createWalk } from '../interpreter/walkState';
import { checkOpenQuotes, countSteps, createSteps, MAX_COUNTED_STEPS } from '../limits';
import { NO_SOURCE } from '../source';
import type { TextTraits } from '../textTraits';
import { type CutScript, cutScript } from './cutScript';
import { type FinishedScript, finishPieces } from './finishPieces';
import type { Piece } from './piece';
import { createPieceTable, type PieceTable } from './pieceTable';
import { keepDirectives, type PlacedConfigs, placeConfigs } from './placeConfigs';
import { createScriptState, type ScriptState, scopeOf } from './scriptState';
import { type Findings, listPositions, NOTHING_ABOVE, reuseWalk, type WalkedPiece, walkPiece } from './walkPiece';

/** A version of a script as it was read, for the next version. */
interface ScriptMemory {
  hints: Hints;
  table: PieceTable;
  definitions: readonly Definition[];
  functions: ReadonlyMap<string, Definition>;
  start: ScriptState;
  walked: readonly WalkedPiece[];
  uncalled: UncalledWalk | undefined;
  finished: FinishedScript;
  directives: readonly SbatchDirective[];
  placed: PlacedConfigs;
}

/** The walk through the functions that nothing calls. */
interface UncalledWalk {
  definitions: readonly Definition[];
  functions: ReadonlyMap<string, Definition>;
  state: ScriptState;
  findings: Findings;
}

const MEMORY = Symbol('memory');

type ReadingWithMemory = Reading & { [MEMORY]?: ScriptMemory };

/**
 * Reads a script by pieces, and keeps what is the same as in the version before. The result is that of reading it as a
 * whole; undefined if the script must be.
 */
export function readByPieces(text: string, hints: Hints, previous: ReadingWithMemory): Reading | undefined {
  const known = previous[MEMORY];
  const before = known?.hints === hints ? known : undefined;
  try {
    const cut = cutScript(text, before?.table);
    return cut && readCut(text, cut, hints, before);
  } catch (error) {
    // Very deep nesting exceeds the stack.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function readCut(text: string, cut: CutScript, hints: Hints, before: ScriptMemory | undefined): Reading | undefined {
  const table = createPieceTable(text, cut.pieces);
  const { definitions, functions } = collectAllFunctions(cut.pieces, before);
  const start = before?.start ?? createScriptState();
  const walked = walkPieces(cut, table, functions, start, before?.walked ?? []);
  if (!walked) return undefined;
  const uncalled = walkUncalledFunctions(walked, functions, table, before?.uncalled);
  const all = walked.map(({ findings }) => findings);
  if (uncalled) all.push(uncalled.findings);
  let steps = 0;
  for (const findings of all) steps += findings.steps;
  if (steps > MAX_COUNTED_STEPS) return undefined;
  const { traits, hasDirectives } = joinTraits(cut.pieces);
  const finished = finishPieces(all, table, traits, hints, before?.finished.groups ?? []);
  const directives = keepDirectives(hasDirectives ? findDirectives(text) : [], before?.directives);
  const placed = placeConfigs(finished, { table, definitions, uncalled, directives }, cut.kept.before, before);
  const reading: ReadingWithMemory = {
    configs: placed.configs,
    problems: [
      ...finished.problems.map((problem) => mapProblemSpans(problem, table.toOffsets)),
      ...checkOpenQuotes(text, { openQuotes: listOpenQuotes(table) }, placed.configs),
    ],
    ...(placed.undecided.length > 0 && { undecided: placed.undecided }),
    ...(directives.length > 0 && { directives }),
  };
  const memory = { hints, table, definitions, functions, start, walked, uncalled, finished, directives, placed };
  return Object.defineProperty(reading, MEMORY, { value: memory satisfies ScriptMemory });
}

/** Walks the pieces in order, apart from those that read the same as in the version before. */
function walkPieces(
  { pieces, parsed, kept }: CutScript,
  { script }: PieceTable,
  functions: Functions,
  start: ScriptState,
  before: readonly WalkedPiece[],
): WalkedPiece[] | undefined {
  const hasSameFunctions = before[0]?.functions === functions;
  const walked = hasSameFunctions ? before.slice(0, kept.before) : [];
  const between = new Map(before.slice(kept.before, before.length - kept.after).map((known) => [known.piece, known]));
  const firstAfter = pieces.length - kept.after;
  let state = walked.at(-1)?.after ?? start;
  let above = walked.at(-1)?.below ?? NOTHING_ABOVE;
  for (let index = walked.length; index < pieces.length; index++) {
    const piece = pieces[index] as Piece;
    const indexBefore = index < firstAfter ? index : before.length - pieces.length + index;
    const isBetween = index >= kept.before && index < firstAfter;
    const known = isBetween ? between.get(piece) : before[indexBefore];
    // In the same surroundings, this piece and all after it are as before.
    if (index >= firstAfter && known && reuseWalk(known, state, functions, above) === known && hasSameFunctions)
      return walked.concat(before.slice(indexBefore));
    const current =
      (known && reuseWalk(known, state, functions, above)) ||
      walkPiece(piece, parsed.get(piece) ?? piece.parse(), { state, functions, above }, script);
    if (!current) return undefined;
    walked.push(current);
    state = current.after;
    above = current.below;
  }
  return walked;
}

/** Walks the functions that no piece calls. */
function walkUncalledFunctions(
  walked: readonly WalkedPiece[],
  functions: ReadonlyMap<string, Definition>,
  { script }: PieceTable,
  before: UncalledWalk | undefined,
): UncalledWalk | undefined {
  if (functions.size === 0) return undefined;
  const called = new Set(walked.flatMap(({ findings }) => [...findings.called]));
  const definitions = [...functions.values()].filter(({ node }) => !called.has(node));
  const state = walked.find(({ exited }) => exited)?.exited ?? walked.at(-1)?.after;
  if (definitions.length === 0 || !state) return undefined;
  const isKnown =
    before?.functions === functions && before.state === state && isSameList(before.definitions, definitions);
  if (isKnown) return before;
  const steps = createSteps();
  const walk = createWalk({ functions, source: NO_SOURCE, script, steps, embeddingDepth: 0 });
  for (const node of called) walk.called.add(node);
  walkUncalled(definitions, scopeOf(state.control, state.variables), walk);
  const { found, unreached, strayLines, dynamicCommands } = walk;
  const outside = listPositions(walk);
  const findings = {
    found,
    unreached,
    strayLines,
    dynamicCommands,
    called: walk.called,
    steps: countSteps(steps),
    outside,
  };
  return { definitions, functions, state, findings };
}

const isSameList = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, index) => item === b[index]);

/** Collects the functions of all pieces: the same object as before if they are the same. */
function collectAllFunctions(
  pieces: readonly Piece[],
  before: ScriptMemory | undefined,
): Pick<ScriptMemory, 'definitions' | 'functions'> {
  const definitions: Definition[] = [];
  for (const piece of pieces) if (piece.definitions.length > 0) definitions.push(...piece.definitions);
  return before && isSameList(before.definitions, definitions)
    ? before
    : { definitions, functions: collectFunctions(definitions) };
}

/** Returns the traits of a script, and whether it has directives. */
function joinTraits(pieces: readonly Piece[]): { traits: TextTraits; hasDirectives: boolean } {
  const joined = { hasLookalikes: false, hasPasted: false, hasDirectives: false };
  for (const { traits, hasDirectives } of pieces) {
    joined.hasLookalikes ||= traits.hasLookalikes;
    joined.hasPasted ||= traits.hasPasted;
    joined.hasDirectives ||= hasDirectives;
  }
  return { traits: { ...joined, lineEndings: [] }, hasDirectives: joined.hasDirectives };
}

function listOpenQuotes({ pieces, starts }: PieceTable): number[] {
  const offsets: number[] = [];
  for (const [index, { openQuotes }] of pieces.entries())
    for (const offset of openQuotes) offsets.push((starts[index] ?? 0) + offset);
  return offsets;
}
