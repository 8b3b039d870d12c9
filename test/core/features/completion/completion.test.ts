import { describe, expect, it } from 'vitest';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { accept, complete, labelsAt } from '../../../support/completion';
import { SYNTAXES, service } from '../../../support/service';

describe('completion of model', () => {
  it('offers the names of models with known numbers', () => {
    expect(accept('megatron sft --model $0', 'Qwen/Qwen3-32B')).toBe('megatron sft --model Qwen/Qwen3-32B');
    expect(accept('megatron sft --model Qwen/Qwen3-3$0', 'Qwen/Qwen3-32B')).toBe('megatron sft --model Qwen/Qwen3-32B');
    expect(accept('# preflight:\nmodel: Qwen/Qwen3-3$0', 'Qwen/Qwen3-32B', yaml)).toBe(
      '# preflight:\nmodel: Qwen/Qwen3-32B',
    );
  });

  it('offers those that an explicit release registers', () => {
    expect(labelsAt('# preflight: ms-swift=3.8.1\nmegatron sft --model $0')).not.toContain('Qwen/Qwen3.5-27B');
    expect(labelsAt('# preflight: ms-swift=4.5.2\nmegatron sft --model $0')).toContain('Qwen/Qwen3.5-27B');
  });

  it('finds a model by its owner or by its name, in any case', () => {
    for (const typed of ['Q', 'qwen/', 'Qwen3-3', 'qwen3-32b'])
      expect(labelsAt(`megatron sft --model ${typed}$0`), typed).toContain('Qwen/Qwen3-32B');
  });

  it('offers no name in place of a folder', () => {
    expect(labelsAt('megatron sft --model /data/Qwen$0')).toEqual([]);
    expect(labelsAt('megatron sft --model ./Qwen$0')).toEqual([]);
  });

  it('describes the defaults that the model decides', () => {
    const text = '# preflight: ms-swift=3.8.1\nmegatron sft --model Qwen/Qwen3-8B --num_la$0';
    const item = complete(text).find(({ label }) => label === '--num_layers');
    expect(item && service.describeTopic(item.topic)).toContain('in effect: `36`, from `Qwen/Qwen3-8B`');
  });
});

describe('completion in a shell script', () => {
  it.each([
    ['a flag from its dashes', 'megatron sft --$0', '--lr', 'megatron sft --lr '],
    ['a flag from nothing', 'megatron sft --seed 1 \\\n    $0', '--lr', 'megatron sft --seed 1 \\\n    --lr '],
    [
      'a flag on the line after the last one',
      'megatron sft \\\n  --seed 1 \\\n  --recomp$0\n',
      '--recompute_method',
      'megatron sft \\\n  --seed 1 \\\n  --recompute_method \n',
    ],
    [
      'a flag in the middle of a command',
      'megatron sft --mic$0 --seed 1',
      '--micro_batch_size',
      'megatron sft --micro_batch_size --seed 1',
    ],
    ['a flag before a value, which is kept', 'megatron sft --see$0 1', '--seed', 'megatron sft --seed 1'],
    [
      'a flag that replaces the rest of the name',
      'megatron sft --re$0xyz 1',
      '--recompute_method',
      'megatron sft --recompute_method 1',
    ],
    [
      'a flag spelled with dashes',
      'megatron sft --micro-b$0',
      '--micro_batch_size',
      'megatron sft --micro-batch-size ',
    ],
    [
      'a flag with dashes when the others have dashes',
      'megatron sft --micro-batch-size 1 --$0',
      '--lr_decay_style',
      'megatron sft --micro-batch-size 1 --lr-decay-style ',
    ],
    ['a choice', 'megatron sft --recompute_granularity $0', 'full', 'megatron sft --recompute_granularity full'],
    [
      'a choice after an equals sign',
      'megatron sft --recompute_granularity=f$0',
      'full',
      'megatron sft --recompute_granularity=full',
    ],
    [
      'a choice inside quotes',
      'megatron sft --recompute_granularity "f$0',
      'full',
      'megatron sft --recompute_granularity "full"',
    ],
    ['a truth value', 'megatron sft --packing t$0', 'true', 'megatron sft --packing true'],
    [
      'a list item',
      'megatron sft --recompute_modules core_attn m$0',
      'mlp',
      'megatron sft --recompute_modules core_attn mlp',
    ],
    [
      'a value that needs quotes',
      'megatron sft --system $0',
      'You are a helpful assistant.',
      "megatron sft --system 'You are a helpful assistant.'",
    ],
    [
      'a variable before the command',
      'NPROC$0 \\\nmegatron sft --lr 1',
      'NPROC_PER_NODE',
      'NPROC_PER_NODE= \\\nmegatron sft --lr 1',
    ],
    ['the value of a variable', 'NPROC_PER_NODE=$0 megatron sft', '8', 'NPROC_PER_NODE=8 megatron sft'],
    [
      'a flag on a line that bash reads as a separate command',
      'megatron sft --lr 1\n  --see$0',
      '--seed',
      'megatron sft --lr 1\n  --seed ',
    ],
  ])('inserts %s', (_, marked, label, expected) => expect(accept(marked, label)).toBe(expected));

  it('filters examples while a number is typed, and keeps the number when the list is accepted', () => {
    expect(labelsAt('megatron sft --max_length $0')).toContain('4096');
    expect(labelsAt('megatron sft --max_length 4$0')).toEqual(['4', '4096']);
    expect(labelsAt('megatron sft --max_length 5$0')).toEqual(['5']);
  });

  it('offers no file that does not exist', () =>
    expect(labelsAt('megatron sft --dataset $0')).not.toContain('train.jsonl'));

  it('offers nothing outside a command', () => {
    expect(labelsAt('echo --$0\nmegatron sft --lr 1')).toEqual([]);
    expect(labelsAt('megatron sft --lr 1\n\nls -$0')).toEqual([]);
  });

  it('offers the next flag only when the last one may be complete', () => {
    expect(labelsAt('megatron sft --packing $0')).toEqual(['true', 'false']);
    expect(labelsAt('megatron sft --packing -$0')).toContain('--lr');
    expect(labelsAt('megatron sft --lr 1 $0')).toContain('--seed');
    expect(labelsAt('megatron sft --recompute_method $0')).toEqual(['uniform', 'block']);
  });
});

