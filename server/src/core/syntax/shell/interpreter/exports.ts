import type { Entry, Exports, Scalar } from '../../../config/config';
import { createPersistentMap } from './persistentMap';
import type { Scope, Variable } from './scope';
import type { Walk } from './walk';

/** What a script hands to the commands that it runs. */
export interface PassedExports {
  exports: Exports;
  /** The variables that this was made from. */
  state: unknown;
  locals: unknown;
}

/** What a command gets from the script around it. As long as no variable changes, it is the same object for all. */
export function collectExports({ variables, locals }: Scope, walk: Pick<Walk, 'exportsCache'>): PassedExports {
  const [state, hidden] = [variables.snapshot(), locals?.snapshot()];
  const { last } = walk.exportsCache;
  if (last && last.state === state && last.locals === hidden) return last;
  const passedExports = {
    exports: createExports(createPersistentMap(state), locals && createPersistentMap(hidden)),
    state,
    locals: hidden,
  };
  walk.exportsCache.last = passedExports;
  return passedExports;
}

/** Worked out for the names that somebody asks for; most are asked for by nobody. */
function createExports(variables: Scope['variables'], locals: Scope['locals']): Exports {
  const toEntry = (name: string, variable: Variable | undefined): Entry | undefined => {
    if (!variable) return undefined;
    const { value: shellValue, key, scalar } = variable;
    // A local variable that holds nothing yet leaves the one that it hides in the environment.
    const isHidingExport = shellValue.kind === 'unset' && (locals?.get(name)?.hidden?.exported ?? false) !== false;
    if (!isHidingExport && (variable.exported === false || shellValue.kind !== 'text')) return undefined;
    const value = variable.exported && shellValue.kind === 'text' ? shellValue.text : undefined;
    const source = scalar ?? { text: '', span: { start: key.end, end: key.end } };
    return createEnvEntry(name, key, { ...source, value });
  };
  let entries: readonly Entry[] | undefined;
  return {
    find: (name) => toEntry(name, variables.get(name)),
    entries: () => {
      entries ??= [...variables.toMap()].flatMap(([name, variable]) => toEntry(name, variable) ?? []);
      return entries;
    },
    findUnexported: (name) => {
      const variable = variables.get(name);
      if (variable?.exported !== false || variable.value.kind !== 'text') return undefined;
      const { key, scalar } = variable;
      return scalar && key.end > key.start ? createEnvEntry(name, key, scalar) : undefined;
    },
  };
}

/** A variable as it stands in front of a command. */
export const createEnvEntry = (name: string, key: Entry['key'], scalar: Scalar): Entry => ({
  kind: 'env',
  name,
  key,
  values: [scalar],
  fullSpan: { start: key.start, end: Math.max(key.end, scalar.span.end) },
});
