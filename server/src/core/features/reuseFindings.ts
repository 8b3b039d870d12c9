import { matchFlag } from '../catalog/match';
import type { Config, Entry, Exports } from '../config/config';
import { toUnderscores } from '../config/lookup';
import { originOf } from '../config/shiftedConfig';
import {
  createExportAnswers,
  type Document,
  type ExportAnswers,
  type LintedRun,
  type PreviousVersion,
} from '../document/document';
import { type Facts, factsOf } from '../facts/facts';
import { EXTRA_KWARGS_FLAGS, type FactsContext } from '../facts/givens';
import { createReadTest, EVERY_FLAG, toWrittenRead } from '../facts/reads';
import type { EarlierLint, LintMemory, RunChange } from '../lint/lintMemory';
import type { Finding } from '../lint/rule';
import { findShift, type TextShift } from '../text/textShift';
import { moveFindings, placeOf } from './movedFindings';
import { canShift, isEqualShifted, isWithin, shiftAll } from './shiftedEquality';

// The findings of a command are kept when other parts of the document change: they depend on nothing but the run.

/** Returns the run with exports that record what is asked of them, and answer each question once. */
export function recordExports(run: Config, answers: ExportAnswers): Config {
  const { exports } = run;
  if (!exports) return run;
  const record = (question: 'find' | 'findUnexported') => {
    const known = answers[question];
    return (name: string): Entry | undefined => {
      const answer = known.get(name);
      if (answer || known.has(name)) return answer;
      const found = exports[question](name);
      known.set(name, found);
      return found;
    };
  };
  const entries = (): readonly Entry[] => {
    answers.entries ??= exports.entries();
    return answers.entries;
  };
  return { ...run, exports: { find: record('find'), findUnexported: record('findUnexported'), entries } };
}

/** A run as it was in the version of the document before. */
export interface EarlierRun {
  /** The findings, with positions as they are now, if nothing that they depend on has changed. */
  linted?: LintedRun;
  /** The answers of the rules, and the changes since then, if these are only some flags. */
  edited?: EarlierLint & { answers: ExportAnswers };
}

/**
 * Compares a run with the one that was at its place in the version of the document before; undefined if none was linted.
 * `remember` asks the rules about that one, where their answers are worth it and were not kept.
 */
export function compareWithEarlier(
  document: Document,
  config: Config,
  run: Config,
  context: FactsContext,
  remember?: (facts: Facts) => LintMemory,
): EarlierRun | undefined {
  const { previous } = document.textCache;
  const found = findLintedBefore(document, config);
  if (!previous || !found) return undefined;
  const { linted, shift } = found;
  const { kept } = previous;
  const isSame = (older: unknown, newer: unknown): boolean => isEqualShifted(older, newer, shift, kept);
  if (!isSameContext(linted.context, context) || !isSameExceptFlags(linted.run, run, isSame)) return {};
  const answers = askSame(linted, run.exports, previous, isSame);
  if (!answers) return {};
  const shiftFindings = (findings: readonly Finding[]): readonly Finding[] | undefined =>
    canShift(findings, shift, kept) ? (shiftAll(findings, shift, kept) as readonly Finding[]) : undefined;
  const { before, now, older } = compareFlags(linted.run.flags, run.flags, isSame);
  const changed = [...before, ...now];
  const findings =
    changed.length === 0 ? shiftFindings(moveFindings(linted.findings, linted.place, linted.run)) : undefined;
  if (findings) return { linted: { run, context, answers, findings, place: placeOf(run) } };
  if (remember) linted.memory ??= remember(factsOf(recordExports(linted.run, linted.answers), linted.context));
  const { memory } = linted;
  const written = changed.map(({ name }) => name);
  const names = listReadsOfFlags(written, run, context);
  const areNamesKept = before.length === now.length && before.every(({ name }, index) => name === now[index]?.name);
  return names && memory
    ? {
        edited: {
          memory,
          change: { isRead: createReadTest(names), areNamesKept, older, moveFindings: shiftFindings },
          answers,
        },
      }
    : {};
}

/** Finds the run that was at the place of a command in the version of the document before, if it was linted. */
export function findLintedBefore(
  document: Document,
  config: Config,
): { linted: LintedRun; shift: TextShift } | undefined {
  const { previous } = document.textCache;
  if (!previous) return undefined;
  previous.shift ??= findShift(previous.document.text, document.text);
  const { shift } = previous;
  const earlier = findEarlier(previous.document, document, config, shift);
  const linted = earlier && previous.document.cache.get(earlier)?.linted;
  return linted && { linted, shift };
}

/** Finds a run that is the same as it was read before, except for its place, in the version of the document before. */
export function findMoved(
  { textCache: { previous } }: Document,
  run: Config,
  context: FactsContext,
): LintedRun | undefined {
  if (!previous) return undefined;
  previous.byOrigin ??= new Map(
    previous.document.reading.configs.map((config) => [originOf(config), previous.document.cache.get(config)?.linted]),
  );
  const linted = previous.byOrigin.get(originOf(run));
  if (!linted || !isSameContext(linted.context, context)) return undefined;
  const { findings, place, memory: _, ...rest } = linted;
  const { start, end } = place.span;
  place.isSelfContained ??= isWithin(findings, start, end);
  return linted.run === run || place.isSelfContained ? { ...rest, findings, place, run, context } : undefined;
}

