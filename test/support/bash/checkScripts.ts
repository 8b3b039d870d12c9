import { readShell } from '../service';
import { type Comparison, compareCalls } from './compare';
import { type Recording, recordCalls } from './recorder';

/** A script with the tags of those commands that the reader may miss. */
export interface UncheckedScript {
  text: string;
  hidden: ReadonlySet<string>;
}

/** A script with the comparison between real bash and the reader. */
export interface CheckedScript extends UncheckedScript, Comparison {
  /** Errors of bash about the script itself. An invalid script is not a test of the reader. */
  errors: string;
  calls: number;
}

/** Output of a valid script on standard error: the times of `time`, and the messages of `${NAME:?}`. */
const EXPECTED = /^(?:(?:real|user|sys)\t.*|.*: (?:parameter null or not set|parameter not set|must be set)|)$/;

/** Compares scripts in real bash with the reader. `prelude` runs before each script and must not set exported variables. */
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
    // Status 141 is that of a writer to a closed pipe, which under `pipefail` ends a script.
    const killed = status > 127 && status !== 141 ? [`left with status ${status}`] : [];
    const comparison = compareCalls(readShell(text).reading.configs, calls, hidden);
    return { text, hidden, calls: calls.length, errors: [...unexpected, ...killed].join('\n'), ...comparison };
  });
}

/** Formats the first mismatch of a script for a person. */
export function formatReport({ text, errors, mismatches }: CheckedScript): string {
  const [first] = mismatches;
  const wrong = first ? `${first.kind}\n  bash: ${first.bash}\n  ours: ${first.ours}` : errors;
  return `${wrong}\n  script:\n${text.replace(/^/gm, '    ')}`;
}
