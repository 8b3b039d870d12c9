import { describe, expect, it } from 'vitest';
import { readYaml, service } from '../../support/service';

const OURS = '# preflight:\n';

/** Every finding about a text: its rule, what becomes of the run, and the text that it stands on. */
const found = (text: string): string[] => {
  const document = readYaml(OURS + text);
  return service.lintDocument(document).map(({ rule, outcome, span }) => {
    const place = document.text.slice(span.start, span.end).replaceAll('\n', '⏎');
    return `${rule} ${outcome}: ${place}`;
  });
};

describe('one finding says what becomes of a value', () => {
  it.each([
    ['no value for a number', 'save: s\nlr:\n', ['yaml.null rejected: lr:']],
    ['no value for a bool', 'save: s\npacking: ~\n', ['yaml.null rejected: ~']],
    ['no value for a choice', 'save: s\nfp8_format:\n', ['yaml.null rejected: fp8_format:']],
    ['no value where None is a choice', 'norm_bbox: null\n', []],
    ['no value for text', 'lr: 1e-5\nsave:\n', ['yaml.null wrong: save:']],
    ['octal for a number', 'train_iters: 010\n', ['yaml.octal wrong: 010']],
    ['underscores, which mean no harm', 'train_iters: 1_000\n', ['yaml.octal style: 1_000']],
    ['a number for a text', 'tensorboard_dir: 1.10\n', ['yaml.octal wrong: 1.10']],
    ['a number for a text that stays as it is', 'tensorboard_dir: 1.5\n', []],
    ['a date for a number', 'train_iters: 2024-01-01\n', ['cli.int rejected: 2024-01-01']],
    ['truth for a text', 'save: on\n', ['yaml.bool-words wrong: on']],
    ['truth for a choice', 'lr_decay_style: on\n', ['cli.enum rejected: on']],
    ['truth for a bool', 'packing: on\n', []],
    ['a negative number with an exponent', 'moe_z_loss_coeff: -1e-5\n', ['yaml.option-value rejected: -1e-5']],
    ['a number in exponent form', 'lr: 1e-5\n', []],
    ['the same in a map', 'extra_megatron_kwargs: {decoupled_lr: 1e-5}\n', ['yaml.float-string risky: 1e-5']],
    ['an alias of nothing at all', 'save: &a\nlr: *a\n', ['yaml.null wrong: save: &a', 'yaml.null rejected: *a']],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));
});

it.each([
  ['another number, which is another run', 'train_iters: 010\n', 'yaml.octal error'],
  ['a text that is printed anew', 'tensorboard_dir: 1.10\n', 'yaml.octal warning'],
  ['a text that becomes a truth word', 'save: on\n', 'yaml.bool-words warning'],
])('a value that is read differently weighs what it does: %s', (_, text, expected) => {
  expect(service.lintDocument(readYaml(OURS + text)).map(({ rule, severity }) => `${rule} ${severity}`)).toEqual([
    expected,
  ]);
});

describe('one finding says what becomes of a list or a key', () => {
  it.each([
    ['an item that is no text', 'dataset: [a, 1, ~]\n', ['yaml.list-nonstring rejected: 1']],
    ['an item that looks like a number with an exponent', 'dataset: [1e5]\n', []],
    ['an empty list', 'dataset: []\n', ['yaml.empty-list rejected: dataset']],
    ['an empty list for one value', 'lr: []\n', ['cli.missing-value rejected: lr']],
    ['an empty list for a switch', 'packing: []\n', ['yaml.empty-list wrong: packing']],
    ['dashes', '--seed: 1\n', ['yaml.key-dashes rejected: --seed']],
    ['a key twice', 'seed: 1\nseed: 2\n', ['yaml.duplicate-key overridden: seed: 1']],
    ['a variable twice', 'ENV:\n  A: 1\n  A: 2\nseed: 1\n', ['yaml.duplicate-key overridden: A: 1']],
    [
      'two spellings of a flag, which both reach the trainer',
      'micro-batch-size: 1\nmicro_batch_size: 2\n',
      ['cli.duplicate overridden: micro-batch-size: 1'],
    ],
    ['a key over a merged one', 'save: &a {seed: 1}\n<<: *a\nseed: 2\n', []],
    ['a complement', 'no_padding_free: true\n', ['yaml.complement rejected: true']],
    ['a flag that begins with no_', 'no_save_optim: true\n', []],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));
});

describe('one finding says that the file cannot be read', () => {
  it.each([
    ['a list', '- seed: 1\n', ['yaml.top-level rejected: -']],
    ['nothing', '\n', ['yaml.empty-file rejected: # preflight:']],
    ['an empty document', '---\n...\n', ['yaml.empty-file rejected: # preflight:']],
    ['an empty map, which gives no flag and no error', '{}\n', []],
    ['two documents', 'seed: 1\n---\nseed: 2\n', ['yaml.document rejected: ---']],
    ['an unknown tag', 'lr: !x 1\n', ['yaml.document rejected: !x']],
    ['an unknown tag in a map', 'extra_megatron_kwargs:\n  spec: !x 1\n', ['yaml.document rejected: !x']],
    ['a date in a map', 'extra_megatron_kwargs: {spec: 2024-01-01}\n', ['yaml.map-value rejected: 2024-01-01']],
    ['ENV as a list', 'ENV:\n  - A=1\nseed: 1\n', ['yaml.env-shape rejected: - A=1']],
    ['ENV without anything', 'ENV:\nseed: 1\n', []],
    ['a number as the name of a variable', 'ENV:\n  1: a\nseed: 1\n', ['yaml.env-shape rejected: 1']],
  ])('%s', (_, text, expected) => expect(found(text)).toEqual(expected));

  it('a broken line says so once, and the rest is judged', () => {
    expect(found('lr: x\nsave: a: b\nseed: y\n')).toEqual([
      'yaml.syntax rejected: :',
      'cli.float rejected: x',
      'cli.int rejected: y',
    ]);
  });
});
