import type { CheckedCase } from '../../test/support/verdicts';
import type { PhaseResult, Verdict } from './compare';

const COLUMNS = ['accepted', 'our error', 'rejected', 'missed'] as const;

const rowOf = (name: string, cells: readonly (number | string)[]): string =>
  `${name.padEnd(24)}${cells.map((cell) => String(cell).padStart(11)).join('')}`;

const cellsOf = (result: PhaseResult): number[] => [
  result.accepted,
  result.wrongErrors.length,
  result.rejected,
  result.missed.length,
];

/** The comparison as a table: by phase, accepted command lines and those with an error of ours, rejects and those that we miss. */
export function printTable(phases: readonly PhaseResult[], verdicts: readonly Verdict[]): string[] {
  const total = phases.map(cellsOf).reduce(
    (sum, cells) => sum.map((cell, index) => cell + (cells[index] ?? 0)),
    COLUMNS.map(() => 0),
  );
  const unknown = verdicts.filter(({ verdict }) => verdict === 'unknown').length;
  const later = phases.reduce((sum, each) => sum + each.later, 0);
  return [
    '',
    rowOf('phase', COLUMNS),
    ...phases.map((each) => rowOf(each.phase, cellsOf(each))),
    rowOf('all', total),
    '',
    `${later} accepted command lines have a finding about a later failure.`,
    `${unknown} command lines could not be decided here, and ${verdicts.length - unknown - (total[0] ?? 0) - (total[2] ?? 0)} depend on the machine.`,
  ];
}

const commandOf = ({ argv, env = {} }: { argv: string[]; env?: Record<string, string> }): string =>
  [...Object.entries(env).map((pair) => pair.join('=')), 'megatron', ...argv].join(' ');

/** Each case with another result than ours, with the words of both sides. */
export function listCases(phases: readonly PhaseResult[], verdicts: readonly Verdict[]): string[] {
  const describe = (title: string, { case: input, findings }: CheckedCase): string[] => [
    `${title}: ${input.id} ${commandOf(input)}`,
    `    real: ${input.phase} ${input.exception ?? ''} ${input.message ?? ''}`.trimEnd(),
    `    ours: ${findings.map(({ rule, severity, message }) => `${rule} (${severity}) ${message}`).join(' | ') || 'no finding'}`,
  ];
  return [
    ...phases.flatMap(({ wrongErrors }) => wrongErrors.flatMap((each) => describe('wrong error', each))),
    ...phases.flatMap(({ missed }) => missed.flatMap((each) => describe('missed', each))),
    ...verdicts
      .filter(({ verdict }) => verdict === 'unknown')
      .map((each) => `undecided: ${each.id} ${each.exception ?? ''} ${each.message ?? ''} ${each.site ?? ''}`),
  ];
}
