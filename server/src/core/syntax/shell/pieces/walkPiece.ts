import type { Function as FunctionNode, Statement } from 'unbash';
import type { Config, Exports, Problem } from '../../../config/config';
import { type FinishedWalk, isConfig } from '../finish';
import type { Definition, Functions } from '../interpreter/functions';
import { collectChanges, createNameReads, findValue, type Layer } from '../interpreter/persistentMap';
import type { Variable } from '../interpreter/scope';
import { walkStatements } from '../interpreter/walk';
import { createWalk, type Walk } from '../interpreter/walkState';
import { countSteps, createSteps } from '../limits';
import type { ScriptText } from '../source';
import { openFlagOf } from '../strayLines';
import type { TextTraits } from '../textTraits';
import type { Piece } from './piece';
import {
  type ControlState,
  changeState,
  controlOf,
  isSameControl,
  type ScriptState,
  scopeOf,
  toUnreached,
} from './scriptState';

/** The findings of a walk through a piece. All positions are those of pieces. */
export interface Findings extends Pick<Walk, 'found' | 'unreached' | 'strayLines' | 'dynamicCommands'> {
  called: ReadonlySet<FunctionNode>;
  steps: number;
  /** Positions outside of the piece at which something was found, as in a function that it calls. */
  outside: readonly number[];
  /** The commands as they are reported where the piece stands alone, and the traits of the script then. */
  finished?: { traits: TextTraits; walk: FinishedWalk };
}

/** The items found last before a piece: a line of the piece may continue them. */
export interface ItemsAbove {
  found: Config | Problem | undefined;
  unreached: Config | Problem | undefined;
  /** An object that changes with the comments between them and the piece. */
  comments?: object;
}

export const NOTHING_ABOVE: ItemsAbove = { found: undefined, unreached: undefined };

/** Returns the commands at the end of a piece that the next one may continue. */
function listItemsBelow({ found, unreached }: Pick<Walk, 'found' | 'unreached'>): ItemsAbove {
  const [lastFound, lastUnreached] = [found.at(-1), unreached.at(-1)].map((item) =>
    openFlagOf(item) ? item : undefined,
  );
  return lastFound || lastUnreached ? { found: lastFound, unreached: lastUnreached } : NOTHING_ABOVE;
}

const passComments = (above: ItemsAbove): ItemsAbove =>
  above === NOTHING_ABOVE ? NOTHING_ABOVE : { ...above, comments: {} };

/** The surroundings in which a piece is walked. */
export interface Surroundings {
  state: ScriptState;
  functions: Functions;
  above: ItemsAbove;
}

/** A piece as it was walked, with everything that it read, so that it need not be walked again when that is the same. */
export interface WalkedPiece extends Surroundings {
  piece: Piece;
  findings: Findings;
  /** The commands at its end that the next piece may continue. */
  below: ItemsAbove;
  /** The state of the control flow at its end. */
  left: ControlState;
  /** The state in which the next piece is walked. */
  after: ScriptState;
  /** The state in which the piece ends the script. */
  exited?: ScriptState | undefined;
  /** The variables that it sets. */
  changes: ReadonlyMap<string, Variable | undefined>;
  /** The variables and functions that it read. */
  variablesRead: ReadonlyMap<string, Variable | undefined>;
  functionsRead: ReadonlyMap<string, Definition | undefined>;
  /** It depends on all variables. */
  readsAll: boolean;
}

