import { expect } from 'vitest';
import { applyEdits } from '../../server/src/core/config/edit';
import type { DiskLists } from '../../server/src/core/document/diskLists';
import type { Completion } from '../../server/src/core/features/completion/item';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../server/src/core/syntax/syntax';
import { atCursor, service } from './service';

/** A completion with the text after accepting it, and the text before the cursor that it replaces. */
export type Offered = Completion & { after: string; typed: string };

/** Completes at the cursor, in the order of the server. */
export function complete(marked: string, syntax: Syntax = shell, lists?: DiskLists): Offered[] {
  const { text, offset } = atCursor(marked);
  const items = service.complete(service.read(text, syntax, {}), offset, lists);
  return items
    .map((each) =>
      Object.assign(each, { after: applyEdits(text, [each.edit]), typed: text.slice(each.edit.span.start, offset) }),
    )
    .sort((a, b) => (a.sort < b.sort ? -1 : Number(a.sort > b.sort)));
}

/**
 * Returns what VS Code lists first: items whose filter text begins with the typed text have the same score, which is
 * higher than that of all others, and are ordered by their sort text.
 */
export const listShown = (marked: string, syntax: Syntax = shell, lists?: DiskLists): Offered[] =>
  complete(marked, syntax, lists).filter(({ filter, typed }) => filter.toLowerCase().startsWith(typed.toLowerCase()));

export const labelsShown = (marked: string, syntax: Syntax = shell, lists?: DiskLists): string[] =>
  listShown(marked, syntax, lists).map(({ label }) => label);

export const labelsAt = (marked: string, syntax: Syntax = shell, lists?: DiskLists): string[] =>
  complete(marked, syntax, lists).map(({ label }) => label);

/** Returns the text after accepting the only item with a label. */
export function accept(marked: string, label: string, syntax: Syntax = shell, lists?: DiskLists): string | undefined {
  const items = complete(marked, syntax, lists).filter((item) => item.label === label);
  expect(items.length, `${label} is offered once`).toBe(1);
  return items[0]?.after;
}
