import { describe, expect, it } from 'vitest';
import { readYaml, service } from '../../support/service';

const MODELINE = '# preflight:\n';

/** Returns the rule, the outcome and the marked text of every finding. */
const describeFindings = (text: string): string[] => {
  const document = readYaml(MODELINE + text);
  return service.lintDocument(document).map(({ rule, outcome, span }) => {
    const markedText = document.text.slice(span.start, span.end).replaceAll('\n', '⏎');
    return `${rule} ${outcome}: ${markedText}`;
  });
};

describe('YAML value rules', () => {
  it.each([
    ['a missing number', 'save: s\nlr:\n', ['yaml.null rejected: lr:']],
    ['a missing bool', 'save: s\npacking: ~\n', ['yaml.null rejected: ~']],
    ['a missing choice', 'save: s\nfp8_format:\n', ['yaml.null rejected: fp8_format:']],
    ['null for a flag with the choice None', 'norm_bbox: null\n', []],
    ['a missing text', 'lr: 1e-5\nsave:\n', ['yaml.null wrong: save:']],
    ['an octal number', 'train_iters: 010\n', ['yaml.octal wrong: 010']],
    ['a number with harmless underscores', 'train_iters: 1_000\n', ['yaml.octal style: 1_000']],
    ['a number for a text that is printed differently', 'tensorboard_dir: 1.10\n', ['yaml.octal wrong: 1.10']],
    ['a number for a text that is printed unchanged', 'tensorboard_dir: 1.5\n', []],
    ['a date for a number', 'train_iters: 2024-01-01\n', ['cli.int rejected: 2024-01-01']],
    ['a boolean for a text', 'save: on\n', ['yaml.bool-words wrong: on']],
    ['a boolean for a choice', 'lr_decay_style: on\n', ['cli.enum rejected: on']],
    ['a boolean for a bool', 'packing: on\n', []],
    ['a negative number with an exponent', 'moe_z_loss_coeff: -1e-5\n', ['yaml.option-value rejected: -1e-5']],
    ['a number with an exponent', 'lr: 1e-5\n', []],
    [
      'a number with an exponent in a map',
      'megatron_extra_kwargs: {init_method_std: 1e-5}\n',
      ['yaml.float-string risky: 1e-5'],
    ],
    ['an alias of a missing value', 'save: &a\nlr: *a\n', ['yaml.null wrong: save: &a', 'yaml.null rejected: *a']],
  ])('report the expected findings for %s', (_, text, expected) => expect(describeFindings(text)).toEqual(expected));
});

it.each([
  ['a number that is read as a different number', 'train_iters: 010\n', 'yaml.octal error'],
  ['a text that is printed differently', 'tensorboard_dir: 1.10\n', 'yaml.octal warning'],
  ['a text that is read as a boolean', 'save: on\n', 'yaml.bool-words warning'],
])('grades a YAML value by its effect on the run, when it is %s', (_, text, expected) => {
  expect(service.lintDocument(readYaml(MODELINE + text)).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
    expected,
  ]);
});

describe('YAML list and key rules', () => {
  it.each([
    [
      'an item that is not a string',
      '# preflight: ms-swift=4.5.2\ndataset: [a, 1, ~]\n',
      ['yaml.list-nonstring rejected: 1'],
    ],
    ['an item that looks like a number with an exponent', 'dataset: [1e5]\n', []],
    ['an empty list', 'dataset: []\n', ['yaml.empty-list rejected: dataset']],
    ['an empty list for one value', 'lr: []\n', ['cli.missing-value rejected: lr']],
    ['an empty list for a switch', 'packing: []\n', ['yaml.empty-list wrong: packing']],
    ['a key with leading dashes', '--seed: 1\n', ['yaml.key-dashes rejected: --seed']],
    ['a duplicate key', 'seed: 1\nseed: 2\n', ['yaml.duplicate-key overridden: seed: 1']],
    ['a duplicate variable', 'ENV:\n  A: 1\n  A: 2\nseed: 1\n', ['yaml.duplicate-key overridden: A: 1']],
    [
      'two spellings of a flag that both reach the trainer',
      'micro-batch-size: 1\nmicro_batch_size: 2\n',
      ['cli.duplicate overridden: micro-batch-size: 1'],
    ],
    ['a key that overrides a merged one', 'save: &a {seed: 1}\n<<: *a\nseed: 2\n', []],
    ['a --no_ flag', 'no_padding_free: true\n', ['yaml.complement rejected: true']],
    ['a flag that begins with no_', 'no_save_optim: true\n', []],
  ])('report the expected findings for %s', (_, text, expected) => expect(describeFindings(text)).toEqual(expected));
});

describe('YAML file rules', () => {
  it.each([
    ['a list instead of a map', '- seed: 1\n', ['yaml.top-level rejected: -']],
    ['an empty file', '\n', ['yaml.empty-file rejected: # preflight:']],
    ['an empty document', '---\n...\n', ['yaml.empty-file rejected: # preflight:']],
    ['an empty map, which has no flags and no errors', '{}\n', []],
    ['two documents', 'seed: 1\n---\nseed: 2\n', ['yaml.document rejected: ---']],
    ['an unknown tag', 'lr: !x 1\n', ['yaml.document rejected: !x']],
    ['an unknown tag in a map', 'megatron_extra_kwargs:\n  spec: !x 1\n', ['yaml.document rejected: !x']],
    ['a date in a map', 'megatron_extra_kwargs: {spec: 2024-01-01}\n', ['yaml.map-value rejected: 2024-01-01']],
    ['ENV as a list', 'ENV:\n  - A=1\nseed: 1\n', ['yaml.env-shape rejected: - A=1']],
    ['an empty ENV', 'ENV:\nseed: 1\n', []],
    ['a number as a variable name', 'ENV:\n  1: a\nseed: 1\n', ['yaml.env-shape rejected: 1']],
  ])('report the expected findings for %s', (_, text, expected) => expect(describeFindings(text)).toEqual(expected));

  it('report a broken line once and check the remaining lines', () => {
    expect(describeFindings('lr: x\nsave: a: b\nseed: y\n')).toEqual([
      'yaml.syntax rejected: :',
      'cli.float rejected: x',
      'cli.int rejected: y',
    ]);
  });
});

describe('a config file that no command names', () => {
  it.each([
    ['3.12.6', []],
    ['4.0.4', []],
    ['4.5.2', ['yaml.float-string']],
  ])('is read as ms-swift %s reads it', (release, expected) => {
    const document = readYaml(`# preflight: ms-swift=${release}\nmodel: m\nlr_decay_style: {adam_eps: 1e-8}\n`);
    const rules = service.lintDocument(document).map(({ rule }) => rule);
    expect(rules.filter((rule) => rule === 'yaml.float-string')).toEqual(expected);
  });
});
