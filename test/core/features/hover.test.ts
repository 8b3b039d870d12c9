import { describe, expect, it } from 'vitest';
import { shell } from '../../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../../server/src/core/syntax/syntax';
import { yaml } from '../../../server/src/core/syntax/yaml/yamlSyntax';
import { atCursor, service } from '../../support/service';

/** Provides the hover at the cursor, with the text that its span covers. */
function hover(marked: string, syntax: Syntax = shell): { target: string; markdown: string } | undefined {
  const { text, offset } = atCursor(marked);
  const result = service.provideHover(service.read(text, syntax, {}), offset);
  return result && { target: text.slice(result.span.start, result.span.end), markdown: result.markdown };
}

/** Leaves out the rules about a flag, some of which are about one syntax. */
const withoutRuleStates = (markdown = ''): string =>
  markdown.replaceAll(/\n+- (?:\*\*(?:Error|Warning|Hint)\*\*|\d+ (?:other )?rules?).*/g, '');

describe('hover', () => {
  it.each([
    ['a flag', 'megatron sft --recompute_gran$0ularity full', '--recompute_granularity', 'Default: `selective`'],
    ['a flag spelled with dashes', 'megatron sft --micro-batch$0-size 1', '--micro-batch-size', 'Default: `1`'],
    ['an abbreviated flag', 'megatron sft --recompute_gr$0 full', '--recompute_gr', '**recompute_granularity**'],
    ['a negated flag', 'megatron sft --no_padding$0_free', '--no_padding_free', 'sets padding_free to false'],
    ['a flag whose default the program derives', 'megatron sft --lr$0 1', '--lr', '1e-5 with tuner_type full'],
    ['a flag with another default in rlhf', 'megatron rlhf --loss_sc$0ale x', '--loss_scale', 'Default: `last_round`'],
    ['a value', 'megatron sft --recompute_granularity fu$0ll', 'full', 'Recompute entire layers'],
    ['a value from a variable', 'LR=3e-5\nmegatron sft --lr $$0LR', '$LR', '`$LR` is `3e-5` here, set on line 1'],
    [
      'a variable in braces',
      'LR=3e-5\nmegatron sft --lr "${L$0R}"',
      '"${LR}"',
      '`"${LR}"` is `3e-5` here, set on line 1',
    ],
    ['an unknown value', 'megatron sft --lr "$$01"', '"$1"', 'only known when the script runs'],
    ['a variable', 'NPROC_PER$0_NODE=8 megatron sft', 'NPROC_PER_NODE', 'environment variable'],
    ['an unknown flag', 'megatron sft --frobni$0cate 1', '--frobnicate', 'is not a flag'],
    [
      'a flag whose default the model decides',
      '# preflight: ms-swift=3.8.1\nmegatron sft --model Qwen/Qwen3-8B --num_layers$0 36',
      '--num_layers',
      'in effect: `36`, from `Qwen/Qwen3-8B`',
    ],
    [
      'a named model',
      'megatron sft --mod$0el Qwen/Qwen3-8B',
      '--model',
      'Model: 36 layers, 32 heads, 8 KV groups, from `Qwen/Qwen3-8B`',
    ],
    [
      'a model that only a path names',
      'megatron sft --mod$0el /data/Qwen3-8B',
      '--model',
      'from `Qwen/Qwen3-8B`, which the path seems to name',
    ],
    ['the command', 'NPROC_PER_NODE=8 NNODES=2 mega$0tron sft', 'megatron sft', 'world size `16 = '],
  ])('describes %s of a command', (_, marked, target, description) => {
    const result = hover(marked);
    expect(result?.target).toBe(target);
    expect(result?.markdown).toContain(description);
  });

  it.each([
    ['a key', '# preflight:\nrecompute_gran$0ularity: full\n', 'recompute_granularity', 'Default: `selective`'],
    ['a value', '# preflight:\nrecompute_granularity: fu$0ll\n', 'full', 'Recompute entire layers'],
    ['a list item', '# preflight:\nrecompute_modules:\n  - ml$0p\n', 'mlp', 'mlp'],
    ['a variable', '# preflight:\nENV:\n  NPROC_$0PER_NODE: 8\n', 'NPROC_PER_NODE', 'environment variable'],
  ])('describes %s of a YAML config', (_, marked, target, description) => {
    const result = hover(marked, yaml);
    expect(result?.target).toBe(target);
    expect(result?.markdown).toContain(description);
  });

  it('names the release of a command and the reason for it', () => {
    expect(hover('# preflight: ms-swift=3.8.1\nmega$0tron sft')?.markdown).toContain(
      'ms-swift 3.8.1: set in the `# preflight:` comment',
    );
    expect(hover('mega$0tron sft')?.markdown).toContain('a guess: the newest release');
  });

  it('is empty elsewhere', () => {
    expect(hover('ec$0ho x\nmegatron sft --lr 1')).toBeUndefined();
    expect(hover('# preflight:\n# com$0ment\nlr: 1\n', yaml)).toBeUndefined();
  });

  it('keeps text of the user inside its code span', () => {
    expect(hover('megatron sft --system "`x` [a](command:evil)$0"')?.markdown).not.toContain('`x`');
  });

  it.each(service.catalog.view('3.8.1', 'rlhf').flags.map(({ name }) => name))(
    'describes %s identically in both syntaxes',
    (name) => {
      const inShell = hover(`# preflight: ms-swift=3.8.1\nmegatron rlhf --${name}$0 1`)?.markdown;
      const inYaml = hover(`# preflight: ms-swift=3.8.1\nrlhf_type: dpo\n${name}$0: 1\n`, yaml)?.markdown;
      expect(inShell).toContain('Default:');
      expect(inShell).toContain('https://github.com/modelscope/ms-swift/blob/v3.8.1/');
      expect(withoutRuleStates(inYaml)).toBe(withoutRuleStates(inShell));
    },
  );
});

