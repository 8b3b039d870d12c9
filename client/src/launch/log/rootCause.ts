import { findAdvice, LINE_PATTERNS, SECONDARY_ERROR } from './patterns';
import { cleanText } from './text';

/** Why a job failed: the error of the process that failed first, found in the log of all. */
export interface RootCause {
  /** Rank of the process among all, where the log tells. */
  rank?: number;
  /** The node, where the log tells. */
  node?: string;
  /** The error in the program’s own words: `ValueError: remaining_argv: ['--packng']`. */
  error: string;
  /** Zero-based line of the log that the error stands on. */
  line: number;
  /** What it means, where more is known than the program says. */
  advice?: string;
}

/** What stands in front of a line: the number of the task from `srun --label`, the rank from PyTorch. */
interface LogLine {
  task?: string;
  rank?: number;
  text: string;
}

interface Traceback {
  task?: string;
  rank?: number;
  error: string;
  line: number;
}

/** What torchrun says under “Root Cause”. */
interface FirstFailure {
  rank: number;
  node?: string;
  task?: string;
}

export function findRootCause(log: string): RootCause | undefined {
  const lines = cleanText(log).split('\n').map(parseLabels);
  const first = findFirstFailure(lines);
  const chosen = chooseTraceback(
    findTracebacks(lines).filter(({ error }) => !SECONDARY_ERROR.test(error)),
    first,
  );
  if (!chosen) return findErrorLine(lines, first);
  // A process that prints no rank of its own is the first to fail where its task says so.
  const rank = chosen.rank ?? (chosen.task === first?.task ? first?.rank : undefined);
  const advice = findAdvice(chosen.error);
  const node = nodeOfTask(lines, chosen.task) ?? first?.node;
  return {
    ...(rank !== undefined && { rank }),
    ...(node && { node }),
    error: chosen.error,
    line: chosen.line,
    ...(advice && { advice }),
  };
}

function parseLabels(line: string): LogLine {
  const [, task, rank, text = ''] = /^(?:\s*(\d+): ?)?(?:\[rank(\d+)\]: ?)?(.*)$/.exec(line) ?? [];
  return { ...(task !== undefined && { task }), ...(rank !== undefined && { rank: Number(rank) }), text };
}

/**
 * Each node’s torchrun names a root cause. One whose processes were only ended because of another node names a signal,
 * and is not believed where there is a better one.
 */
function findFirstFailure(lines: readonly LogLine[]): FirstFailure | undefined {
  const all = lines.flatMap(({ task, text }, index): (FirstFailure & { time: string; isSignal: boolean })[] => {
    if (!text.startsWith('Root Cause (first observed failure)')) return [];
    // Lines of other nodes may stand in between.
    const block = lines.slice(index + 1, index + 60).filter((line) => line.task === task);
    const field = (name: string): string | undefined => {
      const line = block.slice(0, 8).find((each) => each.text.trimStart().startsWith(name));
      return line && /:\s*(.*?)\s*$/.exec(line.text)?.[1];
    };
    const rank = /^\d+/.exec(field('rank') ?? '')?.[0];
    if (rank === undefined) return [];
    const node = field('host');
    return [
      {
        rank: Number(rank),
        time: field('time') ?? '',
        isSignal: /^-(?:15|2)\b/.test(field('exitcode') ?? ''),
        ...(node && { node }),
        ...(task !== undefined && { task }),
      },
    ];
  });
  const notSignalled = all.filter(({ isSignal }) => !isSignal);
  return (notSignalled.length > 0 ? notSignalled : all).toSorted((a, b) => a.time.localeCompare(b.time))[0];
}

/** So many lines of its neighbours on a node may stand inside the traceback of a process, since they have no label of their own. */
const MAX_INTERLEAVED_LINES = 20;

/** Every traceback, also where the lines of several processes are mixed: each is followed by its labels. */
function findTracebacks(lines: readonly LogLine[]): Traceback[] {
  const found: Traceback[] = [];
  const openTracebacks = new Map<string, number>();
  lines.forEach(({ task, rank, text }, line) => {
    const key = `${task ?? ''} ${rank ?? ''}`;
    if (text.startsWith('Traceback (most recent call last):')) {
      openTracebacks.set(key, 0);
      return;
    }
    // The first line that is not indented names the error.
    const interleavedLines = openTracebacks.get(key);
    if (interleavedLines === undefined || /^\s|^$/.test(text)) return;
    const isError = /^[A-Za-z_][\w.]*(?::|$)/.test(text);
    if (isError || interleavedLines >= MAX_INTERLEAVED_LINES) openTracebacks.delete(key);
    else openTracebacks.set(key, interleavedLines + 1);
    if (!isError) return;
    found.push({ ...(task !== undefined && { task }), ...(rank !== undefined && { rank }), error: text.trim(), line });
  });
  return found;
}

/** The traceback of the process that failed first, as far as the log says which that is. */
function chooseTraceback(found: readonly Traceback[], first: FirstFailure | undefined): Traceback | undefined {
  const ofRank = found.find(({ rank }) => first && rank === first.rank);
  const ofTask = found.find(({ task }) => first?.task !== undefined && task === first.task);
  return ofRank ?? ofTask ?? found[0];
}

/** The node of a task, which srun names when the task fails. */
function nodeOfTask(lines: readonly LogLine[], task: string | undefined): string | undefined {
  if (task === undefined) return undefined;
  for (const { text } of lines) {
    const [, node, tasks] = /^srun: error: (\S+): tasks? ([\d,-]+): /.exec(text) ?? [];
    if (node && tasks === task) return node;
  }
  return undefined;
}

/** Where nothing printed a traceback: lines of the engine and of the shell. */
function findErrorLine(lines: readonly LogLine[], first: FirstFailure | undefined): RootCause | undefined {
  for (const pattern of LINE_PATTERNS) {
    const line = lines.findIndex(({ text }) => pattern.line.test(text));
    if (line < 0) continue;
    const { task, text } = lines[line] ?? { text: '' };
    const nodeName = /(?:srun: error: |\bON )([\w.-]+)(?:: | CANCELLED)/.exec(text)?.[1];
    const node = nodeName ?? nodeOfTask(lines, task) ?? first?.node;
    return {
      ...(first && { rank: first.rank }),
      ...(node ? { node } : task !== undefined && { node: `task ${task}` }),
      error: text.trim(),
      line,
      ...(pattern.advice && { advice: pattern.advice }),
    };
  }
  return undefined;
}
