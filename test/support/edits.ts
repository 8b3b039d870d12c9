import type { Edit } from '../../server/src/core/config/edit';

/** Edits that no editor would take together: two of one text that change the same characters. */
export function clashes(edits: readonly Edit[]): [Edit, Edit][] {
  const sorted = [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  return sorted.flatMap((edit, index): [Edit, Edit][] => {
    const next = sorted.slice(index + 1).find((each) => each.in === edit.in && each.span.start < edit.span.end);
    return next ? [[edit, next]] : [];
  });
}
