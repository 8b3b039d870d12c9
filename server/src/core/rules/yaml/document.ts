import type { Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, PYYAML_LOADER_SOURCE, reportFileProblems } from './common';

export const yamlDocument: Rule = {
  ...configFileBase,
  id: 'yaml.document',
  needsWords: true,
  title: 'YAML that safe_load rejects',
  severity: 'error',
  outcome: 'rejected',
  why: 'PyYAML’s safe_load accepts one document and the tags of YAML 1.1. Any other tag, a date that does not exist or a list as a key is an error.',
  source: PYYAML_LOADER_SOURCE,
  bad: createFileExamples(
    'lr: !float 1e-5\n',
    'lr: 1e-5\n---\nlr: 1e-4\n',
    'lr: 1e-5\nsave: 2024-02-30\n',
    '? [lr]\n: 1e-5\n',
  ),
  good: createFileExamples('lr: !!float 1e-5\n', '---\nlr: 1e-5\n...\n', 'lr: 1e-5\nsave: "2024-02-30"\n'),
  check: (facts) => reportFileProblems(facts, 'yaml.document', 'The file cannot be loaded.'),
};