function isSameExceptFlags(older: Config, newer: Config, isSame: (older: unknown, newer: unknown) => boolean): boolean {
  const { exports: olderExports, flags: _olderFlags, ...olderRest } = older;
  const { exports, flags: _flags, ...newerRest } = newer;
  return (olderExports === undefined) === (exports === undefined) && isSame(olderRest, newerRest);
}

/** The flags of either version from the first to the last that differs, and the others of the version before. */
interface FlagChange {
  before: readonly Entry[];
  now: readonly Entry[];
  /** By the same flags as they are now. */
  older: RunChange['older'];
}

function compareFlags(
  older: readonly Entry[],
  newer: readonly Entry[],
  isSame: (older: unknown, newer: unknown) => boolean,
): FlagChange {
  const shorter = Math.min(older.length, newer.length);
  let start = 0;
  while (start < shorter && isSame(older[start], newer[start])) start++;
  let end = 0;
  while (end < shorter - start && isSame(older.at(-1 - end), newer.at(-1 - end))) end++;
  const [olderEnd, newerEnd] = [older.length - end, newer.length - end];
  const same = [...older.slice(0, start), ...older.slice(olderEnd)];
  const others = [...newer.slice(0, start), ...newer.slice(newerEnd)];
  return {
    before: older.slice(start, olderEnd),
    now: newer.slice(start, newerEnd),
    older: new Map(same.flatMap((entry, index) => (others[index] ? [[others[index], entry] as const] : []))),
  };
}

/** Limit of changed flags, above which all rules are asked again. */
const MAX_CHANGED_FLAGS = 20;

/**
 * Lists what reads of a run have another result when some of its flags change, in any release that fits; undefined if any
 * may have.
 */
export function listReadsOfFlags(
  changed: readonly string[],
  { command }: Config,
  { catalog, release }: FactsContext,
): string[] | undefined {
  if (changed.length > MAX_CHANGED_FLAGS) return undefined;
  const views = [release.version, ...(release.others ?? [])].map((version) => catalog.view(version, command));
  const written = new Set(changed);
  const matches = [...written].flatMap((name) => views.map((view) => matchFlag(catalog, view, name)));
  const names = new Set(matches.flatMap((match) => ('flag' in match ? [match.flag.name] : [])));
  // The keys of these flags are flags themselves.
  if (EXTRA_KWARGS_FLAGS.some((name) => names.has(name))) return undefined;
  return [EVERY_FLAG, ...names, ...[...written].map((name) => toWrittenRead(toUnderscores(name)))];
}

/** Asks exports what the rules asked before; undefined if an answer is another one. Commands mostly share their exports. */
function askSame(
  { run, answers: before }: LintedRun,
  exports: Exports | undefined,
  { asked }: PreviousVersion,
  isSame: (older: unknown, newer: unknown) => boolean,
): ExportAnswers | undefined {
  const answers = createExportAnswers();
  if (!exports || !run.exports) return answers;
  if (asked.older !== run.exports || asked.newer !== exports)
    Object.assign(asked, { older: run.exports, newer: exports, answers: createExportAnswers() });
  for (const question of ['find', 'findUnexported'] as const) {
    const known = asked.answers[question];
    for (const [name, answer] of before[question]) {
      const now = known.has(name) ? known.get(name) : exports[question](name);
      if (!known.has(name) && !isSame(answer, now)) return undefined;
      known.set(name, now);
      answers[question].set(name, now);
    }
  }
  if (!before.entries) return answers;
  const entries = asked.answers.entries ?? exports.entries();
  if (!asked.answers.entries && !isSame(before.entries, entries)) return undefined;
  asked.answers.entries = entries;
  return { ...answers, entries };
}

/** Finds the command of the version before that is now at the position of a command, counted from either end. */
function findEarlier(older: Document, newer: Document, config: Config, shift: TextShift): Config | undefined {
  const [before, now] = [older.reading.configs, newer.reading.configs];
  const index = now.indexOf(config);
  return [before[index], before[before.length - now.length + index]].find(
    (each) => each && shift.mapStart(each.head.start) === config.head.start && each.variant === config.variant,
  );
}

/** Whether everything that decides about the facts of a run, besides its text, is the same. */
const isSameContext = (older: FactsContext, newer: FactsContext): boolean =>
  older.catalog === newer.catalog &&
  older.model === newer.model &&
  older.worldSize === newer.worldSize &&
  older.gpuMemory === newer.gpuMemory &&
  older.usualGpuMemory === newer.usualGpuMemory &&
  older.assumedModel === newer.assumedModel &&
  older.release.tree === newer.release.tree &&
  isEqualShifted(older.release, newer.release) &&
  isEqualShifted(older.modelDefaults, newer.modelDefaults);
