import type { Config } from '../core/config/config';
import type { Document } from '../core/document/document';
import type { Facts } from '../core/facts/facts';
import { formatLayoutLine } from '../core/features/markdown/layout';
import { formatMemoryLine } from '../core/features/markdown/memory';
import { estimateMemory } from '../core/memory/estimate';
import { fullestOf } from '../core/memory/fit';
import { listLimits } from '../core/memory/listLimits';
import type { MemoryEstimate, MemoryParts } from '../core/memory/memoryEstimate';
import { describeFullest } from '../core/memory/reason';
import type { Service } from '../core/service';
import { createPositionFinder } from './positions';

/** The report of `preflight memory --format json`, in GiB. Other tools rely on its shape. */
export interface MemoryReport {
  version: 1;
  files: { path: string; commands: { line: number; memory: ReportedMemory }[] }[];
}

/** The memory of the fullest GPU, or what is missing to estimate it. */
export type ReportedMemory =
  | {
      allocated: number;
      reserved: number;
      used: number;
      low: number;
      high: number;
      parts: MemoryParts;
      /** Index of the pipeline stage that the GPU belongs to. */
      stage: number;
      reason: string;
    }
  | { unknown: readonly string[] };

/** A command of a file with its facts. */
export interface CommandFacts {
  path: string;
  line: number;
  facts: Facts;
}

/** Lists the commands of a document with their facts. */
export function listCommandFacts(service: Service, path: string, document: Document): CommandFacts[] {
  const findPosition = createPositionFinder(document.text);
  const lineOf = ({ head }: Config): number => findPosition(head).start.line;
  return document.reading.configs.map((config) => ({
    path,
    line: lineOf(config),
    facts: service.getFacts(document, config),
  }));
}

/** Creates the report in JSON. A file without commands has an empty list. */
export const createMemoryReport = (paths: readonly string[], commands: readonly CommandFacts[]): MemoryReport => ({
  version: 1,
  files: paths.map((path) => ({
    path,
    commands: commands
      .filter((command) => command.path === path)
      .map(({ line, facts }) => ({ line, memory: reportMemory(facts) })),
  })),
});

/** Reports the memory of a run, in GiB. */
export function reportMemory(facts: Facts): ReportedMemory {
  const answer = estimateMemory(facts);
  if ('unknown' in answer) return answer;
  const { memory } = answer;
  const { allocated, reserved, used, parts } = fullestOf(memory);
  const numbers = roundAll({ allocated, reserved, used, low: memory.low, high: memory.high });
  return { ...numbers, parts: roundAll({ ...parts }), stage: memory.fullest, reason: describeFullest(memory) };
}

const roundAll = <Numbers extends Record<string, number>>(numbers: Numbers): Numbers =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value.toFixed(3))])) as Numbers;

/** Prints the memory of each command as a table with a row for each pipeline stage. */
export const listMemoryLines = (commands: readonly CommandFacts[]): string[] =>
  commands.flatMap(({ path, line, facts }) => {
    const answer = estimateMemory(facts);
    const head = `${path}:${line + 1}:`;
    if ('unknown' in answer) return [`${head} unknown: ${answer.unknown.join('; ')}`, ''];
    const { memory } = answer;
    const title = [formatLayoutLine(facts), formatMemoryLine(facts)].filter((part) => part !== '');
    return [`${head} ${title.join(' · ')}`, ...printTable(memory), ...listNotes(memory, listLimits(facts)), ''];
  });

const COLUMNS: readonly (readonly [title: string, parts: readonly (keyof MemoryParts)[]])[] = [
  ['weights', ['weights', 'reference']],
  ['gradients', ['gradients']],
  ['optimizer', ['optimizer']],
  ['activations', ['activations', 'recompute']],
  ['logits', ['logits']],
  ['buffers', ['buffers']],
];

const TOTALS = ['allocated', 'reserved', 'used'] as const;

function printTable({ stages, fullest }: MemoryEstimate): string[] {
  const titles = ['stage', ...COLUMNS.map(([title]) => title), ...TOTALS];
  const rows = stages.map((stage, index) => [
    `${index}${index === fullest ? ' *' : '  '}`,
    ...COLUMNS.map(([, parts]) => parts.reduce((sum, part) => sum + stage.parts[part], 0).toFixed(1)),
    ...TOTALS.map((total) => stage[total].toFixed(1)),
  ]);
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  return [titles, ...rows].map(
    (row) => `  ${row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join('  ')}`,
  );
}

function listNotes(memory: MemoryEstimate, limits: readonly string[]): string[] {
  const { sampling } = memory;
  return [
    `  GiB; *: ${describeFullest(memory)}; used ${memory.low.toFixed(0)} to ${memory.high.toFixed(0)}`,
    ...(sampling
      ? [
          `  while vLLM samples: ${sampling.share} of the card for vLLM, and ${sampling.state.toFixed(1)} for the training`,
        ]
      : []),
    ...limits.map((limit) => `  note: ${limit}`),
  ];
}
