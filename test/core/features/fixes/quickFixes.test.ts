import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { shell } from '../../../../server/src/core/syntax/shell';
import type { Syntax } from '../../../../server/src/core/syntax/syntax';
import { yaml } from '../../../../server/src/core/syntax/yaml';
import { service } from '../../../support/service';

/** The text after the fix with this title was applied. */
function fix(text: string, title: string, syntax: Syntax = shell): string {
  const document = service.read(text, syntax, {});
  const fixes = service.suggestQuickFixes(document, { start: 0, end: text.length });
  const found = fixes.find((each) => each.title === title);
  if (!found) throw new Error(`no fix "${title}" among ${fixes.map((each) => each.title).join(', ')}`);
  return applyEdits(text, found.edits);
}

const METHOD = 'Set recompute_method to uniform and set recompute_num_layers to 1';

describe('a fix works its value out', () => {
  it('as a share of another one', () => {
    expect(fix('megatron sft --lr 1e-6 --min_lr 1e-5', 'Set min_lr to 1e-7')).toBe(
      'megatron sft --lr 1e-6 --min_lr 1e-7',
    );
    expect(fix('megatron sft --train_iters 100 --lr_warmup_iters 200', 'Set lr_warmup_iters to 5')).toContain(
      'iters 5',
    );
  });
});

describe('a fix in a shell script keeps the style of the command', () => {
  it.each([
    [
      'on lines of its own',
      'megatron sft \\\n    --recompute_granularity full \\\n    --lr 1\necho done\n',
      METHOD,
      'megatron sft \\\n    --recompute_granularity full \\\n    --lr 1 \\\n    --recompute_method uniform \\\n    --recompute_num_layers 1\necho done\n',
    ],
    [
      'with the line breaks of Windows',
      'megatron sft \\\r\n\t--recompute_granularity full\r\n',
      METHOD,
      'megatron sft \\\r\n\t--recompute_granularity full \\\r\n\t--recompute_method uniform \\\r\n\t--recompute_num_layers 1\r\n',
    ],
    [
      'on one line, with dashes',
      'megatron sft --recompute-granularity full --micro-batch-size 1 | tee log',
      METHOD,
      'megatron sft --recompute-granularity full --micro-batch-size 1 --recompute-method uniform --recompute-num-layers 1 | tee log',
    ],
    [
      'with equals signs',
      'megatron sft --recompute_granularity=full --lr=1',
      METHOD,
      'megatron sft --recompute_granularity=full --lr=1 --recompute_method=uniform --recompute_num_layers=1',
    ],
    [
      'leaving what nobody knows behind it',
      '# preflight: ms-swift=4.5.2\nmegatron sft --lr 1 --ckpt_format torch $EXTRA "$@"\n',
      'Remove ckpt_format',
      '# preflight: ms-swift=4.5.2\nmegatron sft --lr 1 $EXTRA "$@"\n',
    ],
    [
      'leaving what nobody knows behind a value that it sets',
      'megatron sft --lr 1e-6 --min_lr 1e-5 $EXTRA\n',
      'Set min_lr to 1e-7',
      'megatron sft --lr 1e-6 --min_lr 1e-7 $EXTRA\n',
    ],
    [
      'in a text that the shell splits',
      'OPTS="--output_dir out --lr 1"\nmegatron sft --max_epochs 1 $OPTS\n',
      'Change to save',
      'OPTS="--save out --lr 1"\nmegatron sft --max_epochs 1 $OPTS\n',
    ],
    [
      'at the beginning of such a text',
      "OPTS='--foo bar --lr 1'\nmegatron sft $OPTS\n",
      'Remove foo',
      "OPTS='--lr 1'\nmegatron sft $OPTS\n",
    ],
    [
      'taking its own backslash away',
      'megatron sft \\\n  --lr 1 \\\n  --foo bar\nls\n',
      'Remove foo',
      'megatron sft \\\n  --lr 1\nls\n',
    ],
    [
      'leaving the lines around it alone',
      'megatron sft \\\n  --lr 1 \\\n  --foo bar \\\n  --seed 2\n',
      'Remove foo',
      'megatron sft \\\n  --lr 1 \\\n  --seed 2\n',
    ],
    [
      'renaming in its spelling',
      'megatron sft --micro-batch-sise 1',
      'Change to micro_batch_size',
      'megatron sft --micro-batch-size 1',
    ],
    [
      'replacing one item of a list',
      'megatron sft --recompute_modules core_attn mpl',
      'Change to mlp',
      'megatron sft --recompute_modules core_attn mlp',
    ],
    [
      'joining a number that looks like a flag',
      'megatron sft --moe_z_loss_coeff -1e-5 --seed 1',
      'Write --moe_z_loss_coeff=-1e-5',
      'megatron sft --moe_z_loss_coeff=-1e-5 --seed 1',
    ],
    [
      'quoting JSON',
      `megatron sft --extra_megatron_kwargs "{'log_progress': true}"`,
      'Change to {"log_progress":true}',
      `megatron sft --extra_megatron_kwargs '{"log_progress":true}'`,
    ],
  ])('%s', (_, text, title, expected) => expect(fix(text, title)).toBe(expected));
});

