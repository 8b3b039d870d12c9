import type { Statement } from 'unbash';
import { lowerBound } from '../../../config/spanIndex';
import { startOfLine, startOfNextLine } from '../../../text/lines';
import { findChange } from '../../../text/textShift';
import { hasCommentAfterBackslash, type ParsedScript, parseScript } from '../text';
import { allocateBases, copyText, createPiece, type Piece } from './piece';
import type { PieceTable } from './pieceTable';

/** The pieces of a version of a script. */
export interface CutScript {
  pieces: readonly Piece[];
  /** The statements of the new pieces, which were just parsed. */
  parsed: ReadonlyMap<Piece, readonly Statement[]>;
  /** The numbers of pieces at the start and at the end that are as before. Others between them may be, too. */
  kept: { before: number; after: number };
}

/** A part of a text between pieces that stay as they are: before `first`, and from `last` on. */
interface Region {
  first: number;
  last: number;
  start: number;
  end: number;
}

/**
 * Cuts a script into pieces. Those of the version before are kept where the text is the same, and only the text between
 * them is parsed. Undefined if the script cannot be read by pieces.
 */
export function cutScript(text: string, before: PieceTable | undefined): CutScript | undefined {
  const old = before?.pieces ?? [];
  const cut = cutRegion(text, old, findRegion(text, before));
  if (!cut) return undefined;
  const { region, parts } = cut;
  const { first, last } = region;
  const matches = matchParts(parts, old.slice(first, last));
  const bases = allocateAll(matches, old[first - 1], old[last]);
  if (!bases) return before && cutScript(text, undefined);
  const parsed = new Map<Piece, readonly Statement[]>();
  const pieces = parts.map((part, index) => {
    const match = matches[index];
    if (match) return match;
    const { piece, statements } = createPiece(part.text, bases[index] ?? 0);
    parsed.set(piece, statements);
    return piece;
  });
  // A text that means something else on its own is no piece.
  if (!pieces.every(({ spans }, index) => isSameSpans(spans, parts[index]?.spans ?? []))) return undefined;
  return {
    pieces: [...old.slice(0, first), ...pieces, ...old.slice(last)],
    parsed,
    kept: { before: first, after: old.length - last },
  };
}

/** Finds the old pieces with the texts of new parts, in order: those between two changes, and those after the last one. */
function matchParts(parts: readonly Part[], old: readonly Piece[]): (Piece | undefined)[] {
  const indices = new Map<string, number[]>();
  for (const [index, { source }] of old.entries())
    indices.set(source.text, [...(indices.get(source.text) ?? []), index]);
  let next = 0;
  return parts.map(({ text }) => {
    const index = indices.get(text)?.find((each) => each >= next);
    if (index === undefined) return undefined;
    next = index + 1;
    return old[index];
  });
}

/** Allocates positions for the parts without a match, between those of the pieces around them. */
function allocateAll(
  matches: readonly (Piece | undefined)[],
  above: Piece | undefined,
  below: Piece | undefined,
): number[] | undefined {
  const bases: number[] = [];
  while (bases.length < matches.length) {
    const end = matches.findIndex((match, index) => match && index >= bases.length);
    const count = (end < 0 ? matches.length : end) - bases.length;
    const next = end < 0 ? below : matches[end];
    const allocated = allocateBases(bases.at(-1) ?? above?.source.base ?? 0, next?.source.base, count);
    if (!allocated) return undefined;
    bases.push(...allocated, ...(end >= 0 && next ? [next.source.base] : []));
  }
  return bases;
}

const isSameSpans = (a: Piece['spans'], b: Piece['spans']): boolean =>
  a.length === b.length && a.every(({ pos, end }, index) => pos === b[index]?.pos && end === b[index]?.end);

