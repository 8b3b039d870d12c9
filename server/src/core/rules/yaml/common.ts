import type { Entry, Problem, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { fixesOfProblem } from '../../lint/fix';
import type { Example } from '../../lint/rule';

/** What the reader of a config file noted, with the flag that it is about. Whether it is a mistake is for a rule to say. */
export interface ReaderProblem {
  problem: Problem;
  entry: Entry | undefined;
  scalar: Scalar | undefined;
  /** Undefined for a variable, and where the note is about the file as a whole. */
  given: GivenFlag | undefined;
  /** The flag as the catalogue names it, or the key as it is written. */
  name: string;
  /** The repairs that the reader offers. */
  fixes: Fix[];
}

export function findReaderProblems({ config, givenFlags }: Facts, rule: string): ReaderProblem[] {
  const problems = config.problems.filter((problem) => problem.rule === rule);
  if (problems.length === 0) return [];
  const byEntry = new Map(givenFlags.map((given) => [given.entry, given]));
  return problems.map((problem) => {
    const { entry, scalar } = problem;
    const given = entry && byEntry.get(entry);
    const name = given?.flag?.name ?? entry?.name.replace(/^-+/, '') ?? '';
    return { problem, entry, scalar, given, name, fixes: fixesOfProblem(problem, false) };
  });
}

/** Examples that only a config file can hold. */
export const createFileExamples = (...texts: string[]): Example[] =>
  texts.map((text) => ({ flags: '', file: `# preflight:\n${text}` }));

/** A file that `--config` of 3.10 to 4.0.4 reads. */
export const createConfigFlagExample = (text: string): Example => ({
  flags: '',
  script: '# preflight: ms-swift=3.12.6\nmegatron sft --config run.yaml\n',
  neighbor: { name: 'run.yaml', text },
});

/** What PyYAML and the launcher do holds in every release that reads a config file at all. */
export const configFileBase = { releases: '3.7-4.5', source: 'ms-swift swift/cli/main.py, parse_yaml_args' } as const;
