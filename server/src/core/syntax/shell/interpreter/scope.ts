import type { Scalar, Span } from '../../../config/config';
import type { MappedText } from '../../../text/mappedText';
import { addDefaults, createDefaultReads, type DefaultReads, noteDefaults } from './defaults';
import { createPersistentMap, type PersistentMap } from './persistentMap';

/** The value of a variable. Text and items are undefined if they are unknown. */
export type ShellValue = {
  /** The possible values after branches, if one of them names the program. */
  alternatives?: readonly ShellValue[];
} & (
  | { kind: 'unset' }
  | {
      kind: 'text';
      text: string | undefined;
      /** The known end of an unknown text. */
      ending?: string;
      /** The text where it is written, if it may be run as a script. */
      written?: MappedText;
    }
  | {
      kind: 'array';
      items: readonly Scalar[] | undefined;
      /** Present if the keys are not 0, 1, 2 and so on. The order of the names of `declare -A` is unknown. */
      keys?: readonly string[];
      associative?: true;
      /** The first items if not all are known. One that `maySplit` stands for any number of items. */
      start?: readonly Scalar[];
      /** No items follow those of `start`. */
      endsWithStart?: true;
    }
);

export interface Variable {
  value: ShellValue;
  /** Whether commands get the variable; undefined if that differs by path. */
  exported: boolean | undefined;
  /** The span of the name in the last assignment. */
  key: Span;
  /** The value as written in the last assignment. */
  scalar: Scalar | undefined;
  /** The change that `declare -i`, `-l` or `-u` makes to every assigned value; unknown after `-n`. */
  transform?: Transform | undefined;
  /** The variables of the caller whose defaults the value uses. */
  defaults?: readonly string[] | undefined;
}

export type Transform = 'integer' | 'lower' | 'upper' | 'unknown';

/** State of the shell at one point of the script. */
export interface Scope {
  /** The variables that the script has set or unset. All others have the unknown value of the caller's environment. */
  variables: PersistentMap<Variable>;
  /** Whether `set -a` is active, so that every assignment exports; undefined if that differs by path. */
  exportsAll: boolean | undefined;
  /** Names that were exported before they had a value. */
  pendingExports?: PersistentMap<PendingExport>;
  /** Local variables of the current function; undefined outside of functions. */
  locals?: PersistentMap<LocalVariable>;
  /** The command by which the script left this point, so that the statements below are not reached. */
  exitedBy?: ExitCommand | undefined;
  /** Some path has left a loop or a function early, and its variables were dropped. */
  pathsDiverge?: boolean;
  reads: DefaultReads;
}

/** Whether a name is exported on all paths or only on some. */
export type PendingExport = 'always' | 'sometimes';

export interface LocalVariable {
  /** The outer variable of the same name. */
  hidden: Variable | undefined;
}

export type ExitCommand = 'exit' | 'return' | 'break' | 'continue';

export const NO_SPAN: Span = { start: 0, end: 0 };
export const UNKNOWN_TEXT: ShellValue = { kind: 'text', text: undefined };

export const createScope = (): Scope => ({
  variables: createPersistentMap(),
  exportsAll: false,
  reads: createDefaultReads(),
});
export const copyScope = (scope: Scope): Scope => ({
  ...scope,
  variables: scope.variables.copy(),
  ...(scope.locals && { locals: scope.locals.copy() }),
  ...(scope.pendingExports && { pendingExports: scope.pendingExports.copy() }),
});

/** Returns the scope of a child process, which inherits the exported variables. Arrays are never exported. */
export function toChildScope(scope: Scope): Scope {
  const inherit = (variable: Variable): Variable | undefined => {
    const { exported, value } = variable;
    if (exported === false || value.kind !== 'text') return undefined;
    return exported ? variable : { ...variable, value: UNKNOWN_TEXT };
  };
  return { variables: scope.variables.mapValues(inherit), exportsAll: false, reads: createDefaultReads() };
}

const PENDING_EXPORT_STATES = { always: true, sometimes: undefined, never: false } as const;

