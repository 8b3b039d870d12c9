import { argvOf } from '../../server/src/core/config/argv';
import { variablesOf } from '../../server/src/core/config/lookup';
import type { Document } from '../../server/src/core/document/document';
import type { Repair } from '../../test/support/repair';
import { type Case, type CheckedCase, dependsOnMachine } from '../../test/support/verdicts';
import type { Verdict } from './compare';

/** A rejected command line, and what the first fixes of its errors make of it. */
export interface RepairedCase {
  checked: CheckedCase;
  repair: Repair;
  /** The repaired command line for the real code. */
  case: Case;
}

export interface Repairs {
  repaired: RepairedCase[];
  /** Rejects for which no fix is offered. */
  withoutFix: CheckedCase[];
}

/** Applies the first fixes of the errors of each rejected command line. A fix with an unknown value is left out. */
export function repairCases(checked: readonly CheckedCase[]): Repairs {
  const repaired: RepairedCase[] = [];
  const withoutFix: CheckedCase[] = [];
  for (const each of checked) {
    if (each.case.verdict !== 'reject' || each.errors.length === 0) continue;
    const repair = each.repair();
    const changed = repair.steps.length > 0 ? toRepairedCase(each.case, repair.document) : undefined;
    if (changed) repaired.push({ checked: each, repair, case: changed });
    else withoutFix.push(each);
  }
  return { repaired, withoutFix };
}

/** The case of a repaired script: its arguments, its variables and the config files that it names. */
function toRepairedCase(original: Case, { reading, context }: Document): Case | undefined {
  const [config] = reading.configs;
  const argv = config && argvOf(config).map(({ value }) => value);
  if (!config || !argv?.every((value) => value !== null)) return undefined;
  const env = variablesOf(config).flatMap(({ name, values }) =>
    values[0]?.value === undefined ? [] : [[name, values[0].value] as const],
  );
  const files = (context.neighbors ?? []).map(({ name, text }) => [name, text] as const);
  return {
    ...original,
    argv: [config.command, ...argv],
    env: Object.fromEntries(env),
    ...(original.sandbox && {
      sandbox: { ...original.sandbox, files: { ...original.sandbox.files, ...Object.fromEntries(files) } },
    }),
  };
}

/** Repairs that the real code accepts and rejects. */
interface Counts {
  accepted: number;
  rejected: number;
}

export interface FixResults {
  /** Of command lines with one error, and with several. */
  single: Counts;
  several: Counts;
  failed: { repaired: RepairedCase; verdict: Verdict }[];
  /** Repairs without a verdict: this machine would decide. */
  undecided: Verdict[];
  /** Repairs that lead to another finding of ours, or do not come to an end. */
  unclean: RepairedCase[];
  withoutFix: CheckedCase[];
}

/** Compares repairs with the verdicts of the real code on them, which are in the same order. */
export function compareFixes({ repaired, withoutFix }: Repairs, verdicts: readonly Verdict[]): FixResults {
  const rows = repaired.map((each, index) => ({ repaired: each, verdict: verdicts[index] as Verdict }));
  const isOpen = ({ verdict }: { verdict: Verdict }): boolean =>
    verdict.verdict === 'unknown' || dependsOnMachine(verdict as Case);
  const decided = rows.filter((each) => !isOpen(each));
  const count = (isSingle: boolean): Counts => {
    const own = decided.filter((each) => (each.repaired.checked.errors.length === 1) === isSingle);
    const accepted = own.filter(({ verdict }) => verdict.verdict === 'accept').length;
    return { accepted, rejected: own.length - accepted };
  };
  return {
    single: count(true),
    several: count(false),
    failed: decided.filter(({ verdict }) => verdict.verdict === 'reject'),
    undecided: rows.filter(isOpen).map(({ verdict }) => verdict),
    unclean: repaired.filter(({ repair }) => repair.end === 'circle' || repair.introduced.length > 0),
    withoutFix,
  };
}

/** The share of accepted repairs as a table, and the numbers of those that the table lacks. */
export function printFixes({ single, several, undecided, unclean, withoutFix }: FixResults): string[] {
  const row = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(24)}${cells.map((cell) => cell.padStart(11)).join('')}`;
  const rowOf = (name: string, { accepted, rejected }: Counts): string =>
    row(name, [String(accepted), String(rejected), formatShare(accepted, accepted + rejected)]);
  const all = { accepted: single.accepted + several.accepted, rejected: single.rejected + several.rejected };
  return [
    '',
    row('first fixes', ['accepted', 'rejected', 'share']),
    rowOf('one error', single),
    rowOf('several errors', several),
    rowOf('all', all),
    '',
    `${withoutFix.length} rejects have no fix; ${undecided.length} repaired command lines could not be decided here.`,
    `${unclean.length} repairs lead to another error or warning of ours.`,
  ];
}

const formatShare = (part: number, whole: number): string =>
  whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;

/** Each repair that the real code rejects or that leads to another finding, with its fixes. */
export function listFixes({ failed, unclean, withoutFix }: FixResults): string[] {
  const fixesOf = ({ repair: { steps, end } }: RepairedCase): string =>
    `    fixes: ${steps.map(({ finding, title }) => `${finding.rule}: ${title}`).join(' | ')} (${end})`;
  const commandOf = ({ case: { id, argv, env = {} } }: RepairedCase): string =>
    [id, ...Object.entries(env).map((pair) => pair.join('=')), 'megatron', ...argv].join(' ');
  return [
    ...failed.flatMap(({ repaired, verdict }) => [
      `fix fails: ${commandOf(repaired)}`,
      fixesOf(repaired),
      `    real: ${verdict.phase} ${verdict.exception ?? ''} ${verdict.message ?? ''}`.trimEnd(),
    ]),
    ...unclean.flatMap((each) => [
      `fix leads to a finding: ${commandOf(each)}`,
      fixesOf(each),
      ...each.repair.introduced.map(({ rule, severity, message }) => `    ${severity} ${rule}: ${message}`),
    ]),
    ...withoutFix.map((each) => `no fix: ${each.case.id} ${each.errors.map(({ rule }) => rule).join(' ')}`),
  ];
}
