import type { Span } from '../config/config';
import { lowerBound } from '../config/spanIndex';
import type { Document } from '../document/document';
import { isTooLong } from '../syntax/syntax';

/** Lines that fold into the first of them, numbered from 0. */
export interface Folding {
  first: number;
  last: number;
  kind?: 'comment' | 'region';
}

/**
 * Provides the foldings of a script: commands, here-documents, regions, blocks of comments, and indented lines. The
 * last are the same as an editor folds while no server provides foldings. Undefined for other texts.
 */
export function provideFoldings({ text, syntax, reading }: Document): Folding[] | undefined {
  if (!syntax.findHereDocs) return undefined;
  const lines = text.split('\n');
  const toLines = createLineFinder(lines);
  const commands = reading.configs.filter(({ variant }) => variant === undefined);
  const found = (isTooLong(text) ? [] : syntax.findHereDocs(text)).map(toLines);
  // Of several that begin on one line, the last one reaches furthest.
  const hereDocs = [...new Map(found.map((hereDoc) => [hereDoc.first, hereDoc])).values()];
  // The lines of a here-document are text of its own: they do not end the block that it is in.
  const inHereDoc = new Set(hereDocs.flatMap(({ first, last }) => rangeOf(first + 1, last)));
  const ownLines = lines.map((line, index) => (inHereDoc.has(index) ? '' : line));
  const foldings = [
    ...commands.map(({ fullSpan }) => toLines(fullSpan)),
    ...hereDocs,
    ...findRegions(lines),
    ...findCommentBlocks(ownLines),
    ...findIndentedBlocks(ownLines, 0),
    ...hereDocs.flatMap(({ first, last }) => findIndentedBlocks(lines.slice(first + 1, last), first + 1)),
  ];
  return nest(foldings.filter(({ first, last }) => first < last));
}

function createLineFinder(lines: readonly string[]): (span: Span) => Folding {
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  const lineAt = (position: number): number => lowerBound(starts, (start) => start <= position) - 1;
  return ({ start, end }) => ({ first: lineAt(start), last: lineAt(end) });
}

const REGION = /^\s*#\s*#?region\b/;
const REGION_END = /^\s*#\s*#?endregion\b/;
const COMMENT = /^\s*#/;

/** Finds the regions between `# region` and `# endregion`. */
function findRegions(lines: readonly string[]): Folding[] {
  const open: number[] = [];
  return lines.flatMap((line, last): Folding[] => {
    if (REGION.test(line)) open.push(last);
    const first = REGION_END.test(line) ? open.pop() : undefined;
    return first === undefined ? [] : [{ first, last, kind: 'region' }];
  });
}

/** Finds blocks of comment lines. The first line of a script names its interpreter. */
function findCommentBlocks(lines: readonly string[]): Folding[] {
  const isComment = (line: string, index: number): boolean =>
    COMMENT.test(line) && !REGION.test(line) && !REGION_END.test(line) && !(index === 0 && line.startsWith('#!'));
  const blocks: Folding[] = [];
  for (const [index, line] of lines.entries()) {
    if (!isComment(line, index)) continue;
    const block = blocks.at(-1);
    if (block?.last === index - 1) block.last = index;
    else blocks.push({ first: index, last: index, kind: 'comment' });
  }
  return blocks;
}

const rangeOf = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

/**
 * Finds lines with more indented lines below them. Such a block ends before the next line that is indented no more.
 * `start` is the number of the first line.
 */
function findIndentedBlocks(lines: readonly string[], start: number): Folding[] {
  const blocks: Folding[] = [];
  const open: { line: number; indent: number }[] = [];
  let previous = -1;
  const closeFrom = (indent: number, next: number): void => {
    for (let top = open.at(-1); top && top.indent >= indent; top = open.at(-1)) {
      open.pop();
      if (top.line !== previous) blocks.push({ first: start + top.line, last: start + next - 1 });
    }
  };
  for (const [line, text] of lines.entries()) {
    const indent = measureIndent(text);
    if (indent === undefined) continue;
    closeFrom(indent, line);
    open.push({ line, indent });
    previous = line;
  }
  closeFrom(0, lines.length);
  return blocks;
}

/** The usual distance of tab stops, in columns. */
const TAB_SIZE = 4;

/** Returns the indentation of a line in columns; undefined for one without text. */
function measureIndent(line: string): number | undefined {
  let indent = 0;
  for (const character of line) {
    if (character === ' ') indent++;
    else if (character === '\t') indent += TAB_SIZE - (indent % TAB_SIZE);
    else return character === '\r' ? undefined : indent;
  }
  return undefined;
}

/** Sorts foldings by line. Of those with the same first line, the first in the list is kept, and none may cross another. */
function nest(foldings: readonly Folding[]): Folding[] {
  const around: Folding[] = [];
  return foldings
    .toSorted((a, b) => a.first - b.first)
    .filter((folding) => {
      while ((around.at(-1)?.last ?? folding.first) < folding.first) around.pop();
      const outer = around.at(-1);
      if (outer && (outer.first === folding.first || outer.last < folding.last)) return false;
      around.push(folding);
      return true;
    });
}
