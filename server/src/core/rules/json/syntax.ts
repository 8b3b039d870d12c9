import type { Rule } from '../../lint/rule';
import { readerErrorBase } from '../common';

export const jsonSyntax: Rule = {
  ...readerErrorBase,
  id: 'json.syntax',
  title: 'Invalid JSON',
  why: 'A file with the extension .json is read as JSON, which allows neither comments nor a comma after the last value.',
  source: 'CPython Lib/json/decoder.py',
  bad: [{ flags: '', script: 'megatron sft run.json\n', neighbor: { name: 'run.json', text: '{"lr": 1e-5,}\n' } }],
  good: [{ flags: '', script: 'megatron sft run.json\n', neighbor: { name: 'run.json', text: '{"lr": 1e-5}\n' } }],
};
