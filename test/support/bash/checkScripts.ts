import { readShell } from '../service';
import { type Comparison, compareCalls } from './compare';
import { type Recording, recordCalls } from './recorder';

/** A script, and the commands of it that need not be found. */
export interface UncheckedScript {
  text: string;
  hidden: ReadonlySet<string>;
}

/** One script with what real bash and we make of it. */
export interface CheckedScript extends UncheckedScript, Comparison {
  /** What bash has against the script itself. One that is no valid script says nothing about our reading. */
  errors: string;
  calls: number;
}

/** What a valid script may leave on standard error: the times of `time`, and an end that it was told to come to. */
const EXPECTED = /^(?:(?:real|user|sys)\t.*|.*: (?:parameter null or not set|parameter not set|must be set)|)$/;

/** `prelude` is what bash runs in front of each script, which then must not set anything that reaches a command. */
export async function checkScripts(
  scripts: readonly UncheckedScript[],
  prelude = '',
  seconds?: number,
): Promise<CheckedScript[]> {
  const texts = scripts.map(({ text }) => prelude + text);
  const recordings = await recordCalls(texts, seconds);
  return scripts.map(({ text, hidden }, index) => {
    const { calls, errors, status } = recordings[index] as Recording;
    const unexpected = errors.split('\n').filter((line) => !EXPECTED.test(line));
    // A writer whose reader has left already dies of that, which under `pipefail` is the end of a script.
    const killed = status > 127 && status !== 141 ? [`left with status ${status}`] : [];
    const comparison = compareCalls(readShell(text).reading.configs, calls, hidden);
    return { text, hidden, calls: calls.length, errors: [...unexpected, ...killed].join('\n'), ...comparison };
  });
}

/** The first mismatch of a script, to be read by a person. */
export function formatReport({ text, errors, mismatches }: CheckedScript): string {
  const [first] = mismatches;
  const wrong = first ? `${first.kind}\n  bash: ${first.bash}\n  ours: ${first.ours}` : errors;
  return `${wrong}\n  script:\n${text.replace(/^/gm, '    ')}`;
}