describe('describeHistory', () => {
  const historyOf = (name: string): string =>
    /^Releases: .*$/m.exec(hover(`# preflight: ms-swift=3.12.6\nmegatron sft --${name}$0 1\n`)?.markdown ?? '')?.[0] ??
    '';

  it.each([
    ['lr', ''],
    ['async_save', 'Releases: since 3.9.2'],
    ['finetune', 'Releases: default `False`, `True` from 4.0.0'],
    ['save', 'Releases: until 3.12.6 · called `output_dir` from 4.0.0'],
    ['no_rope_fusion', 'Releases: until 3.12.6 · called `apply_rope_fusion` (the opposite) from 4.0.0'],
  ])('describes %s in one line: %s', (name, history) => expect(historyOf(name)).toBe(history));

  it.each([
    ['3.8.1', 'output_dir', ['Called `save` in this release.', 'Releases: since 4.0.0 · called `save` before 4.0.0']],
    [
      '3.8.1',
      'report_to',
      ['Releases: since 3.12.0', 'Before 3.12, `wandb_project`', 'set in the `# preflight:` comment'],
    ],
    [
      '4.5.2',
      'no_rope_fusion',
      ['Called `apply_rope_fusion` in this release (the opposite).', 'Releases: until 3.12.6'],
    ],
    ['4.5.2', 'num_layers', ['Removed in 4.0.0. Leave it out: `num_hidden_layers`']],
  ])('describes in %s the flag %s, which only other releases have', (release, name, parts) => {
    const markdown = hover(`# preflight: ms-swift=${release}\nmegatron sft --${name}$0 1\n`)?.markdown;
    expect(markdown).toContain(`**${name}** · not in \`megatron sft\` of ms-swift ${release}`);
    for (const part of parts) expect(markdown).toContain(part);
  });
});

