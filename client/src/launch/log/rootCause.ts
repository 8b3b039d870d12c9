import { findAdvice, LINE_PATTERNS, SECONDARY_ERROR } from './patterns';
import { cleanText } from './text';

/** The root cause of a failed job: the error of the process that failed first. */
export interface RootCause {
  /** Global rank of the process, if the log names it. */
  rank?: number;
  /** Node of the process, if the log names it. */
  node?: string;
  /** The error as printed: `ValueError: remaining_argv: ['--packng']`. */
  error: string;
  /** Zero-based line of the error in the log. */
  line: number;
  /** Advice for known errors. */
  advice?: string;
}

/** A line without its labels: the task number of `srun --label`, and the rank of PyTorch. */
interface LogLine {
  task?: string;
  rank?: number;
  text: string;
}

/** A traceback, by its last line. */
interface Traceback {
  task?: string;
  rank?: number;
  error: string;
  line: number;
}

/** The process that torchrun names under “Root Cause”. */
interface FirstFailure {
  rank: number;
  node?: string;
  task?: string;
}

/** Limit of the part of a line that is searched, in characters. Lines that name an error are shorter. */
const MAX_LINE_LENGTH = 4000;

/** Finds the root cause in the log of all processes. */
export function findRootCause(log: string): RootCause | undefined {
  const lines = cleanText(log)
    .split('\n')
    .map((line) => parseLabels(line.slice(0, MAX_LINE_LENGTH)));
  const first = findFirstFailure(lines);
  const chosen = chooseTraceback(
    findTracebacks(lines).filter(({ error }) => !SECONDARY_ERROR.test(error)),
    first,
  );
  if (!chosen) return findErrorLine(lines, first);
  // A process that does not print its rank is the first one to fail if its task is.
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
 * Finds the process that torchrun reports as the first failure. The torchrun of every node reports one; a node whose
 * processes were ended because of another node reports a signal, which counts only without any other report.
 */
function findFirstFailure(lines: readonly LogLine[]): FirstFailure | undefined {
  const all = lines.flatMap(({ task, text }, index): (FirstFailure & { time: string; isSignal: boolean })[] => {
    if (!text.startsWith('Root Cause (first observed failure)')) return [];
    // Lines of other nodes may be interleaved.
    const block = lines.slice(index + 1, index + 60).filter((line) => line.task === task);
    const field = (name: string): string | undefined => {
      const line = block.slice(0, 8).find(({ text: row }) => row.trimStart().startsWith(name));
      const colon = line?.text.indexOf(':') ?? -1;
      return colon < 0 ? undefined : line?.text.slice(colon + 1).trim();
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

/** Limit of unlabeled lines of other processes of the node within one traceback. */
const MAX_INTERLEAVED_LINES = 20;

/** Finds all tracebacks. Those of several processes may be interleaved, so each one is followed by its labels. */
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

/** Returns the traceback of the process that failed first, as far as the log identifies it. */
function chooseTraceback(found: readonly Traceback[], first: FirstFailure | undefined): Traceback | undefined {
  const ofRank = found.find(({ rank }) => first && rank === first.rank);
  const ofTask = found.find(({ task }) => first?.task !== undefined && task === first.task);
  return ofRank ?? ofTask ?? found[0];
}

/** Returns the node of a task, which srun names when the task fails. */
function nodeOfTask(lines: readonly LogLine[], task: string | undefined): string | undefined {
  if (task === undefined) return undefined;
  for (const { text } of lines) {
    const [, node, tasks] = /^srun: error: (\S+): tasks? ([\d,-]+): /.exec(text) ?? [];
    if (node && tasks === task) return node;
  }
  return undefined;
}

/** Finds a line of the cluster or of the shell that explains a failure without a traceback. */
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