describe('completion in a YAML config', () => {
  const CONFIG = '# preflight:\nmicro_batch_size: 1\n';
  it.each([
    ['a key', `${CONFIG}recomp$0`, 'recompute_method', `${CONFIG}recompute_method: `],
    ['a key on an empty line', `${CONFIG}$0\nlr: 1\n`, 'seed', `${CONFIG}seed: \nlr: 1\n`],
    ['a key before a value, which is kept', `${CONFIG}see$0: 1\n`, 'seed', `${CONFIG}seed: 1\n`],
    ['a choice', `${CONFIG}recompute_granularity: $0\n`, 'full', `${CONFIG}recompute_granularity: full\n`],
    [
      'a choice directly after the colon',
      `${CONFIG}recompute_granularity:$0\n`,
      'full',
      `${CONFIG}recompute_granularity: full\n`,
    ],
    ['a half-typed choice', `${CONFIG}recompute_granularity: f$0\n`, 'full', `${CONFIG}recompute_granularity: full\n`],
    ['a truth value', `${CONFIG}packing: t$0`, 'true', `${CONFIG}packing: true`],
    [
      'a list item',
      `${CONFIG}recompute_modules:\n  - core_attn\n  - $0`,
      'mlp',
      `${CONFIG}recompute_modules:\n  - core_attn\n  - mlp`,
    ],
    ['a variable', `${CONFIG}ENV:\n  NPR$0`, 'NPROC_PER_NODE', `${CONFIG}ENV:\n  NPROC_PER_NODE: `],
    ['the value of a variable', `${CONFIG}ENV:\n  NPROC_PER_NODE: $0\n`, '8', `${CONFIG}ENV:\n  NPROC_PER_NODE: 8\n`],
  ])('inserts %s', (_, marked, label, expected) => expect(accept(marked, label, yaml)).toBe(expected));

  it('offers nothing in comments and in other YAML files', () => {
    expect(labelsAt(`${CONFIG}# rec$0`, yaml)).toEqual([]);
    expect(labelsAt('version: 3\nser$0', yaml)).toEqual([]);
  });
});

describe('completion of flags', () => {
  it.each(SYNTAXES.map((syntax) => [syntax.id, syntax] as const))(
    'offers every flag once in %s, with its default and documentation',
    (id, syntax) => {
      const marked =
        id === 'shell'
          ? '# preflight: ms-swift=3.8.1\nmegatron rlhf --$0'
          : '# preflight: ms-swift=3.8.1\nbeta: 1\nr$0';
      const items = complete(marked, syntax);
      expect(items.map(({ label }) => label.replace(/^--/, '')).sort()).toEqual(
        service.catalog
          .view('3.8.1', 'rlhf')
          .flags.map(({ name }) => name)
          .filter((name) => id === 'shell' || name !== 'beta')
          .sort(),
      );
      for (const { detail, summary, topic } of items) {
        expect(detail).toMatch(/ = |, (?:no default|default varies)(?: · .+)?$/);
        expect(detail).not.toContain('None');
        expect(summary).not.toBe('');
        expect(service.describeTopic(topic)).toContain('Default:');
      }
    },
  );

  it('offers flags of other releases last, labeled, when no release is specified', () => {
    const items = complete('megatron sft --seed 1 --$0');
    const { releases, view } = service.catalog;
    const others = items.slice(view(releases.at(-1) ?? '', 'sft').flags.length - 1);
    expect(others.length).toBeGreaterThan(50);
    expect(others.every(({ detail }) => /^(?:since|until) \d/.test(detail))).toBe(true);
    expect(others.find(({ label }) => label === '--save')).toMatchObject({ detail: 'until 3.12.6' });
    expect(
      others.every(({ topic, summary }) => summary !== '' && service.describeTopic(topic)?.includes('Default:')),
    ).toBe(true);
    // Once accepted, a flag is the evidence for its release, and those that no release accepts with it are gone.
    expect(labelsAt('megatron sft --save out --$0')).not.toContain('--output_dir');
    expect(labelsAt('megatron sft --output_dir out --$0')).not.toContain('--save');
  });
});
