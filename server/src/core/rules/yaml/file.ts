import { fixRemove } from '../../lint/fix';
import type { Rule } from '../../lint/rule';
import { configFileBase, createConfigFlagExample, createFileExamples, findReaderProblems } from './common';

/** What is wrong with a config file as a whole, so that the launcher stops before the trainer starts. */
interface FileRow extends Pick<Rule, 'id' | 'title' | 'why' | 'bad' | 'good'> {
  source?: string;
  /** What becomes of the run, or what helps. */
  advice: string;
}

const PYYAML = 'PyYAML lib/yaml/composer.py and constructor.py';

const ROWS: readonly FileRow[] = [
  {
    id: 'yaml.document',
    title: 'A file that safe_load refuses',
    why: 'PyYAML’s safe_load takes one document and the tags of YAML 1.1. Any other tag, a date that does not exist or a list as a key ends with an error.',
    source: PYYAML,
    advice: 'The file cannot be loaded.',
    bad: createFileExamples(
      'lr: !float 1e-5\n',
      'lr: 1e-5\n---\nlr: 1e-4\n',
      'lr: 1e-5\nsave: 2024-02-30\n',
      '? [lr]\n: 1e-5\n',
    ),
    good: createFileExamples('lr: !!float 1e-5\n', '---\nlr: 1e-5\n...\n', 'lr: 1e-5\nsave: "2024-02-30"\n'),
  },
  {
    id: 'yaml.top-level',
    title: 'A file that is no map',
    why: 'The launcher takes ENV out of a map of flags; a list stops it with `TypeError: pop expected at most 1 argument, got 2`, text with an AttributeError.',
    advice: 'Write `name: value` lines.',
    bad: createFileExamples('- lr: 1e-5\n- seed: 1\n', 'lr 1e-5\n'),
    good: createFileExamples('lr: 1e-5\nseed: 1\n', '{lr: 1e-5}\n'),
  },
  {
    id: 'yaml.empty-file',
    title: 'A file without any key',
    why: 'There is nothing to take the place of the file name on the command line, so that the name is left over as `remaining_argv`; without --model the run stops even earlier.',
    advice: 'The run stops for want of a model, or else since the name of the file is left on the command line.',
    bad: createFileExamples('', '# lr: 1e-5\n', '---\n', 'null\n'),
    good: createFileExamples('lr: 1e-5\n', '{}\n'),
  },
  {
    id: 'yaml.env-shape',
    title: 'ENV that is no map of variables',
    why: 'The launcher goes through `ENV.items()` and sets each of them; a list or a text has no items, and a name that is a number or empty is none.',
    advice: 'Write `NAME: value` lines below ENV.',
    bad: createFileExamples('ENV:\n  - A=1\nlr: 1e-5\n', 'ENV: A=1\nlr: 1e-5\n', 'ENV:\n  1: a\nlr: 1e-5\n'),
    good: createFileExamples('ENV:\n  A: 1\nlr: 1e-5\n', 'ENV:\nlr: 1e-5\n', 'ENV: {}\nlr: 1e-5\n'),
  },
  {
    id: 'yaml.map-value',
    title: 'A map that is no JSON',
    why: 'A map is passed on as JSON text, and Python’s json.dumps stops at dates, bytes and sets, and at a map that holds itself.',
    advice: 'The launcher stops with an error.',
    bad: createFileExamples('lr: 1e-5\nextra_megatron_kwargs:\n  spec: 2024-01-01\n'),
    good: createFileExamples('lr: 1e-5\nextra_megatron_kwargs:\n  spec: "2024-01-01"\n'),
  },
  {
    id: 'yaml.interpolation',
    title: 'A key that is not there, in ${ }',
    why: 'The reader behind --config, from 3.10 to 4.0.4, puts the value of another key in the place of `${key}`, and stops with InterpolationKeyError where there is none.',
    source: 'omegaconf/base.py, InterpolationKeyError; ms-swift swift/cli/main.py, prepare_config_args (3.12.6)',
    advice: 'The file cannot be loaded.',
    bad: [createConfigFlagExample('lr: ${base_lr}\n')],
    good: [createConfigFlagExample('lr: ${min_lr}\nmin_lr: 1e-6\n'), createConfigFlagExample('save: ${oc.env:HOME}\n')],
  },
];

export const yamlFileRules: Rule[] = ROWS.map(({ advice, ...row }) => ({
  ...configFileBase,
  severity: 'error',
  outcome: 'rejected',
  ...row,
  check: (facts) =>
    findReaderProblems(facts, row.id).map(({ problem, name, fixes, entry }) => ({
      message: `${problem.message}. ${advice}`,
      span: problem.span,
      flags: name === '' ? [] : [name],
      fixes: fixes.length > 0 || !entry ? fixes : [fixRemove(entry, name)],
    })),
}));
