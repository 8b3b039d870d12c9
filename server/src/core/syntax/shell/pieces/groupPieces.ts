import type { PieceTable } from './pieceTable';
import type { Findings } from './walkPiece';

/** Sets of indices that are joined one by one. */
interface Joined {
  join: (a: number, b: number) => void;
  listGroups: () => number[][];
}

function createJoined(): Joined {
  const parents = new Map<number, number>();
  const rootOf = (index: number): number => {
    let root = index;
    for (let parent = parents.get(root); parent !== undefined && parent !== root; parent = parents.get(root))
      root = parent;
    return root;
  };
  return {
    join: (a, b) => {
      const [first, second] = [rootOf(a), rootOf(b)];
      parents.set(Math.min(first, second), Math.min(first, second));
      parents.set(Math.max(first, second), Math.min(first, second));
    },
    listGroups: () => {
      const groups = new Map<number, number[]>();
      for (const index of [...parents.keys()].sort((a, b) => a - b)) {
        const group = groups.get(rootOf(index)) ?? [];
        group.push(index);
        groups.set(rootOf(index), group);
      }
      return [...groups.values()];
    },
  };
}

/**
 * Groups the pieces that are finished together: those that find something in one another, as in a function that they
 * call, and those that lost lines connect. Pieces that stand alone are in no group.
 */
export function groupPieces(all: readonly Findings[], table: PieceTable): number[][] {
  const joined = createJoined();
  const lastPiece = table.pieces.length - 1;
  for (let index = 0; index < all.length; index++) {
    const { outside = [], strayLines = [] } = all[index] ?? {};
    for (const position of outside) joined.join(index, table.indexAt(position));
    // A lost line belongs to the command above it, and variables before an escaped space to the command below.
    if (strayLines.length > 0) for (const step of [-1, 1]) joinNext(joined, table, Math.min(index, lastPiece), step);
  }
  return fillGaps(joined, all, lastPiece);
}

/** Joins a piece with the next one up or down, and the comments in between. */
function joinNext({ join }: Joined, { pieces }: PieceTable, index: number, step: number): void {
  for (let next = index + step; pieces[next]; next += step) {
    join(index, next);
    if (pieces[next]?.spans.length !== 0) return;
  }
}

/**
 * Adds the pieces in between to groups with lost lines: such a line belongs to the last command that begins above it,
 * and a command may begin at a variable far above.
 */
function fillGaps(joined: Joined, all: readonly Findings[], lastPiece: number): number[][] {
  for (;;) {
    const groups = joined.listGroups();
    const withGaps = groups.filter((group) => {
      const pieces = group.filter((index) => index <= lastPiece);
      const isContiguous = (pieces.at(-1) ?? 0) - (pieces[0] ?? 0) < pieces.length;
      return !isContiguous && group.some((index) => (all[index]?.strayLines.length ?? 0) > 0);
    });
    if (withGaps.length === 0) return groups;
    for (const group of withGaps) {
      const [first = 0] = group;
      const last = group.findLast((index) => index <= lastPiece) ?? first;
      for (let index = first; index <= last; index++) joined.join(first, index);
    }
  }
}
