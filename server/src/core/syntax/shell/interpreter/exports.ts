import type { Entry, Exports, Scalar } from '../../../config/config';
import { createPersistentMap } from './persistentMap';
import type { Scope, Variable } from './scope';
import type { Walk } from './walkState';

/** Variables that a script exports to the commands that it runs. */
export interface PassedExports {
  exports: Exports;
  /** Snapshots of the variables and locals that the exports were created from. */
  state: unknown;
  locals: unknown;
}

/** Returns the exports that reach a command: the same object for all commands as long as no variable changes. */
export function collectExports({ variables, locals }: Scope, walk: Pick<Walk, 'exportsCache'>): PassedExports {
  const [state, localState] = [variables.snapshot(), locals?.snapshot()];
  const { last } = walk.exportsCache;
  if (last && last.state === state && last.locals === localState) return last;
  const passedExports = {
    exports: createExports(createPersistentMap(state), locals && createPersistentMap(localState)),
    state,
    locals: localState,
  };
  walk.exportsCache.last = passedExports;
  return passedExports;
}

/** Creates exports that are computed by name on demand, since most names are never requested. */
export function createExports(variables: Scope['variables'], locals: Scope['locals']): Exports {
  const toEntry = (name: string, variable: Variable | undefined): Entry | undefined => {
    if (!variable) return undefined;
    const { value: shellValue, key, scalar } = variable;
    // A local variable without a value leaves the one that it hides in the environment.
    const isHidingExport = shellValue.kind === 'unset' && (locals?.get(name)?.hidden?.exported ?? false) !== false;
    if (!isHidingExport && (variable.exported === false || shellValue.kind !== 'text')) return undefined;
    const value = variable.exported && shellValue.kind === 'text' ? shellValue.text : undefined;
    const source = scalar ?? { text: '', span: { start: key.end, end: key.end } };
    return createEnvEntry(name, key, { ...source, value, ...(variable.defaults && { defaults: variable.defaults }) });
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

/** Creates an entry for a variable, as for an assignment before a command. */
export const createEnvEntry = (name: string, key: Entry['key'], scalar: Scalar): Entry => ({
  kind: 'env',
  name,
  key,
  values: [scalar],
  fullSpan: { start: key.start, end: Math.max(key.end, scalar.span.end) },
});