/** Sets a variable. `appliedTransform` is the transform that the value has already gone through. */
export function setValue(
  scope: Scope,
  name: string,
  value: ShellValue,
  key: Span = NO_SPAN,
  scalar?: Scalar,
  appliedTransform?: Transform,
): void {
  const before = scope.variables.get(name);
  const wasExported = before ? before.exported : PENDING_EXPORT_STATES[scope.pendingExports?.get(name) ?? 'never'];
  const exported = scope.exportsAll === false || wasExported === true ? wasExported : scope.exportsAll;
  const transform = before?.transform;
  const isFinal = transform === undefined || transform === appliedTransform;
  const defaults = scalar?.defaults;
  scope.variables.set(name, { value: isFinal ? value : UNKNOWN_TEXT, exported, key, scalar, transform, defaults });
}

export const setUnknown = (scope: Scope, name: string): void => {
  const before = scope.variables.get(name);
  const value: ShellValue = before?.value.kind === 'array' ? { kind: 'array', items: undefined } : UNKNOWN_TEXT;
  // Under `set -a` the variable is exported if it is assigned at all.
  const wasExported = before ? before.exported : PENDING_EXPORT_STATES[scope.pendingExports?.get(name) ?? 'never'];
  const exported = scope.exportsAll === false || wasExported ? wasExported : undefined;
  scope.variables.set(name, { key: NO_SPAN, scalar: undefined, ...before, exported, value });
};

/**
 * Marks a variable as dependent on the defaults of variables of the caller. Of an array, the items that it had before do
 * not depend on them.
 */
export function addDefaultsToVariable(
  variable: Variable,
  before: Variable | undefined,
  names: readonly string[],
): Variable {
  const kept = new Set(before ? listItems(before.value) : []);
  const markItem = (item: Scalar): Scalar => (kept.has(item) ? item : addDefaults(item, names));
  const markValue = (value: ShellValue): ShellValue => ({
    ...value,
    ...(value.kind === 'array' && value.items && { items: value.items.map(markItem) }),
    ...(value.kind === 'array' && value.start && { start: value.start.map(markItem) }),
    ...(value.alternatives && { alternatives: value.alternatives.map(markValue) }),
  });
  return { ...addDefaults(variable, names), value: markValue(variable.value) };
}

const listItems = (value: ShellValue): readonly Scalar[] =>
  value.kind === 'array' ? (value.items ?? value.start ?? []) : [];

/** Returns the text of `$NAME` and whether the variable is set, which decides about defaults; undefined if unknown. */
export function textOf(scope: Scope, name: string): { text: string; isSet: boolean } | undefined {
  const variable = scope.variables.get(name);
  if (!variable) return undefined;
  const { value } = variable;
  noteDefaults(scope.reads, variable.defaults);
  if (value.kind === 'unset') return { text: '', isSet: false };
  if (value.kind === 'text') return value.text === undefined ? undefined : { text: value.text, isSet: true };
  const first = value.keys && value.keys[0] !== '0' ? undefined : value.items?.[0];
  if (!value.items || value.associative) return undefined;
  if (!first) return { text: '', isSet: false };
  noteDefaults(scope.reads, first.defaults);
  return first.value === undefined ? undefined : { text: first.value, isSet: true };
}

/** Returns the known end of the unknown text of a variable. */
export function endingOf(scope: Scope, name: string): string | undefined {
  const value = scope.variables.get(name)?.value;
  return value?.kind === 'text' && value.text === undefined ? value.ending : undefined;
}

/** Returns the result of `+=`; undefined if either part is unknown. */
export const appendText = (before: string | undefined, text: string | undefined): string | undefined =>
  before === undefined || text === undefined ? undefined : before + text;

/** Creates an array of which only the first items are known, some of which may stand for any number of items. */
export const createPartialArray = (
  items: readonly Scalar[],
  endsWithStart = false,
): ShellValue & { kind: 'array' } => ({
  kind: 'array',
  items: undefined,
  ...(items.length > 0 && { start: items, ...(endsWithStart && { endsWithStart }) }),
});

/** The known items at the beginning of an array. */
export const knownItemsOf = ({ items, start, keys, associative }: ShellValue & { kind: 'array' }): readonly Scalar[] =>
  keys || associative ? [] : (items ?? start ?? []);
