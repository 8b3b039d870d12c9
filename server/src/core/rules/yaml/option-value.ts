import { fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems } from './common';

export const optionValue: Rule = {
  ...configFileBase,
  id: 'yaml.option-value',
  needsWords: true,
  title: 'Value that argparse reads as an option',
  severity: 'error',
  outcome: 'rejected',
  why: 'The value becomes a separate argument after its flag. An argument that begins with a dash ends the values of the flag, unless it is a negative number without an exponent, and small numbers are printed with one.',
  source: 'CPython Lib/argparse.py, ArgumentParser._parse_optional',
  bad: createFileExamples('min_lr: -1e-5\n', 'min_lr: -0.00001\n', 'system: -v\n'),
  good: createFileExamples('min_lr: "-0.00001"\n', 'eval_iters: -1\n', 'system: "- v"\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.option-value').flatMap(({ problem, entry, given, name, fixes }): Found[] =>
      given?.form && given.match.kind !== 'complement' && entry
        ? [
            {
              message: `${problem.message}, so ${name} gets no value.`,
              span: problem.span,
              flags: [name],
              fixes: [...fixes, fixRemove(entry, name)],
            },
          ]
        : [],
    ),
};
