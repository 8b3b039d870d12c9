import type { Config, Entry, Exports, Span } from '../config/config';
import {
  createExportAnswers,
  type Document,
  type ExportAnswers,
  type LintedRun,
  type PreviousVersion,
} from '../document/document';
import type { FactsContext } from '../facts/givens';
import type { Finding } from '../lint/rule';
import { findShift, type TextShift } from '../text/textShift';

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

/**
 * Returns what the rules found for the same run in the version of the document before, with positions as they are now;
 * undefined if the run, its release, its model or a variable that the rules read has changed.
 */
export function reuseFindings(document: Document, config: Config, run: Config, context: FactsContext) {
  const { previous } = document.textCache;
  if (!previous) return undefined;
  previous.shift ??= findShift(previous.document.text, document.text);
  const { shift, kept } = previous;
  const earlier = findEarlier(previous.document, document, config, shift);
  const linted = earlier && previous.document.cache.get(earlier)?.linted;
  if (!linted || !isSameContext(linted.context, context)) return undefined;
  const isSame = (older: unknown, newer: unknown): boolean => isEqualShifted(older, newer, shift, kept);
  const { exports: olderExports, ...olderRun } = linted.run;
  const { exports, ...newerRun } = run;
  if ((olderExports === undefined) !== (exports === undefined) || !isSame(olderRun, newerRun)) return undefined;
  const answers = askSame(linted, exports, previous, isSame);
  if (!answers || !canShift(linted.findings, shift, kept)) return undefined;
  const findings = shiftAll(linted.findings, shift, kept) as readonly Finding[];
  return { run, context, answers, findings } satisfies LintedRun;
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
  older.assumedModel === newer.assumedModel &&
  older.release.tree === newer.release.tree &&
  isEqualShifted(older.release, newer.release) &&
  isEqualShifted(older.modelDefaults, newer.modelDefaults);

const isOwnSpan = (value: object): value is Span => 'start' in value && 'end' in value && !('source' in value);

/** Whether two values are equal except that the spans of one are shifted. Entries and lists are collected in pairs. */
function isEqualShifted(
  older: unknown,
  newer: unknown,
  shift?: TextShift,
  kept: Map<object, object> = new Map(),
): boolean {
  if (older === newer) return true;
  if (typeof older !== 'object' || typeof newer !== 'object' || !older || !newer) return false;
  if (shift && isPlainEntry(older) && isPlainEntry(newer)) return isEqualEntry(older, newer, shift, kept);
  // Commands share lists, such as the directives of their script.
  if (kept.get(older) === newer) return true;
  const isEqual = Array.isArray(older)
    ? Array.isArray(newer) && isEqualList(older, newer, shift, kept)
    : isEqualObject(older, newer, shift, kept);
  if (isEqual && (Array.isArray(older) || 'fullSpan' in older)) kept.set(older, newer);
  return isEqual;
}

/** Whether a value is an entry with nothing but a name and values of plain text: almost all are. */
const isPlainEntry = (value: object): value is Entry =>
  'fullSpan' in value && 'values' in value && Object.keys(value).length === 5;

function isEqualEntry(older: Entry, newer: Entry, shift: TextShift, kept: Map<object, object>): boolean {
  const { name, kind, key, fullSpan, values } = older;
  const isEqual =
    name === newer.name &&
    kind === newer.kind &&
    isEqualSpan(key, newer.key, shift) &&
    isEqualSpan(fullSpan, newer.fullSpan, shift) &&
    isEqualList(values, newer.values, shift, kept);
  if (isEqual) kept.set(older, newer);
  return isEqual;
}

const isEqualSpan = (older: Span, newer: Span, shift: TextShift): boolean =>
  older.source === newer.source &&
  (older.source
    ? older.start === newer.start && older.end === newer.end
    : shift.mapStart(older.start) === newer.start && shift.mapEnd(older.end) === newer.end);

const isEqualList = (
  older: readonly unknown[],
  newer: readonly unknown[],
  shift: TextShift | undefined,
  kept: Map<object, object>,
): boolean =>
  older.length === newer.length && older.every((each, index) => isEqualShifted(each, newer[index], shift, kept));

function isEqualObject(older: object, newer: object, shift: TextShift | undefined, kept: Map<object, object>): boolean {
  if (shift && isOwnSpan(older) && isOwnSpan(newer))
    return shift.mapStart(older.start) === newer.start && shift.mapEnd(older.end) === newer.end;
  const keys = Object.keys(older) as (keyof object)[];
  if (keys.length !== Object.keys(newer).length) return false;
  return keys.every((key) => key in newer && isEqualShifted(older[key], newer[key], shift, kept));
}

/**
 * Whether all spans of a value have one place now. A span that begins where text was inserted may be the end of a word,
 * which stays, or the start of one, which moves.
 */
function canShift(value: unknown, shift: TextShift, kept: ReadonlyMap<object, object>): boolean {
  if (typeof value !== 'object' || !value || kept.has(value)) return true;
  if (isOwnSpan(value))
    return [value.start, value.end].every((offset) => shift.mapStart(offset) === shift.mapEnd(offset));
  return Object.values(value).every((each) => canShift(each, shift, kept));
}

/** Returns a value with all spans shifted, and the entries of the run replaced by those of its present version. */
function shiftAll(value: unknown, shift: TextShift, kept: ReadonlyMap<object, object>): unknown {
  if (typeof value !== 'object' || !value) return value;
  const present = kept.get(value);
  if (present) return present;
  if (Array.isArray(value)) return value.map((each) => shiftAll(each, shift, kept));
  if (isOwnSpan(value)) return { ...value, start: shift.mapStart(value.start), end: shift.mapEnd(value.end) };
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shiftAll(each, shift, kept)]));
}