/** Finds the region of a text outside of the pieces that it begins and ends with. */
function findRegion(text: string, before: PieceTable | undefined): Region {
  if (!before) return { first: 0, last: 0, start: 0, end: text.length };
  const { pieces, starts } = before;
  const { start: prefix, olderEnd } = findChange(before.text, text);
  const suffix = before.text.length - olderEnd;
  const growth = text.length - before.text.length;
  // The last piece may be unfinished, so that it goes on in text that is added.
  const isSame = growth === 0 && prefix === text.length;
  const first = isSame ? pieces.length : Math.max(0, lowerBound(starts, (start) => start <= prefix) - 1);
  const last = Math.max(
    first,
    lowerBound(starts, (start) => start < before.text.length - suffix),
  );
  const startOf = (index: number): number => starts[index] ?? before.text.length;
  const region = { first, last, start: startOf(first), end: startOf(last) + growth };
  return growWhile(region, pieces, ({ start, end }) => end > start && text[end - 1] !== '\n');
}

/** Extends a region by the pieces after it as long as a condition holds. */
function growWhile(region: Region, old: readonly Piece[], condition: (region: Region) => boolean): Region {
  let grown = region;
  while (grown.last < old.length && condition(grown)) {
    const length = old[grown.last]?.source.text.length ?? 0;
    grown = { ...grown, last: grown.last + 1, end: grown.end + length };
  }
  return grown;
}

/**
 * Texts that are only read as a whole: fences of Markdown belong in pairs, line endings are repaired together, and quotes
 * decide whether a comment follows a backslash.
 */
const isReadWhole = (text: string): boolean => /```|~~~|\r\n/.test(text) || hasCommentAfterBackslash(text);

/** A command after a region: parsed as such, it shows that nothing in the region reaches beyond it. */
const NEXT_COMMAND = ':';

/** Cuts a region, which is extended until its last statement ends in it. */
function cutRegion(text: string, old: readonly Piece[], found: Region): { region: Region; parts: Part[] } | undefined {
  let region = found;
  for (;;) {
    const { last, start, end } = region;
    const own = text.slice(start, end);
    if (own === '') return { region, parts: [] };
    // A byte order mark has a meaning only at the start of a file.
    if (isReadWhole(own) || (start > 0 && own.startsWith('\uFEFF'))) return undefined;
    const isRest = last === old.length;
    const parsed = parseScript(isRest ? own : own + NEXT_COMMAND);
    if (parsed.tooDeep.length > 0) return undefined;
    const isClosed = isRest || endsBefore(parsed, own.length);
    const statements = isRest ? parsed.commands : parsed.commands.slice(0, -1);
    if (isClosed) return { region, parts: cutParts(own, { ...parsed, commands: statements }) };
    region = growWhile(region, old, () => true);
  }
}

/** Whether the command after a region is parsed as one that has nothing to do with it. */
function endsBefore({ commands, firstError }: ParsedScript, length: number): boolean {
  const last = commands.at(-1);
  return firstError === Number.POSITIVE_INFINITY && last?.pos === length && last.command.type === 'Command';
}

/** The text of a piece, and the places of its statements. */
type Part = Pick<Piece, 'spans'> & { text: string };

/**
 * Cuts a text before each line that begins with a statement, and after its last line, so that comments between commands
 * are parts of their own. After a syntax error, it is one part.
 */
function cutParts(text: string, { commands, firstError }: ParsedScript): Part[] {
  const starts = [0];
  const addStart = (start: number): void => {
    if (start > (starts.at(-1) ?? 0) && start < text.length && start <= firstError && text[start - 2] !== '\\')
      starts.push(start);
  };
  for (const [index, { pos, end }] of commands.entries()) {
    const lineStart = startOfLine(text, pos);
    if (lineStart >= (commands[index - 1]?.end ?? 0)) addStart(lineStart);
    const nextStart = commands[index + 1]?.pos ?? text.length;
    const lineEnd = startOfNextLine(text, end);
    // The lines of a here-document follow that of its command.
    if (lineEnd <= nextStart && !text.slice(starts.at(-1), lineEnd).includes('<<')) addStart(lineEnd);
  }
  let next = 0;
  return starts.map((start, index) => {
    const end = starts[index + 1] ?? text.length;
    const spans: Part['spans'][number][] = [];
    for (let command = commands[next]; command && command.pos < end; command = commands[++next])
      spans.push({ pos: command.pos - start, end: command.end - start });
    return { text: copyText(text.slice(start, end)), spans };
  });
}
