import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { shell } from '../../../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../../../server/src/core/syntax/syntax';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { service } from '../../../support/service';

/** Applies the quick fix with a title. */
function fix(text: string, title: string, syntax: Syntax = shell): string {
  const document = service.read(text, syntax, {});
  const fixes = service.suggestQuickFixes(document, { start: 0, end: text.length });
  const found = fixes.find((each) => each.title === title);
  if (!found) throw new Error(`no fix "${title}" among ${fixes.map((each) => each.title).join(', ')}`);
  return applyEdits(text, found.edits);
}

const METHOD = 'Set recompute_method to uniform and set recompute_num_layers to 1';

describe('a quick fix', () => {
  it('computes its value as a share of another one', () => {
    expect(fix('megatron sft --lr 1e-6 --min_lr 1e-5', 'Set min_lr to 1e-7')).toBe(
      'megatron sft --lr 1e-6 --min_lr 1e-7',
    );
    expect(fix('megatron sft --train_iters 100 --lr_warmup_iters 200', 'Set lr_warmup_iters to 5')).toContain(
      'iters 5',
    );
  });
});

describe('a quick fix in a shell script', () => {
  it.each([
    [
      'adds flags on separate lines',
      'megatron sft \\\n    --recompute_granularity full \\\n    --lr 1\necho done\n',
      METHOD,
      'megatron sft \\\n    --recompute_granularity full \\\n    --lr 1 \\\n    --recompute_method uniform \\\n    --recompute_num_layers 1\necho done\n',
    ],
    [
      'keeps CRLF line breaks',
      'megatron sft \\\r\n\t--recompute_granularity full\r\n',
      METHOD,
      'megatron sft \\\r\n\t--recompute_granularity full \\\r\n\t--recompute_method uniform \\\r\n\t--recompute_num_layers 1\r\n',
    ],
    [
      'adds flags with dashes to a command of one line',
      'megatron sft --recompute-granularity full --micro-batch-size 1 | tee log',
      METHOD,
      'megatron sft --recompute-granularity full --micro-batch-size 1 --recompute-method uniform --recompute-num-layers 1 | tee log',
    ],
    [
      'adds flags with equals signs',
      'megatron sft --recompute_granularity=full --lr=1',
      METHOD,
      'megatron sft --recompute_granularity=full --lr=1 --recompute_method=uniform --recompute_num_layers=1',
    ],
    [
      'keeps unknown arguments after a removed flag',
      '# preflight: ms-swift=4.5.2\nmegatron sft --lr 1 --ckpt_format torch $EXTRA "$@"\n',
      'Remove ckpt_format',
      '# preflight: ms-swift=4.5.2\nmegatron sft --lr 1 $EXTRA "$@"\n',
    ],
    [
      'keeps unknown arguments after a changed value',
      'megatron sft --lr 1e-6 --min_lr 1e-5 $EXTRA\n',
      'Set min_lr to 1e-7',
      'megatron sft --lr 1e-6 --min_lr 1e-7 $EXTRA\n',
    ],
    [
      'renames a flag inside a text that the shell splits',
      '# preflight: ms-swift=3.8.1\nOPTS="--output_dir out --lr 1"\nmegatron sft --max_epochs 1 $OPTS\n',
      'Change to save',
      '# preflight: ms-swift=3.8.1\nOPTS="--save out --lr 1"\nmegatron sft --max_epochs 1 $OPTS\n',
    ],
    [
      'removes the first flag of a text that the shell splits',
      "OPTS='--foo bar --lr 1'\nmegatron sft $OPTS\n",
      'Remove foo',
      "OPTS='--lr 1'\nmegatron sft $OPTS\n",
    ],
    [
      'removes the backslash before a removed last line',
      'megatron sft \\\n  --lr 1 \\\n  --foo bar\nls\n',
      'Remove foo',
      'megatron sft \\\n  --lr 1\nls\n',
    ],
    [
      'removes a line and keeps the lines around it',
      'megatron sft \\\n  --lr 1 \\\n  --foo bar \\\n  --seed 2\n',
      'Remove foo',
      'megatron sft \\\n  --lr 1 \\\n  --seed 2\n',
    ],
    [
      'renames a flag in its spelling with dashes',
      'megatron sft --micro-batch-sise 1',
      'Change to micro_batch_size',
      'megatron sft --micro-batch-size 1',
    ],
    [
      'replaces one item of a list',
      'megatron sft --recompute_modules core_attn mpl',
      'Change to mlp',
      'megatron sft --recompute_modules core_attn mlp',
    ],
    [
      'joins a number that looks like a flag to its name',
      'megatron sft --moe_z_loss_coeff -1e-5 --seed 1',
      'Write --moe_z_loss_coeff=-1e-5',
      'megatron sft --moe_z_loss_coeff=-1e-5 --seed 1',
    ],
    [
      'quotes JSON',
      `megatron sft --extra_megatron_kwargs "{'log_progress': true}"`,
      'Change to {"log_progress":true}',
      `megatron sft --extra_megatron_kwargs '{"log_progress":true}'`,
    ],
  ])('%s', (_, text, title, expected) => expect(fix(text, title)).toBe(expected));
});

