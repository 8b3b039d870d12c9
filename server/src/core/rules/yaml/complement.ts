import { fixOf, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems } from './common';

export const yamlComplement: Rule = {
  ...configFileBase,
  id: 'yaml.complement',
  needsWords: true,
  title: '--no_ flag in a config file',
  severity: 'error',
  outcome: 'rejected',
  supersedes: 'cli.scalar-many',
  why: 'Flags of the form `--no_NAME` accept no value, but every key of a config file gets one. The value is left over, and the run stops with `remaining_argv`.',
  bad: createFileExamples('no_padding_free: true\nlr: 1e-5\n', 'no-padding-free: false\n'),
  good: createFileExamples('padding_free: false\nlr: 1e-5\n', 'no_save_optim: true\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.complement').flatMap(({ entry, given, name, problem }): Found[] => {
      const [scalar] = entry?.values ?? [];
      if (!entry || !scalar || given?.match.kind !== 'complement') return [];
      // `no_x: false` is meant to turn x on.
      const to = /^(?:false|no|off|0)$/i.test(scalar.value ?? '') ? 'true' : 'false';
      const fix = fixOf(
        `Write ${name}: ${to}`,
        { op: 'rename', entry, to: name },
        { op: 'write', entry, values: [to] },
      );
      return [
        {
          message: `${problem.message}, but --${entry.name} accepts none. Write ${name}: ${to}.`,
          span: scalar.span,
          flags: [name],
          fixes: [fix, fixRemove(entry, entry.name)],
        },
      ];
    }),
};
