import type { Entry } from '../../config/config';
import { fixOf, fixRemove } from '../../lint/fix';
import type { Found, Rule } from '../../lint/rule';
import { configFileBase, createFileExamples, findReaderProblems } from './common';

const keyDashes: Rule = {
  ...configFileBase,
  id: 'yaml.key-dashes',
  title: 'A key with dashes in front',
  severity: 'error',
  outcome: 'rejected',
  supersedes: 'cli.unknown-flag',
  why: 'The launcher puts two dashes in front of every key by itself, so that `--lr` becomes `----lr`, which no parser knows.',
  bad: createFileExamples('--lr: 1e-5\n', 'lr: 1e-5\n-seed: 1\n', '"--micro_batch_size": 1\n'),
  good: createFileExamples('lr: 1e-5\n', 'micro-batch-size: 1\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.key-dashes').map(({ problem, name, fixes }) => ({
      message: `${problem.message}. Write it without dashes.`,
      span: problem.span,
      flags: [name],
      fixes: fixes.map((fix) => ({ ...fix, safe: true })),
    })),
};

const duplicateKey: Rule = {
  ...configFileBase,
  id: 'yaml.duplicate-key',
  title: 'A key given twice',
  severity: 'warning',
  outcome: 'overridden',
  why: 'A map holds every key once, and PyYAML keeps the last value without a word. The first one never reaches the trainer. Behind --config, from 3.10 to 4.0.4, the file is refused instead.',
  source: 'PyYAML lib/yaml/constructor.py, construct_mapping',
  bad: createFileExamples(
    'lr: 1e-5\nseed: 1\nlr: 1e-4\n',
    'lr: 1e-5\nENV:\n  A: b\n  A: c\n',
    'dataset: [a]\ndataset:\n  - b\n',
  ),
  good: createFileExamples('lr: 1e-5\nseed: 1\n', 'ENV:\n  lr: b\nlr: 1e-5\n'),
  check: (facts) => {
    const problems = findReaderProblems(facts, 'yaml.duplicate-key');
    if (problems.length === 0) return [];
    const indexByName = (entries: readonly Entry[]) => new Map(entries.map((each) => [each.name, each]));
    const effective = { flag: indexByName(facts.config.flags), env: indexByName(facts.config.variables) };
    return problems.flatMap(({ problem, entry, name }): Found[] => {
      if (!entry) return [];
      const later = effective[entry.kind].get(entry.name);
      return [
        {
          message:
            facts.config.reader === 'omegaconf'
              ? `${name} is given twice, and --config refuses that.`
              : `${problem.message}.`,
          ...(facts.config.reader === 'omegaconf' && REFUSED_BY_CONFIG_FLAG),
          span: problem.span,
          flags: entry.kind === 'flag' ? [name] : [],
          related: later ? [{ span: later.fullSpan, message: `this ${name} holds` }] : [],
          fixes: [{ ...fixRemove(entry, `this ${name}`), safe: true }],
        },
      ];
    });
  },
};

const REFUSED_BY_CONFIG_FLAG = { severity: 'error', outcome: 'rejected' } as const;

const complementKey: Rule = {
  ...configFileBase,
  id: 'yaml.complement',
  title: 'A --no_ flag in a config file',
  severity: 'error',
  outcome: 'rejected',
  supersedes: 'cli.scalar-many',
  why: 'Flags of the form `--no_NAME` take no value, but every key of a config file gets one: it is left over, and the run stops with `remaining_argv`.',
  bad: createFileExamples('no_padding_free: true\nlr: 1e-5\n', 'no-padding-free: false\n'),
  good: createFileExamples('padding_free: false\nlr: 1e-5\n', 'no_save_optim: true\n'),
  check: (facts) =>
    findReaderProblems(facts, 'yaml.complement').flatMap(({ entry, given, name, problem }): Found[] => {
      const [scalar] = entry?.values ?? [];
      if (!entry || !scalar || given?.match.kind !== 'complement') return [];
      // Whoever writes `no_x: false` wants x.
      const to = /^(?:false|no|off|0)$/i.test(scalar.value ?? '') ? 'true' : 'false';
      const fix = fixOf(
        `Write ${name}: ${to}`,
        { op: 'rename', entry, to: name },
        { op: 'write', entry, values: [to] },
      );
      return [
        {
          message: `${problem.message}, and --${entry.name} takes none. Write ${name}: ${to}.`,
          span: scalar.span,
          flags: [name],
          fixes: [fix, fixRemove(entry, entry.name)],
        },
      ];
    }),
};

export const yamlKeyRules: Rule[] = [keyDashes, duplicateKey, complementKey];
