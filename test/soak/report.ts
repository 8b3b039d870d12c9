import type { EditCost, RequestCost } from './endurance';
import type { SoakResult } from './soak';

/** A property that a soak must have, and whether it has it. */
interface Goal {
  title: string;
  isMet: boolean;
  measured: string;
}

const MAX_MEMORY_RATIO = 1.3;
const MAX_EDIT_MS = 20;
const MAX_REQUEST_MS = 200;
const MAX_SHOWN = 20;

/** The value below which a share of the sorted numbers lies. */
export function percentileOf(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

/** Compares a soak with its goals. */
export function checkGoals(result: SoakResult): Goal[] {
  const { exceptions, differences, memory, edits, requests, hostile } = result;
  const problems = Object.values(hostile).flat();
  const [first, ...later] = memory;
  const ratios = later.map(({ residentBytes }) => residentBytes / (first?.residentBytes ?? 1));
  const ratio = Math.max(1, ...ratios);
  const editMs = edits.map(({ milliseconds }) => milliseconds);
  const editTime = percentileOf(editMs, 0.99);
  const slow = requests.filter(({ milliseconds }) => milliseconds > MAX_REQUEST_MS);
  const countOf = (items: readonly unknown[]): string => String(items.length);
  return [
    { title: 'exceptions during edits', isMet: exceptions.length === 0, measured: countOf(exceptions) },
    { title: 'exceptions through hostile input', isMet: problems.length === 0, measured: countOf(problems) },
    { title: 'differences from a fresh server', isMet: differences.length === 0, measured: countOf(differences) },
    {
      title: `memory relative to the first checkpoint, at most ${MAX_MEMORY_RATIO}`,
      isMet: ratio <= MAX_MEMORY_RATIO,
      measured: ratio.toFixed(2),
    },
    {
      title: `processor time of an edit, 99th percentile, at most ${MAX_EDIT_MS} ms`,
      isMet: editTime <= MAX_EDIT_MS,
      measured: `${editTime.toFixed(1)} ms (median ${percentileOf(editMs, 0.5).toFixed(1)} ms)`,
    },
    {
      title: `requests above ${MAX_REQUEST_MS} ms of processor time for each 100 kB`,
      isMet: slow.length === 0,
      measured: `${slow.length} of ${requests.length}`,
    },
  ];
}

/** Prints the goals, and the first of everything that went wrong. */
export function printReport(result: SoakResult): string {
  const goals = checkGoals(result).map(
    ({ title, isMet, measured }) => `${isMet ? 'met   ' : 'MISSED'}  ${title}: ${measured}`,
  );
  return [
    ...printList('Exceptions during edits', result.exceptions),
    ...Object.entries(result.hostile).flatMap(([name, problems]) => printList(`Problems with ${name}`, problems)),
    ...printList('Differences from a fresh server', result.differences),
    ...printList('The slowest requests', listSlowest(result.requests)),
    ...printList('The documents with the slowest edits', listSlowestDocuments(result.edits)),
    '',
    ...goals,
  ].join('\n');
}

function printList(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const more = items.length > MAX_SHOWN ? [`  and ${items.length - MAX_SHOWN} more`] : [];
  return ['', `${title}:`, ...items.slice(0, MAX_SHOWN).map((item) => `  ${item}`), ...more];
}

const listSlowest = (requests: readonly RequestCost[]): string[] =>
  requests
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, 5)
    .map(({ method, uri, milliseconds }) => `${method} in ${uri.split('/').at(-1)}: ${milliseconds.toFixed(0)} ms`);

/** Lists the documents whose edits take longest, most of the time and at worst. */
function listSlowestDocuments(edits: readonly EditCost[]): string[] {
  const costs = [...Map.groupBy(edits, ({ uri }) => uri)].map(([uri, each]) => {
    const editMs = each.map(({ milliseconds }) => milliseconds);
    return { name: uri.split('/').at(-1), median: percentileOf(editMs, 0.5), worst: percentileOf(editMs, 0.99) };
  });
  return costs
    .toSorted((a, b) => b.worst - a.worst)
    .slice(0, 12)
    .map(
      ({ name, median, worst }) => `${name}: median ${median.toFixed(1)} ms, 99th percentile ${worst.toFixed(1)} ms`,
    );
}