/** Walks a piece; undefined if the script ends in the middle of it, or is too long to be followed. */
export function walkPiece(
  piece: Piece,
  statements: readonly Statement[],
  surroundings: Surroundings,
  script: ScriptText,
): WalkedPiece | undefined {
  const { state, functions, above } = surroundings;
  const reads = createNameReads();
  const recorder: Layer<Variable> = { parent: state.variables, changes: new Map(), reads };
  const scope = scopeOf(state.control, recorder);
  const functionsRead = new Map<string, Definition | undefined>();
  const steps = createSteps();
  const walk = createWalk({
    functions: {
      get: (name) => {
        functionsRead.set(name, functions.get(name));
        return functions.get(name);
      },
    },
    source: piece.source,
    script,
    steps,
    embeddingDepth: 0,
  });
  walk.exportsCache.last = { exports: state.exports, state: recorder, locals: undefined };
  walk.found.push(...(above.found ? [above.found] : []));
  walk.unreached.push(...(above.unreached ? [above.unreached] : []));
  const { isUnreached } = state.control;
  const isWhole = walkStatements(statements, scope, isUnreached ? { ...walk, found: walk.unreached } : walk);
  if (!isWhole || steps.firstSkipped !== undefined) return undefined;
  const changes = collectChanges(scope.variables.snapshot(), recorder);
  const left = controlOf(scope, state.control);
  const found = walk.found.slice(above.found ? 1 : 0);
  const unreached = walk.unreached.slice(above.unreached ? 1 : 0);
  const hasOtherExports = [...found, ...unreached].some((item) => isConfig(item) && item.exports !== state.exports);
  const { base, text } = piece.source;
  return {
    ...surroundings,
    piece,
    findings: {
      found,
      unreached,
      strayLines: walk.strayLines,
      dynamicCommands: walk.dynamicCommands,
      called: walk.called,
      steps: countSteps(steps),
      outside: listPositions({ ...walk, found, unreached }).filter(
        (position) => position < base || position > base + text.length,
      ),
    },
    left,
    ...leavePiece(state, changes, left),
    below: piece.spans.length > 0 ? listItemsBelow({ found, unreached }) : passComments(above),
    changes,
    variablesRead: new Map([...reads.names].map((name) => [name, findValue(state.variables, name)])),
    functionsRead,
    readsAll: reads.all || hasOtherExports,
  };
}

/** Lists the positions of all that was found. */
export const listPositions = ({
  found,
  unreached,
  strayLines,
  dynamicCommands,
}: Pick<Walk, 'found' | 'unreached' | 'strayLines' | 'dynamicCommands'>): number[] => [
  ...[...found, ...unreached].flatMap((item) =>
    isConfig(item) ? [item.head.start, item.fullSpan.start, item.fullSpan.end] : [item.span.start],
  ),
  ...strayLines.map(({ span }) => span.start),
  ...dynamicCommands,
];

/** Returns a walked piece in its present surroundings; undefined if something that it read has changed. */
export function reuseWalk(
  walked: WalkedPiece,
  state: ScriptState,
  functions: Functions,
  above: ItemsAbove,
): WalkedPiece | undefined {
  // Mostly nothing at all has changed.
  if (walked.state === state && walked.functions === functions && walked.above === above) return walked;
  if (above.found !== walked.above.found || above.unreached !== walked.above.unreached) return undefined;
  if (above.comments !== walked.above.comments) return undefined;
  if (functions !== walked.functions)
    for (const [name, definition] of walked.functionsRead) if (functions.get(name) !== definition) return undefined;
  if (state === walked.state) return { ...walked, functions, above };
  if (!isSameControl(state.control, walked.state.control)) return undefined;
  if (state.variables === walked.state.variables)
    return { ...walked, state, functions, above, ...leaveAgain(walked, state) };
  if (walked.readsAll) return undefined;
  for (const [name, variable] of walked.variablesRead)
    if (findValue(state.variables, name) !== variable) return undefined;
  const findings = withExports(walked.findings, walked.state.exports, state.exports);
  return {
    ...walked,
    state,
    functions,
    above,
    findings,
    below: findings === walked.findings ? walked.below : listItemsBelow(findings),
    ...leaveAgain(walked, state),
  };
}

/** Returns the state after a piece that is not walked again. */
const leaveAgain = ({ changes, left }: WalkedPiece, state: ScriptState): Pick<WalkedPiece, 'after' | 'exited'> =>
  leavePiece(state, changes, left);

/** Returns the states after a piece. */
function leavePiece(
  state: ScriptState,
  changes: WalkedPiece['changes'],
  left: ControlState,
): Pick<WalkedPiece, 'after' | 'exited'> {
  const after = changeState(state, changes, left);
  return left.exitedBy === undefined ? { after } : { after: toUnreached(after), exited: after };
}

/** Returns what was found with the present exports of the script. */
function withExports(findings: Findings, before: Exports, exports: Exports): Findings {
  if (findings.found.length === 0 && findings.unreached.length === 0) return findings;
  const update = <T extends Config | Problem>(item: T): T =>
    isConfig(item) && item.exports === before ? { ...item, exports } : item;
  const { finished } = findings;
  return {
    ...findings,
    found: findings.found.map(update),
    unreached: findings.unreached.map(update),
    ...(finished && {
      finished: {
        ...finished,
        walk: {
          ...finished.walk,
          configs: finished.walk.configs.map(update),
          undecided: finished.walk.undecided.map(update),
        },
      },
    }),
  };
}
