import type { Function as FunctionNode, Word } from 'unbash';
import type { Config, Problem } from '../../../config/config';
import type { Steps } from '../limits';
import { createScriptText, type ScriptText, type Source } from '../source';
import type { StrayLine } from '../strayLines';
import type { PassedExports } from './exports';
import type { Functions } from './functions';

/** State of one walk through a script, in the order in which bash would run it. */
export interface Walk {
  /** The text whose nodes are walked. */
  source: Source;
  /** The text of the whole script, by the positions of spans. */
  script: ScriptText;
  found: (Config | Problem)[];
  /** Commands in branches that the script never takes. They are checked too, unless they are also reached otherwise. */
  unreached: (Config | Problem)[];
  /** Lines that bash runs as commands although they begin with a flag. */
  strayLines: StrayLine[];
  /** Functions that are defined once, by name. */
  functions: Functions;
  called: Set<FunctionNode>;
  callDepth: number;
  /** The functions that are being called, outermost first. */
  callStack: readonly FunctionNode[];
  /** Counter of the commands that were read, which bounds the time for scripts that run very long. */
  steps: Steps;
  /** The exports of the previous command; those of the next one are mostly the same. */
  exportsCache: { last?: PassedExports };
  /** Offsets of commands whose name is an unknown expansion. */
  dynamicCommands: Set<number>;
  /** The command that gets the output of the current one through a pipe. */
  receiver?: readonly Word[];
  /** The file to which the output of the commands in braces is redirected. */
  outputFile?: Word;
  /** Number of commands in which this script is embedded. */
  embeddingDepth: number;
}

export const createWalk = (
  start: Pick<Walk, 'functions' | 'source' | 'steps' | 'embeddingDepth'> & Partial<Pick<Walk, 'script'>>,
): Walk => ({
  script: createScriptText(start.source),
  ...start,
  found: [],
  unreached: [],
  strayLines: [],
  called: new Set(),
  callDepth: 0,
  callStack: [],
  exportsCache: {},
  dynamicCommands: new Set(),
});

/** Returns the commands that the script never reaches in any way. */
export function selectUnreached({ found, unreached }: Pick<Walk, 'found' | 'unreached'>): Walk['found'] {
  const startOffsetOf = (item: Config | Problem): number => ('flags' in item ? item.head.start : item.span.start);
  const foundOffsets = new Set(found.map(startOffsetOf));
  return unreached.filter((item) => !foundOffsets.has(startOffsetOf(item)));
}
