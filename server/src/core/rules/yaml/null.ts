import { typeLabelOf } from '../../catalog/value';
import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems, type ReaderProblem } from './common';

export const yamlNull: Rule = {
  ...configFileBase,
  id: 'yaml.null',
  needsWords: true,
  isAboutName: true,
  title: 'Key without a value',
  severity: 'error',
  outcome: 'rejected',
  supersedes: ['cli.none-word', 'cli.int', 'cli.float', 'cli.bool', 'cli.enum', 'cli.enum-none', 'cli.json'],
  why: 'An empty value, `~` and `null` are Python’s None, and the launcher passes on its text, so the flag gets the value `None`. Hardly any type can be parsed from it; a text flag accepts it unchanged.',
  bad: createFileExamples(
    'lr:\nsave: s\n',
    'packing:\nrecompute_method:\n',
    'train_iters: null\nlr: 1e-5\n',
    'lr: 1e-5\nsave: ~\n',
    'ENV:\n  WANDB_API_KEY:\nlr: 1e-5\n',
  ),
  good: createFileExamples('lr: 1e-5\n', 'lr: 1e-5\nsave: "null"\n', 'truncation_strategy: null\n', 'ENV:\nlr: 1e-5\n'),
  check: (facts) => findReaderProblems(facts, 'yaml.null').flatMap(reportNull),
};

function reportNull({ problem, entry, given, name }: ReaderProblem): Found[] {
  if (!entry) return [];
  const fixes = [fixRemove(entry, name)];
  const common = { span: problem.span.end > problem.span.start ? problem.span : entry.fullSpan, flags: [name], fixes };
  const message = `${problem.message}, so ${name} gets the text "None".`;
  if (entry.kind === 'env') return [{ ...common, message, flags: [], severity: 'warning', outcome: 'wrong' }];
  if (!given?.form || given.parsedValues[0]?.ok !== false) {
    const isText = given?.form?.type === 'string';
    return isText ? [{ ...common, message, severity: 'warning', outcome: 'wrong' }] : [];
  }
  return [
    {
      ...common,
      message: `${message} That is not a valid ${typeLabelOf(given.form)}. Remove the key to keep the default.`,
    },
  ];
}
