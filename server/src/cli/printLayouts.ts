import { parseArgs } from 'node:util';
import type { Change } from '../core/config/edit';
import type { Service } from '../core/service';
import type { FoundLayouts, OfferedLayout } from '../core/sizing';
import { loadSizing } from '../host/sizing';
import { CONTEXT_OPTIONS, readContextOptions } from './contextOptions';
import { UsageError } from './files';
import type { Output } from './output';
import { readCommandAt } from './readCommandAt';

const LAYOUT_OPTIONS = {
  ...CONTEXT_OPTIONS,
  format: { type: 'string', default: 'text' },
  nodes: { type: 'string' },
  'gpus-per-node': { type: 'string' },
  limit: { type: 'string', default: '10' },
} as const;

/** The report of `preflight layouts --format json`, in GiB. Other tools rely on its shape. */
interface LayoutsReport {
  version: 1;
  path: string;
  line: number;
  /** Number of combinations that were ranked. */
  considered: number;
  layouts: object[];
  /** Why there are no layouts. */
  message?: string;
}

/** Lists the layouts of a command that fit its GPUs. Returns 1 if none does. */
export function printLayouts(service: Service, argv: readonly string[], output: Output): number {
  const { values, positionals } = parseArgs({ args: [...argv], options: LAYOUT_OPTIONS, allowPositionals: true });
  if (!['json', 'text'].includes(values.format))
    throw new UsageError(`--format must be json or text, not "${values.format}"`);
  const nodes = readCount('nodes', values.nodes);
  const gpusPerNode = readCount('gpus-per-node', values['gpus-per-node']);
  if (nodes !== undefined && gpusPerNode === undefined) throw new UsageError('--nodes needs --gpus-per-node');
  const limit = readCount('limit', values.limit);
  const command = readCommandAt(service, 'layouts', positionals, readContextOptions(service, values));
  const { path, line } = command;
  const sizing = loadSizing();
  const document =
    nodes === undefined || gpusPerNode === undefined
      ? command.document
      : sizing.resizeDocument(service, command.document, nodes * gpusPerNode);
  const config = document.reading.configs[command.document.reading.configs.indexOf(command.config)] ?? command.config;
  const found = sizing.findLayouts(service, document, config, { nodes, gpusPerNode, limit });
  const head = `${path}:${line}`;
  if ('unknown' in found) {
    const message = `unknown: ${found.unknown.join('; ')}`;
    if (values.format === 'json')
      output.writeJson({ version: 1, path, line, considered: 0, layouts: [], message } satisfies LayoutsReport);
    else output.writeLines([`${head}: ${message}`]);
    return 1;
  }
  if (values.format === 'json') output.writeJson(createReport(path, line, found));
  else output.writeLines(listLines(head, found));
  return found.offered.length > 0 ? 0 : 1;
}

function readCount(name: string, text: string | undefined): number | undefined {
  if (text !== undefined && !/^[1-9]\d{0,5}$/.test(text))
    throw new UsageError(`--${name} must be a positive number, not "${text}"`);
  return text === undefined ? undefined : Number(text);
}

function createReport(path: string, line: number, found: FoundLayouts): LayoutsReport {
  const { describeNoFit } = loadSizing();
  return {
    version: 1,
    path,
    line,
    considered: found.considered,
    layouts: found.offered.map((offered) => reportLayout(offered, found)),
    ...(found.offered.length === 0 && { message: describeNoFit(found) }),
  };
}

function reportLayout({ layout, changes }: OfferedLayout, found: FoundLayouts): object {
  const { describeLimit, describeSpeed } = loadSizing();
  const { parallel, split, microBatch, recompute, memory } = layout;
  const { worldSize: _, virtual, ...sizes } = parallel;
  const stage = memory.stages[memory.fullest];
  return {
    ...sizes,
    virtualStages: virtual,
    data: parallel.worldSize / (parallel.tensor * parallel.pipeline * parallel.context),
    microBatch,
    ...(split.last !== undefined && { lastStageLayers: split.last }),
    recompute: reportRecompute(recompute),
    memory: {
      allocated: stage?.allocated,
      reserved: stage?.reserved,
      used: stage?.used,
      low: memory.low,
      high: memory.high,
      parts: stage?.parts,
      stage: memory.fullest,
      reason: stage?.reason,
    },
    reason: describeSpeed(layout, found),
    limit: describeLimit(layout),
    changes: Object.fromEntries(listSettings(changes)),
  };
}

const reportRecompute = ({
  granularity,
  isBlock,
  layers,
  attention,
  mlp,
  experts,
}: OfferedLayout['layout']['recompute']) => ({
  granularity,
  ...(granularity === 'full' && { method: isBlock ? 'block' : 'uniform', layers }),
  ...(granularity === 'selective' && {
    modules: [...(attention ? ['core_attn'] : []), ...(mlp ? ['mlp'] : []), ...(experts ? ['moe'] : [])],
  }),
});

/** Lists the flags and variables that a layout changes, with their new values; null for one that is removed. */
const listSettings = (changes: readonly Change[]): [name: string, value: string | null][] =>
  changes.flatMap((change): [string, string | null][] => {
    if (change.op === 'set') return [[change.flag, change.values.join(' ')]];
    if (change.op === 'setEnv') return [[change.name, change.value]];
    return change.op === 'remove' ? [[change.entry.name, null]] : [];
  });

function listLines(head: string, found: FoundLayouts): string[] {
  const { describeLimit, describeNoFit, describeParts, describeSearch, describeSpeed, formatSizes } = loadSizing();
  const lines = found.offered.flatMap(({ layout, changes }, index) => [
    `${String(index + 1).padStart(3)}. ${formatSizes(layout)}`,
    `     ${describeParts(layout)}`,
    `     ${describeSpeed(layout, found)}`,
    `     ${describeLimit(layout)}`,
    `     ${printSettings(changes)}`,
  ]);
  return [`${head}: ${describeSearch(found)}`, ...(lines.length > 0 ? lines : [`  ${describeNoFit(found)}`])];
}

function printSettings(changes: readonly Change[]): string {
  const settings = listSettings(changes).map(([name, value]) =>
    value === null ? `without ${name}` : `${name} ${value}`,
  );
  return settings.length === 0 ? 'the present layout' : `change: ${settings.join(', ')}`;
}
