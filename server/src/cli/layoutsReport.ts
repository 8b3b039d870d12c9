import type { Change } from '../core/config/edit';
import { describeFullest } from '../core/memory/reason';
import type { FoundLayouts, OfferedLayout } from '../core/sizing';
import { loadSizing } from '../host/sizing';

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

/** The report of a command without layouts, for a reason. */
export const createEmptyReport = (path: string, line: number, message: string): LayoutsReport => ({
  version: 1,
  path,
  line,
  considered: 0,
  layouts: [],
  message,
});

/** Creates the report in JSON. */
export function createLayoutsReport(path: string, line: number, found: FoundLayouts): LayoutsReport {
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
      reason: describeFullest(memory),
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

/** Lists the layouts with what each changes. */
export function listLayoutLines(head: string, found: FoundLayouts): string[] {
  const { describeLimit, describeNoFit, describeParts, describeSearch, describeSpeed, formatSizes } = loadSizing();
  const lines = found.offered.flatMap(({ layout, changes }, index) => [
    `${String(index + 1).padStart(3)}. ${formatSizes(layout)}`,
    `     ${describeParts(layout)}`,
    `     ${describeSpeed(layout, found)}`,
    `     ${describeLimit(layout)}`,
    `     ${printSettings(changes)}`,
  ]);
  return [
    `${head}: ${describeSearch(found)} · ${found.considered} combinations`,
    ...(lines.length > 0 ? lines : [`  ${describeNoFit(found)}`]),
  ];
}

function printSettings(changes: readonly Change[]): string {
  const settings = listSettings(changes).map(([name, value]) =>
    value === null ? `without ${name}` : `${name} ${value}`,
  );
  return settings.length === 0 ? 'the present layout' : `change: ${settings.join(', ')}`;
}
