import type { Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems, PYYAML_VALUE_SOURCE } from './common';

export const floatString: Rule = {
  ...configFileBase,
  releases: '4.1+',
  id: 'yaml.float-string',
  needsWords: true,
  title: 'Number in a map that YAML reads as text',
  severity: 'hint',
  outcome: 'risky',
  why: 'YAML 1.1 recognizes numbers with an exponent only with a dot and a sign: `1.0e-5`. As the value of a key, `1e-5` is passed on unchanged, which works; in a map, which becomes JSON, it is a quoted string. OmegaConf, which reads the files of `--config` from 3.10 to 4.0.4, takes it as a number.',
  source: PYYAML_VALUE_SOURCE,
  bad: createFileExamples(
    'megatron_extra_kwargs:\n  init_method_std: 1e-2\n',
    'megatron_extra_kwargs: {init_method_std: 1e2}\n',
  ),
  good: [
    ...createFileExamples(
      'megatron_extra_kwargs:\n  init_method_std: 1.0e-2\n',
      'lr: 1e-5\n',
      'megatron_extra_kwargs: {name: "1e-8"}\n',
    ),
    // OmegaConf reads a file of these releases.
    { flags: '', file: '# preflight: ms-swift=3.12.6\nmegatron_extra_kwargs:\n  adam_eps: 1e-8\n' },
    { flags: '', file: '# preflight: ms-swift=4.0.4\nmegatron_extra_kwargs: {adam_eps: 1e-8}\n' },
  ],
  check: (facts) =>
    findReaderProblems(facts, 'yaml.float-string').map(({ problem, name, fixes }) => ({
      message: `${problem.message}.`,
      span: problem.span,
      flags: [name],
      fixes,
    })),
};