describe('a fix in a YAML config keeps its style', () => {
  it.each([
    [
      'adding keys at the end',
      '# preflight:\nrecompute_granularity: full # all of it\n',
      METHOD,
      '# preflight:\nrecompute_granularity: full # all of it\nrecompute_method: uniform\nrecompute_num_layers: 1\n',
    ],
    [
      'adding keys behind a list',
      '# preflight:\nrecompute_granularity: full\ndataset:\n  - a\n  - b\n',
      METHOD,
      '# preflight:\nrecompute_granularity: full\ndataset:\n  - a\n  - b\nrecompute_method: uniform\nrecompute_num_layers: 1\n',
    ],
    [
      'with the line breaks of Windows',
      '# preflight:\r\nrecompute_granularity: full\r\nlr: 1\r\n',
      METHOD,
      '# preflight:\r\nrecompute_granularity: full\r\nlr: 1\r\nrecompute_method: uniform\r\nrecompute_num_layers: 1\r\n',
    ],
    [
      'in a flow map',
      '# preflight:\n{recompute_granularity: full, lr: 1}\n',
      METHOD,
      '# preflight:\n{recompute_granularity: full, lr: 1, recompute_method: uniform, recompute_num_layers: 1}\n',
    ],
    ['removing a line', '# preflight:\nlr: 1\nfoo: bar\nseed: 2\n', 'Remove foo', '# preflight:\nlr: 1\nseed: 2\n'],
    ['removing a list', '# preflight:\nfoo:\n  - a\n  - b\nseed: 2\n', 'Remove foo', '# preflight:\nseed: 2\n'],
    ['removing the last line', '# preflight:\nlr: 1\nfoo: bar', 'Remove foo', '# preflight:\nlr: 1'],
    [
      'renaming a key',
      '# preflight:\nmicro_batch_sise: 1\n',
      'Change to micro_batch_size',
      '# preflight:\nmicro_batch_size: 1\n',
    ],
    [
      'replacing one item of a block list',
      '# preflight:\nrecompute_modules:\n  - core_attn\n  - mpl\n',
      'Change to mlp',
      '# preflight:\nrecompute_modules: [core_attn, mlp]\n',
    ],
    [
      'replacing a value',
      '# preflight:\npacking: ture # why\n',
      'Change to true',
      '# preflight:\npacking: true # why\n',
    ],
  ])('%s', (_, text, title, expected) => expect(fix(text, title, yaml)).toBe(expected));
});

it('leaves a config file that other readers of YAML understand', () => {
  const text =
    '# preflight:\nrecompute_granularity: full\nmoe_layer_recompute: true\ndataset: [a,b]\nfoo: {a: 1}\npacking: ture\n';
  const fixes = service.suggestQuickFixes(service.read(text, yaml, {}), { start: 0, end: text.length });
  expect(fixes.length).toBeGreaterThan(3);
  for (const { edits } of fixes) expect(parseDocument(applyEdits(text, edits)).errors).toEqual([]);
});

it('is not offered where it would leave an error behind', () => {
  const text = 'megatron sft --recompute_granularity full --recompute_num_layers 2';
  const titles = service
    .suggestQuickFixes(service.read(text, shell, {}), { start: 0, end: text.length })
    .map(({ title }) => title);
  expect(titles).toContain('Set recompute_method to uniform');
  expect(titles).not.toContain('Set recompute_granularity to selective');
});

describe('a fix is not offered', () => {
  it.each([
    ['where braces make the flag', 'megatron sft --{foo,lr}=1\n'],
    ['where a variable holds it between others', 'OPTS="$BASE --foo 1"\nBASE="--lr 1"\nmegatron sft ${OPTS}\n'],
    ['where a variable was put together', 'OPTS="--lr 1"\nOPTS+=" --foo 1"\nmegatron sft $OPTS\n'],
  ])('%s', (_, text) => {
    const document = service.read(text, shell, {});
    const titles = service.suggestQuickFixes(document, { start: 0, end: text.length }).map(({ title }) => title);
    expect(titles.filter((title) => title.includes('foo'))).toEqual([]);
  });

  it('that takes a switch away together with words that nobody knows', () => {
    const text = '# preflight: ms-swift=4.5.2\nmegatron sft --no_initialization $EXTRA\n';
    const document = service.read(text, shell, {});
    const fixes = service.suggestQuickFixes(document, { start: 0, end: text.length });
    expect(fixes.filter(({ edits }) => !applyEdits(text, edits).includes('$EXTRA'))).toEqual([]);
  });
});
