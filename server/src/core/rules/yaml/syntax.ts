import type { Rule } from '../../lint/rule';
import { readerErrorBase } from '../common';

export const yamlSyntax: Rule = {
  ...readerErrorBase,
  id: 'yaml.syntax',
  needsWords: true,
  title: 'Invalid YAML',
  why: 'The launcher reads the file with PyYAML, which stops at the reported position, before any flag is read.',
  source: 'PyYAML lib/yaml/scanner.py and parser.py',
  bad: [{ flags: '', file: 'micro_batch_size: 1\nglobal_batch_size: 16\nlr: "1e-5\n' }],
  good: [{ flags: '', file: 'micro_batch_size: 1\nglobal_batch_size: 16\nlr: "1e-5"\n' }],
};