describe('hover of a run whose script calls its launcher', () => {
  const run = '--nnodes 2 swift/cli/_megatron/sft.py --model m';

  it('shows the GPUs that the arguments start', () => {
    const result = hover(`torchrun --nproc_per$0_node 8 ${run}`);
    expect(result?.target).toBe('--nproc_per_node');
    expect(result?.markdown).toContain('world size `16 = ');
    expect(hover(`A=(--nproc_per_node $08)\ntorchrun "\${A[@]}" ${run}`)?.markdown).toContain('world size `16 = ');
  });

  it('says that the variables for megatron have no effect', () => {
    expect(hover(`export NPROC$0_PER_NODE=4\ntorchrun --nproc_per_node 8 ${run}`)?.markdown).toContain(
      'Without effect here: the arguments of torchrun count.',
    );
  });

  it('says what the number of GPUs depends on', () => {
    expect(hover('NPROC_PER_NODE=8 mega$0tron sft --model m')?.markdown).toContain(
      'The number of GPUs holds unless NNODES is set elsewhere.',
    );
    expect(hover('NNODES=1 NPROC_PER_NODE=8 mega$0tron sft --model m')?.markdown).not.toContain('holds unless');
  });

  it('names the platform that sets the size of a job', () => {
    const text = 'NNODES=$MLP_WORKER_NUM NPROC_PER_NODE=8 mega$0tron sft --model m';
    expect(hover(text)?.markdown).toContain('`MLP_WORKER_NUM` is the number of nodes, which Volcengine sets; ');
  });
});

describe('the order of a hover', () => {
  const RUN = 'NPROC_PER_NODE=8 megatron sft --model m --recompute_granu$0larity full';

  it('is what it is, its default, its choices, whether its rules hold, and the text', () => {
    const markdown = hover(`# preflight: ms-swift=3.8.1\n${RUN}`)?.markdown ?? '';
    const parts = [
      '**recompute_granularity** · choice',
      'Selects how much',
      'Default: `selective`',
      '- `selective`: ',
      '- `full`: ',
      '- **Error**: Full recomputation without a method (`rec.full-method`)',
      'Trades compute',
      'See also',
    ];
    const offsets = parts.map((part) => markdown.indexOf(part));
    expect(offsets.every((offset) => offset >= 0)).toBe(true);
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  it('says that rules hold, and which depend on an unknown value', () => {
    expect(hover('megatron sft --lr$0 1e-5')?.markdown).toContain('rules about it hold here');
    const size = 'megatron sft --tensor_model_parallel$0_size "$TP"';
    expect(hover(size)?.markdown).toMatch(/depends? on an unknown value/);
  });

  it.each(['3.8.1', '4.6.0'])('holds for every flag of %s, on one screen', (release) => {
    for (const { name } of service.catalog.view(release, 'rlhf').flags) {
      const markdown = hover(`# preflight: ms-swift=${release}\nmegatron rlhf --${name}$0 1`)?.markdown ?? '';
      const blocks = markdown.split('\n\n');
      // The first paragraph is about this release only.
      expect(blocks[1], name).not.toMatch(/\b[34]\.\d+/);
      expect(blocks[2], name).toMatch(/^- Default: /);
      const rows = markdown.split('\n').flatMap((line) => (line === '' ? [] : [Math.ceil(line.length / 100)]));
      expect(
        rows.reduce((sum, count) => sum + count, 0),
        name,
      ).toBeLessThanOrEqual(32);
      expect(markdown.replaceAll(/`[^`\n]*`/g, ''), name).not.toMatch(/(?<!\\)</);
    }
  });
});

describe('hover texts', () => {
  it('escape angle brackets outside of code, which Markdown takes for HTML', () => {
    expect(hover('# preflight: ms-swift=3.8.1\nmegatron sft --sav$0e o')?.markdown).toContain(
      'megatron_output/\\<model',
    );
  });

  it('explain the flag that an unknown one was meant to be', () => {
    const misspelled = hover('megatron sft --max_len$0ght 8')?.markdown ?? '';
    expect(misspelled).toContain('Instead of `max_lenght`, the most similar flag:');
    expect(misspelled).toContain('**max_length** · int');
    const renamed = hover('# preflight: ms-swift=4.5.2\nmegatron sft --sav$0e o')?.markdown ?? '';
    expect(renamed).toContain('Called `output_dir` in this release.');
    expect(renamed).toContain('**output_dir** · string');
  });

  it('explain a value that is given, and the default that it replaces', () => {
    const value = hover('# preflight: ms-swift=4.5.2\nmegatron sft --lr 2e-$05')?.markdown ?? '';
    expect(value).toMatch(/^`2e-5` · value of \*\*lr\*\*/);
    expect(value).toContain('Default: 1e-5 with tuner_type full, else 1e-4');
    expect(hover('megatron sft --micro_batch_size $01')?.markdown).toContain('This is the default.');
  });
});
