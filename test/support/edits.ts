import type { Edit } from '../../server/src/core/config/edit';

/** Returns pairs of overlapping edits in the same text, which editors reject. */
export function clashes(edits: readonly Edit[]): [Edit, Edit][] {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return sorted.flatMap((edit, index): [Edit, Edit][] => {
    const next = sorted.slice(index + 1).find((later) => later.in === edit.in && later.span.start < edit.span.end);
    return next ? [[edit, next]] : [];
  });
}
