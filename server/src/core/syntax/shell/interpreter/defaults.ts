/**
 * Defaults such as the 1 of `${NNODES:-1}`: the value that a script uses unless its caller sets the variable. Every value
 * that depends on one carries the names of these variables.
 */

/** The variables whose defaults the current expansion has used; undefined outside one. Copies of a scope share it. */
export interface DefaultReads {
  names: readonly string[] | undefined;
  /** The variables whose defaults decide how many arguments the current command has. */
  optional: readonly string[];
}

const NO_NAMES: readonly string[] = [];

/** Limit of the names that a value carries: all of them are alike for the reader of a finding. */
const MAX_NAMES = 16;

export const createDefaultReads = (): DefaultReads => ({ names: undefined, optional: NO_NAMES });

/** Records that the default of a variable is used, or a value that depends on defaults. */
export function noteDefaults(reads: DefaultReads, names: readonly string[] | undefined): void {
  if (reads.names && names && names.length > 0) reads.names = joinNames(reads.names, names);
}

/** Records that the number of arguments of the current command depends on defaults. */
export function noteOptionalArguments(reads: DefaultReads, names: readonly string[] | undefined): void {
  if (names && names.length > 0) reads.optional = joinNames(reads.optional, names);
}

/** Runs an expansion, and returns the variables whose defaults it used with its result. */
export function collectDefaults<T>(reads: DefaultReads, expand: () => T): { result: T; defaults: readonly string[] } {
  const before = reads.names;
  reads.names = NO_NAMES;
  const result = expand();
  const defaults = reads.names;
  reads.names = before;
  noteDefaults(reads, defaults);
  return { result, defaults };
}

/** Joins two lists of names without repetitions. */
export function joinNames(a: readonly string[] = NO_NAMES, b: readonly string[] = NO_NAMES): readonly string[] {
  if (b.every((name) => a.includes(name))) return a;
  return a.length === 0 ? b : [...new Set([...a, ...b])].slice(0, MAX_NAMES);
}

/** Adds the names to a value; without names it stays the same object. */
export const addDefaults = <T extends { defaults?: readonly string[] | undefined }>(
  value: T,
  names: readonly string[],
): T => (names.length === 0 ? value : { ...value, defaults: joinNames(value.defaults, names) });
