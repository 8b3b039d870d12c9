import { describe, expect, it } from 'vitest';
import { shell } from '../../../server/src/core/syntax/shell';
import type { Syntax } from '../../../server/src/core/syntax/syntax';
import { yaml } from '../../../server/src/core/syntax/yaml';
import { atCursor, service } from '../../support/service';

function hover(marked: string, syntax: Syntax = shell): { on: string; says: string } | undefined {
  const { text, offset } = atCursor(marked);
  const found = service.provideHover(service.read(text, syntax, {}), offset);
  return found && { on: text.slice(found.span.start, found.span.end), says: found.markdown };
}

describe('hovering', () => {
  it.each([
    ['a flag', 'megatron sft --recompute_gran$0ularity full', '--recompute_granularity', 'Default: `selective`'],
    ['a flag spelled with dashes', 'megatron sft --micro-batch$0-size 1', '--micro-batch-size', 'Default: `1`'],
    ['an abbreviated flag', 'megatron sft --recompute_gr$0 full', '--recompute_gr', '**recompute_granularity**'],
    ['a negated flag', 'megatron sft --no_padding$0_free', '--no_padding_free', 'means padding_free false'],
    ['a flag whose default the program derives', 'megatron sft --lr$0 1', '--lr', '1e-5 with train_type full'],
    ['a flag with another default in rlhf', 'megatron rlhf --loss_sc$0ale x', '--loss_scale', 'Default: `last_round`'],
    ['a value', 'megatron sft --recompute_granularity fu$0ll', 'full', 'Recompute entire layers'],
    ['a value from a variable', 'LR=3e-5\nmegatron sft --lr $$0LR', '$LR', '`$LR` is `3e-5` here, from line 1'],
    [
      'a variable in braces',
      'LR=3e-5\nmegatron sft --lr "${L$0R}"',
      '"${LR}"',
      '`"${LR}"` is `3e-5` here, from line 1',
    ],
    ['a value that nobody knows', 'megatron sft --lr "$$01"', '"$1"', 'only known when the script runs'],
    ['a variable', 'NPROC_PER$0_NODE=8 megatron sft', 'NPROC_PER_NODE', 'environment variable'],
    ['an unknown flag', 'megatron sft --frobni$0cate 1', '--frobnicate', 'is no flag'],
    ['the command', 'NPROC_PER_NODE=8 NNODES=2 mega$0tron sft', 'megatron sft', 'world size `16 = '],
  ])('%s', (_, marked, on, says) => {
    const found = hover(marked);
    expect(found?.on).toBe(on);
    expect(found?.says).toContain(says);
  });

  it.each([
    ['a key', '# preflight:\nrecompute_gran$0ularity: full\n', 'recompute_granularity', 'Default: `selective`'],
    ['a value', '# preflight:\nrecompute_granularity: fu$0ll\n', 'full', 'Recompute entire layers'],
    ['a list item', '# preflight:\nrecompute_modules:\n  - ml$0p\n', 'mlp', 'mlp'],
    ['a variable', '# preflight:\nENV:\n  NPROC_$0PER_NODE: 8\n', 'NPROC_PER_NODE', 'environment variable'],
  ])('%s of a YAML config', (_, marked, on, says) => {
    const found = hover(marked, yaml);
    expect(found?.on).toBe(on);
    expect(found?.says).toContain(says);
  });

  it('says what judges the file', () => {
    expect(hover('# preflight: ms-swift=3.8.1\nmega$0tron sft')?.says).toContain('the modeline says so');
    expect(hover('mega$0tron sft')?.says).toContain('nothing names a release');
  });

  it('says nothing elsewhere', () => {
    expect(hover('ec$0ho x\nmegatron sft --lr 1')).toBeUndefined();
    expect(hover('# preflight:\n# com$0ment\nlr: 1\n', yaml)).toBeUndefined();
  });

  it('keeps text of the user inside its code span', () => {
    expect(hover('megatron sft --system "`x` [a](command:evil)$0"')?.says).not.toContain('`x`');
  });

  it.each(service.catalog.view('3.8.1', 'rlhf').flags.map(({ name }) => name))(
    'explains %s in both syntaxes alike',
    (name) => {
      const inShell = hover(`megatron rlhf --${name}$0 1`)?.says;
      const inYaml = hover(`# preflight:\nrlhf_type: dpo\n${name}$0: 1\n`, yaml)?.says;
      expect(inShell).toContain('Default:');
      expect(inShell).toContain('https://github.com/modelscope/ms-swift/blob/v3.8.1/');
      expect(inYaml).toBe(inShell);
    },
  );
});

describe('the life of a flag', () => {
  const lifeOf = (name: string): string =>
    /^Releases: .*$/m.exec(hover(`# preflight: ms-swift=3.12.6\nmegatron sft --${name}$0 1\n`)?.says ?? '')?.[0] ?? '';

  it.each([
    ['lr', ''],
    ['async_save', 'Releases: since 3.9.2'],
    ['finetune', 'Releases: default `False`, `True` from 4.0.0'],
    ['save', 'Releases: until 3.12.6 · from 4.0.0 called `output_dir`'],
    ['no_rope_fusion', 'Releases: until 3.12.6 · from 4.0.0 called `apply_rope_fusion` (the opposite)'],
  ])('%s is told in one line: %s', (name, life) => expect(lifeOf(name)).toBe(life));

  it.each([
    ['3.8.1', 'output_dir', ['Called `save` here.', 'Releases: since 4.0.0 · before 4.0.0 called `save`']],
    ['3.8.1', 'report_to', ['Releases: since 3.12.0', 'Before 3.12, `wandb_project`', 'the modeline says so']],
    ['4.5.2', 'no_rope_fusion', ['Called `apply_rope_fusion` here (the opposite).', 'Releases: until 3.12.6']],
    ['4.5.2', 'num_layers', ['Gone from 4.0.0 on. Leave it out: `num_hidden_layers`']],
  ])('is told in %s of %s, which only other releases have', (release, name, says) => {
    const found = hover(`# preflight: ms-swift=${release}\nmegatron sft --${name}$0 1\n`)?.says;
    expect(found).toContain(`**${name}** · not in \`megatron sft\` of ms-swift ${release}`);
    for (const each of says) expect(found).toContain(each);
  });
});
