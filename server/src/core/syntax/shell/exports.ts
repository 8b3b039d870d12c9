import { type Entry, type Exports, exportsOf, type Scalar } from '../../config';
import type { Scope, Variable } from './scope';
import type { Walk } from './walk';

/** What a script hands to the commands that it runs, and what it keeps for itself. */
export interface Passed {
  exports: Exports;
  /** Variables that are set as plain text and not exported. */
  kept: Entry[];
  /** The variables that all this was made from. */
  from: ReadonlyMap<string, Variable>;
  state: unknown;
  locals: Scope['locals'];
}

/** What a command gets from the script around it. As long as no variable changes, it is the same object for all. */
export function passedOn(scope: Scope, walk: Pick<Walk, 'passed'>): Passed {
  const last = walk.passed.last;
  const isLast = last !== undefined && last.state === scope.variables.state() && last.locals === scope.locals;
  if (isLast) return last;
  const all = scope.variables.all();
  const isSame = last !== undefined && isUnchanged(all, scope, last);
  const passed = isSame ? { ...last, state: scope.variables.state() } : newPassed(all, scope);
  walk.passed.last = passed;
  return passed;
}

function isUnchanged(all: Passed['from'], { locals }: Scope, { from, locals: before }: Passed): boolean {
  if (all.size !== from.size || locals !== before) return false;
  for (const [name, variable] of all) if (from.get(name) !== variable) return false;
  return true;
}

function newPassed(all: Passed['from'], { locals, variables }: Scope): Passed {
  const entries: Entry[] = [];
  const kept: Entry[] = [];
  for (const [name, variable] of all) {
    const { exported, held, key, scalar } = variable;
    // A local variable that holds nothing yet leaves the one that it hides in the environment.
    const isHiding = held.kind === 'unset' && (locals?.get(name)?.exported ?? false) !== false;
    if (isHiding || (exported !== false && held.kind === 'text')) {
      const value = exported && held.kind === 'text' ? held.text : undefined;
      const written = scalar ?? { text: '', span: { start: key.end, end: key.end } };
      entries.push(envEntry(name, key, { ...written, value }));
    } else if (exported === false && held.kind === 'text' && scalar && key.end > key.start) {
      kept.push(envEntry(name, key, scalar));
    }
  }
  return { exports: exportsOf(entries), kept, from: all, state: variables.state(), locals };
}

/** A variable as it stands in front of a command. */
export const envEntry = (name: string, key: Entry['key'], scalar: Scalar): Entry => ({
  kind: 'env',
  name,
  key,
  values: [scalar],
  whole: { start: key.start, end: Math.max(key.end, scalar.span.end) },
});
