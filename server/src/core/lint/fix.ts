import type { Entry, Problem, Scalar, Span } from '../config/config';
import type { Change, Fix } from '../config/edit';

/** Fixes that rules offer, built from changes that every syntax can print. */

/** Creates a fix that the user reviews before it is applied. */
export const fixOf = (title: string, ...changes: Change[]): Fix => ({ title, safe: false, changes });

export const fixRemove = (entry: Entry, name: string): Fix => fixOf(`Remove ${name}`, { op: 'remove', entry });

export const fixRename = (entry: Entry, to: string, safe = false): Fix => ({
  ...fixOf(`Change to ${to}`, { op: 'rename', entry, to }),
  safe,
});

export const fixSet = (flag: string, to: number): Fix =>
  fixOf(`Set ${flag} to ${to}`, { op: 'set', flag, values: [String(to)] });

export const fixSetEnv = (name: string, value: string): Fix =>
  fixOf(`Set ${name} to ${value}`, { op: 'setEnv', name, value });

export const fixText = (title: string, span: Span, newText: string): Fix => fixOf(title, { op: 'text', span, newText });

/** Replaces all values of an entry. */
export const fixWrite = (title: string, entry: Entry, values: string[], safe = false): Fix => ({
  ...fixOf(title, { op: 'write', entry, values }),
  safe,
});

/** Replaces one value of an entry and keeps the others. */
export function fixValue(entry: Entry, scalar: Scalar, to: string, safe = false): Fix | undefined {
  const values = entry.values.map((each) => (each === scalar ? to : each.value));
  if (values.some((value) => value === undefined)) return undefined;
  return fixWrite(`Change to ${to}`, entry, values as string[], safe);
}

/** Returns the fixes for a problem that the reader of the text reported. */
export const fixesOfProblem = ({ repairs = [] }: Pick<Problem, 'repairs'>, safe: boolean): Fix[] =>
  repairs.map(({ title, edits }) => ({ title, safe, changes: edits.map((edit) => ({ op: 'text', ...edit })) }));

export const collectFixes = (...fixes: (Fix | undefined)[]): Fix[] => fixes.filter((fix) => fix !== undefined);