describe('a quick fix in a YAML config', () => {
  it.each([
    [
      'adds keys at the end',
      '# preflight:\nrecompute_granularity: full # all of it\n',
      METHOD,
      '# preflight:\nrecompute_granularity: full # all of it\nrecompute_method: uniform\nrecompute_num_layers: 1\n',
    ],
    [
      'adds keys after a list',
      '# preflight:\nrecompute_granularity: full\ndataset:\n  - a\n  - b\n',
      METHOD,
      '# preflight:\nrecompute_granularity: full\ndataset:\n  - a\n  - b\nrecompute_method: uniform\nrecompute_num_layers: 1\n',
    ],
    [
      'keeps CRLF line breaks',
      '# preflight:\r\nrecompute_granularity: full\r\nlr: 1\r\n',
      METHOD,
      '# preflight:\r\nrecompute_granularity: full\r\nlr: 1\r\nrecompute_method: uniform\r\nrecompute_num_layers: 1\r\n',
    ],
    [
      'adds keys to a flow map',
      '# preflight:\n{recompute_granularity: full, lr: 1}\n',
      METHOD,
      '# preflight:\n{recompute_granularity: full, lr: 1, recompute_method: uniform, recompute_num_layers: 1}\n',
    ],
    ['removes a line', '# preflight:\nlr: 1\nfoo: bar\nseed: 2\n', 'Remove foo', '# preflight:\nlr: 1\nseed: 2\n'],
    ['removes a list', '# preflight:\nfoo:\n  - a\n  - b\nseed: 2\n', 'Remove foo', '# preflight:\nseed: 2\n'],
    ['removes the last line', '# preflight:\nlr: 1\nfoo: bar', 'Remove foo', '# preflight:\nlr: 1'],
    [
      'renames a key',
      '# preflight:\nmicro_batch_sise: 1\n',
      'Change to micro_batch_size',
      '# preflight:\nmicro_batch_size: 1\n',
    ],
    [
      'replaces one item of a block list',
      '# preflight:\nrecompute_modules:\n  - core_attn\n  - mpl\n',
      'Change to mlp',
      '# preflight:\nrecompute_modules: [core_attn, mlp]\n',
    ],
    [
      'replaces a value',
      '# preflight:\npacking: ture # why\n',
      'Change to true',
      '# preflight:\npacking: true # why\n',
    ],
  ])('%s', (_, text, title, expected) => expect(fix(text, title, yaml)).toBe(expected));

  it('leaves valid YAML for other parsers', () => {
    const text =
      '# preflight:\nrecompute_granularity: full\nmoe_layer_recompute: true\ndataset: [a,b]\nfoo: {a: 1}\npacking: ture\n';
    const fixes = service.suggestQuickFixes(service.read(text, yaml, {}), { start: 0, end: text.length });
    expect(fixes.length).toBeGreaterThan(3);
    for (const { edits } of fixes) expect(parseDocument(applyEdits(text, edits)).errors).toEqual([]);
  });
});

describe('suggestQuickFixes', () => {
  it('offers no fix that would leave an error in exchange', () => {
    const text = 'megatron sft --recompute_granularity full --recompute_num_layers 2';
    const titles = service
      .suggestQuickFixes(service.read(text, shell, {}), { start: 0, end: text.length })
      .map(({ title }) => title);
    expect(titles).toContain('Set recompute_method to uniform');
    expect(titles).not.toContain('Set recompute_granularity to selective');
  });

  it.each([
    ['when braces expand to the flag', 'megatron sft --{foo,lr}=1\n'],
    ['when a variable holds it among others', 'OPTS="$BASE --foo 1"\nBASE="--lr 1"\nmegatron sft ${OPTS}\n'],
    ['when a variable is assigned in parts', 'OPTS="--lr 1"\nOPTS+=" --foo 1"\nmegatron sft $OPTS\n'],
  ])('offers no fix of a flag %s', (_, text) => {
    const document = service.read(text, shell, {});
    const titles = service.suggestQuickFixes(document, { start: 0, end: text.length }).map(({ title }) => title);
    expect(titles.filter((title) => title.includes('foo'))).toEqual([]);
  });

  it('offers no fix that removes unknown arguments together with a switch', () => {
    const text = '# preflight: ms-swift=4.5.2\nmegatron sft --no_initialization $EXTRA\n';
    const document = service.read(text, shell, {});
    const fixes = service.suggestQuickFixes(document, { start: 0, end: text.length });
    expect(fixes.filter(({ edits }) => !applyEdits(text, edits).includes('$EXTRA'))).toEqual([]);
  });
});
