import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems, PYYAML_VALUE_SOURCE } from './common';

export const boolWords: Rule = {
  ...configFileBase,
  id: 'yaml.bool-words',
  needsWords: true,
  title: 'Text that YAML reads as true or false',
  severity: 'warning',
  outcome: 'wrong',
  supersedes: 'cli.enum',
  why: 'In YAML 1.1 yes, no, on, off, true and false are booleans, and the launcher prints them as Python does. A bool flag accepts True and False; any other flag gets that text as its value.',
  source: PYYAML_VALUE_SOURCE,
  bad: createFileExamples('wandb_exp_name: on\nlr: 1e-5\n', 'save: no\nlr: 1e-5\n'),
  good: createFileExamples(
    'wandb_exp_name: "on"\nlr: 1e-5\n',
    'packing: yes\nsequence_parallel: off\n',
    'wandb_exp_name: y\n',
  ),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.bool-words').flatMap(({ problem, scalar, given, name, fixes }): Found[] => {
      const { type, choices } = given?.form ?? {};
      const isChoice = type === 'enum' && choices?.includes(scalar?.text ?? '') === true;
      if (type !== 'string' && !isChoice) return [];
      const message = `${problem.message}, so ${name} gets the text "${scalar?.value}". Put it in quotes.`;
      // A flag with choices rejects the value; a text flag accepts it, and the run continues.
      const override = isChoice ? ({ severity: 'error', outcome: 'rejected' } as const) : {};
      return [{ message, span: problem.span, flags: [name], fixes, ...override }];
    }),
};
