import type { Exports } from '../../../config/config';
import { createDefaultReads } from '../interpreter/defaults';
import { createExports } from '../interpreter/exports';
import { createPersistentMap, type Layer, pushLayer } from '../interpreter/persistentMap';
import type { PendingExport, Scope, Variable } from '../interpreter/scope';

/** The state of the shell between two pieces. As long as nothing changes, it is the same object. */
export interface ScriptState {
  variables: Layer<Variable> | undefined;
  /** The exports of these variables. */
  exports: Exports;
  control: ControlState;
}

/** All of a state but the variables. */
export interface ControlState {
  exportsAll: boolean | undefined;
  pathsDiverge: boolean;
  exitedBy: Scope['exitedBy'];
  pendingExports: Layer<PendingExport> | undefined;
  /** The script has ended before, so that the commands from here on are never reached. */
  isUnreached: boolean;
}

const createState = (variables: ScriptState['variables'], control: ControlState): ScriptState => ({
  variables,
  exports: createExports(createPersistentMap(variables), undefined),
  control,
});

export const createScriptState = (): ScriptState =>
  createState(undefined, {
    exportsAll: false,
    pathsDiverge: false,
    exitedBy: undefined,
    pendingExports: undefined,
    isUnreached: false,
  });

/** Returns the scope in a state, with variables that may record what is read from them. */
export const scopeOf = (
  { exportsAll, pathsDiverge, exitedBy, pendingExports }: ControlState,
  variables: Layer<Variable> | undefined,
): Scope => ({
  variables: createPersistentMap(variables),
  exportsAll,
  pathsDiverge,
  exitedBy,
  ...(pendingExports && { pendingExports: createPersistentMap(pendingExports) }),
  reads: createDefaultReads(),
});

/** Returns the control state of a scope. */
export const controlOf = (scope: Scope, { isUnreached }: ControlState): ControlState => ({
  exportsAll: scope.exportsAll,
  pathsDiverge: scope.pathsDiverge === true,
  exitedBy: scope.exitedBy,
  pendingExports: scope.pendingExports?.snapshot(),
  isUnreached,
});

export const isSameControl = (a: ControlState, b: ControlState): boolean =>
  a === b ||
  (a.exportsAll === b.exportsAll &&
    a.pathsDiverge === b.pathsDiverge &&
    a.exitedBy === b.exitedBy &&
    a.pendingExports === b.pendingExports &&
    a.isUnreached === b.isUnreached);

/** Returns the state after a piece that changes variables. */
export function changeState(
  state: ScriptState,
  changes: ReadonlyMap<string, Variable | undefined>,
  control: ControlState,
): ScriptState {
  if (changes.size > 0) return createState(pushLayer(state.variables, changes), control);
  return isSameControl(state.control, control) ? state : { ...state, control };
}

/** Returns the state in which the statements after the end of a script are read. */
export const toUnreached = (state: ScriptState): ScriptState => ({
  ...state,
  control: { ...state.control, exitedBy: undefined, isUnreached: true },
});
