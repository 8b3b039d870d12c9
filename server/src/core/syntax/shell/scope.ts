import type { Scalar, Span } from '../../config';

/** What a variable holds. Text and items are undefined where they cannot be known. */
export type Held =
  | { kind: 'unset' }
  | { kind: 'text'; text: string | undefined }
  | { kind: 'array'; items: readonly Scalar[] | undefined };

export interface Variable {
  held: Held;
  /** Whether commands get it; undefined where that differs by path. */
  exported: boolean | undefined;
  /** The name and the value where they were last written. */
  key: Span;
  scalar: Scalar | undefined;
  /** `declare -i`, `-l`, `-u`, `-n`: whatever is assigned becomes something else, which we leave unknown. */
  transforms?: boolean;
}

/**
 * The variables that the script itself has touched. One that is absent has whatever value the caller's environment
 * gave it, which nobody knows here.
 */
export interface Scope {
  variables: Map<string, Variable>;
  /** `set -a`: every assignment exports; undefined where that differs by path. */
  exportsAll: boolean | undefined;
}

export const NOWHERE: Span = { start: 0, end: 0 };
export const UNKNOWN_TEXT: Held = { kind: 'text', text: undefined };

export const newScope = (): Scope => ({ variables: new Map(), exportsAll: false });
export const copyScope = (scope: Scope): Scope => ({
  variables: new Map(scope.variables),
  exportsAll: scope.exportsAll,
});

/** The scope of a new process: it gets what is exported, and arrays never are. */
export function exportedScope(scope: Scope): Scope {
  const passed = [...scope.variables].filter(([, { exported, held }]) => exported !== false && held.kind === 'text');
  const variables = passed.map(([name, variable]): [string, Variable] => [
    name,
    variable.exported ? variable : { ...variable, held: UNKNOWN_TEXT },
  ]);
  return { variables: new Map(variables), exportsAll: false };
}

export function setHeld(scope: Scope, name: string, held: Held, at: Span = NOWHERE, scalar?: Scalar): void {
  const before = scope.variables.get(name);
  const kept = before ? before.exported : false;
  const exported = scope.exportsAll === false || kept === true ? kept : scope.exportsAll;
  const transforms = before?.transforms ?? false;
  scope.variables.set(name, { held: transforms ? UNKNOWN_TEXT : held, exported, key: at, scalar, transforms });
}

export const setUnknown = (scope: Scope, name: string): void => {
  const before = scope.variables.get(name);
  const held: Held = before?.held.kind === 'array' ? { kind: 'array', items: undefined } : UNKNOWN_TEXT;
  scope.variables.set(name, { exported: before?.exported ?? false, key: NOWHERE, scalar: undefined, ...before, held });
};

/** The text of `$NAME`, with `isSet` where a default would matter; undefined where nothing is known of it. */
export function textOf(scope: Scope, name: string): { text: string; isSet: boolean } | undefined {
  const held = scope.variables.get(name)?.held;
  if (!held) return undefined;
  if (held.kind === 'unset') return { text: '', isSet: false };
  if (held.kind === 'text') return held.text === undefined ? undefined : { text: held.text, isSet: true };
  const first = held.items?.[0];
  if (!held.items) return undefined;
  if (!first) return { text: '', isSet: false };
  return first.value === undefined ? undefined : { text: first.value, isSet: true };
}

/** The scope after one of several paths was taken: what all of them agree on is known, everything else is not. */
export function mergePaths(into: Scope, paths: readonly Scope[]): void {
  const names = new Set(paths.flatMap(({ variables }) => [...variables.keys()]));
  for (const name of names) {
    const [first, ...others] = paths.map(({ variables }) => variables.get(name));
    const some = first ?? others.find((each) => each !== undefined);
    if (!some) continue;
    const agreed = others.every((each) => each === first || sameHeld(each?.held, first?.held));
    const exported = others.every((each) => each?.exported === first?.exported) ? first?.exported : undefined;
    const held: Held = some.held.kind === 'array' ? { kind: 'array', items: undefined } : UNKNOWN_TEXT;
    into.variables.set(name, { ...some, held: agreed && first ? first.held : held, exported });
  }
  const [first] = paths;
  into.exportsAll = paths.every(({ exportsAll }) => exportsAll === first?.exportsAll) ? first?.exportsAll : undefined;
}

function sameHeld(a: Held | undefined, b: Held | undefined): boolean {
  if (!a || !b || a.kind !== b.kind) return false;
  if (a.kind === 'text' && b.kind === 'text') return a.text !== undefined && a.text === b.text;
  if (a.kind !== 'array' || b.kind !== 'array') return true;
  const { items } = b;
  if (!a.items || !items || a.items.length !== items.length) return false;
  return a.items.every(({ value }, index) => value !== undefined && value === items[index]?.value);
}
