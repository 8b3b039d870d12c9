import type { Entry, Exports, Scalar } from '../../../config/config';
import { layersOf } from './persistentMap';
import type { Scope, Variable } from './scope';
import type { Walk } from './walk';

/** What a script hands to the commands that it runs. */
export interface Passed {
  exports: Exports;
  /** The variables that this was made from. */
  state: unknown;
  locals: unknown;
}

/** What a command gets from the script around it. As long as no variable changes, it is the same object for all. */
export function passedOn({ variables, locals }: Scope, walk: Pick<Walk, 'passed'>): Passed {
  const [state, hidden] = [variables.state(), locals?.state()];
  const { last } = walk.passed;
  if (last && last.state === state && last.locals === hidden) return last;
  const passed = { exports: newExports(layersOf(state), locals && layersOf(hidden)), state, locals: hidden };
  walk.passed.last = passed;
  return passed;
}

/** Worked out for the names that somebody asks for; most are asked for by nobody. */
function newExports(variables: Scope['variables'], locals: Scope['locals']): Exports {
  const exported = (name: string, variable: Variable | undefined): Entry | undefined => {
    if (!variable) return undefined;
    const { held, key, scalar } = variable;
    // A local variable that holds nothing yet leaves the one that it hides in the environment.
    const isHiding = held.kind === 'unset' && (locals?.get(name)?.hidden?.exported ?? false) !== false;
    if (!isHiding && (variable.exported === false || held.kind !== 'text')) return undefined;
    const value = variable.exported && held.kind === 'text' ? held.text : undefined;
    const written = scalar ?? { text: '', span: { start: key.end, end: key.end } };
    return envEntry(name, key, { ...written, value });
  };
  let entries: readonly Entry[] | undefined;
  return {
    named: (name) => exported(name, variables.get(name)),
    entries: () => {
      entries ??= [...variables.all()].flatMap(([name, variable]) => exported(name, variable) ?? []);
      return entries;
    },
    kept: (name) => {
      const variable = variables.get(name);
      if (variable?.exported !== false || variable.held.kind !== 'text') return undefined;
      const { key, scalar } = variable;
      return scalar && key.end > key.start ? envEntry(name, key, scalar) : undefined;
    },
  };
}

/** A variable as it stands in front of a command. */
export const envEntry = (name: string, key: Entry['key'], scalar: Scalar): Entry => ({
  kind: 'env',
  name,
  key,
  values: [scalar],
  whole: { start: key.start, end: Math.max(key.end, scalar.span.end) },
});
