import type { Entry, Problem, Scalar } from '../../config/config';
import type { Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import type { GivenFlag } from '../../facts/givens';
import { fixesOfProblem, fixRemove } from '../../lint/fix';
import type { Example, Found } from '../../lint/rule';

/** A problem that the YAML reader noted, with the flag that it concerns. A rule decides whether it is a mistake. */
export interface ReaderProblem {
  problem: Problem;
  entry: Entry | undefined;
  scalar: Scalar | undefined;
  /** Undefined for a variable and for a problem of the entire file. */
  given: GivenFlag | undefined;
  /** The name of the flag in the catalog, or else the key as written, without leading dashes. */
  name: string;
  /** Fixes that the reader offers. */
  fixes: Fix[];
}

/** Returns the problems that the reader noted for a rule. */
export function findReaderProblems(facts: Facts, rule: string): ReaderProblem[] {
  const problems = facts.config.problems.filter((problem) => problem.rule === rule);
  return problems.map((problem) => {
    const { entry, scalar } = problem;
    const given = entry && facts.givenOf(entry);
    const name = given?.flag?.name ?? entry?.name.replace(/^-+/, '') ?? '';
    return { problem, entry, scalar, given, name, fixes: fixesOfProblem(problem, false) };
  });
}

/** Returns findings for the problems of an entire file, each with the same advice. */
export const reportFileProblems = (facts: Facts, rule: string, advice: string): Found[] =>
  findReaderProblems(facts, rule).map(({ problem, name, fixes, entry }) => ({
    message: `${problem.message}. ${advice}`,
    span: problem.span,
    flags: name === '' ? [] : [name],
    fixes: fixes.length > 0 || !entry ? fixes : [fixRemove(entry, name)],
  }));

/** Creates examples that only a config file can contain. */
export const createFileExamples = (...texts: string[]): Example[] =>
  texts.map((text) => ({ flags: '', file: `# preflight:\n${text}` }));

/** Creates an example with a file that `--config` of 3.10 to 4.0.4 reads. */
export const createConfigFlagExample = (text: string): Example => ({
  flags: '',
  script: '# preflight: ms-swift=3.12.6\nmegatron sft --config run.yaml\n',
  neighbor: { name: 'run.yaml', text },
});

/** Creates an example in which a script and the `ENV` of its config file set variables. */
export const createEnvExample = (release: string, shell: string, file: string): Example => ({
  flags: '',
  script: `# preflight: ms-swift=${release}\n${shell}megatron sft run.yaml\n`,
  neighbor: { name: 'run.yaml', text: `ENV:\n  ${file}\nmodel: m\n` },
});

/** From 3.10 on ms-swift reads config files, with rules that are alike wherever a release is not named. */
export const configFileBase = { releases: '3.10+', source: 'ms-swift swift/cli/main.py, parse_yaml_args' } as const;

/** Source of the rules about loading a file. */
export const PYYAML_LOADER_SOURCE = 'PyYAML lib/yaml/composer.py and constructor.py';

/** Source of the rules about single values. */
export const PYYAML_VALUE_SOURCE =
  'PyYAML lib/yaml/resolver.py and constructor.py; ms-swift swift/cli/main.py, parse_yaml_args';
