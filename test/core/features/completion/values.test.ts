import { describe, expect, it } from 'vitest';
import type { DiskLists } from '../../../../server/src/core/document/diskLists';
import { shell } from '../../../../server/src/core/syntax/shell/shellSyntax';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { accept, complete, labelsAt } from '../../../support/completion';
import { atCursor, service } from '../../../support/service';

const DISK: DiskLists = {
  files: ['train.jsonl', 'val.jsonl'],
  folders: ['data', 'megatron_output'],
  checkpoints: ['megatron_output/run/v0'],
  models: ['my-org/my-model'],
};

describe('completion of values', () => {
  it.each([
    ['templates', 'megatron sft --template q$0', 'qwen3'],
    ['model types', '# preflight: ms-swift=3.8.1\nmegatron sft --model_type q$0', 'qwen3'],
    ['model names', 'megatron sft --model Qwen/Qwen3-8$0', 'Qwen/Qwen3-8B'],
    ['datasets', 'megatron sft --dataset AI-ModelScope/alpaca$0', 'AI-ModelScope/alpaca-gpt4-data-zh'],
    ['datasets by their name', 'megatron sft --dataset self-$0', 'swift/self-cognition'],
    ['models whose numbers are unknown', 'megatron sft --model moonshotai/$0', 'moonshotai/Moonlight-16B-A3B'],
    ['dtypes', '# preflight: ms-swift=4.5.2\nmegatron sft --torch_dtype b$0', 'bfloat16'],
    ['reward functions', '# preflight: ms-swift=4.5.2\nmegatron rlhf --reward_funcs acc$0', 'accuracy'],
    ['loss types', '# preflight: ms-swift=4.5.2\nmegatron rlhf --loss_type sig$0', 'sigmoid'],
  ])('offers %s while they are typed', (_, marked, label) => expect(labelsAt(marked)).toContain(label));

  it('offers only values of the release', () => {
    expect(labelsAt('# preflight: ms-swift=3.8.1\nmegatron sft --torch_dtype $0')).toEqual([]);
    expect(labelsAt('# preflight: ms-swift=3.8.1\nmegatron sft --template g$0')).not.toContain('glm4_7');
    expect(labelsAt('# preflight: ms-swift=3.12.6\nmegatron sft --template g$0')).toContain('glm4_7');
  });

  it('offers the template and the type of the model first', () => {
    expect(labelsAt('megatron sft --model Qwen/Qwen3-8B --template $0')[0]).toBe('qwen3');
    expect(complete('megatron sft --model Qwen/Qwen3-8B --model_type $0')[0]).toMatchObject({
      label: 'qwen3',
      detail: 'that of Qwen/Qwen3-8B',
    });
  });

  it.each([
    'megatron sft --template zzz$0',
    'megatron sft --recompute_granularity zz$0',
    'megatron sft --packing no$0',
    'megatron sft --output_dir my_output$0',
    'megatron sft --model my-model$0',
  ])('offers nothing that the typed text does not begin: %s', (marked) => expect(labelsAt(marked)).toEqual([]));

  it('offers a value that breaks a rule last, with the reason', () => {
    const run = 'megatron sft --model Qwen/Qwen2.5-7B-Instruct --dataset d --tensor_model_parallel_size ';
    const items = complete(`${run}$0`);
    expect(items.map(({ label }) => label)).toEqual(['1', '2', '4', '8']);
    expect(items.map(({ note }) => note === 'breaks a rule here')).toEqual([false, false, false, true]);
    expect(items[3]?.summary).toContain('28 attention heads');
    expect(service.describeTopic(items[3]?.topic)).toMatch(/^The model has 28 attention heads/);
    expect(complete(`${run}3$0`)[0]).toMatchObject({ label: '3', note: 'breaks a rule here' });
  });

  it('does not call a value wrong that only needs another flag', () => {
    const items = complete('megatron sft --model Qwen/Qwen3-8B --recompute_granularity $0');
    expect(items.map(({ note }) => note)).not.toContain('breaks a rule here');
  });

  it('offers values in a config file as in a script', () => {
    const config = '# preflight:\nmodel: Qwen/Qwen2.5-7B-Instruct\n';
    expect(labelsAt(`${config}template: q$0`, yaml)).toContain('qwen2_5');
    const items = complete(`${config}tensor_model_parallel_size: $0`, yaml);
    expect(items.at(-1)).toMatchObject({ label: '8', note: 'breaks a rule here' });
  });
});

/** A script with a variable, whose command ends with a text and the cursor. */
const withVariable = (flag: string, typed: string): string => `LR=1e-5\nmegatron sft ${flag} ${typed}$0`;

describe('completion of variables of the script', () => {
  it.each([
    ['--lr', '', '$LR'],
    ['--lr', '$', '$LR'],
    ['--lr', '$L', '$LR'],
    ['--lr', '${L', '${LR}'],
    ['--lr', '"$', '"$LR"'],
    ['--output_dir', 'out/$', 'out/$LR'],
  ])('inserts a reference after %s %s', (flag, typed, after) =>
    expect(accept(withVariable(flag, typed), '$LR')).toBe(`LR=1e-5\nmegatron sft ${flag} ${after}`),
  );

  it('offers the one that is called like the flag first, and none that is set later', () =>
    expect(labelsAt('A=1\nLR=1e-5\nmegatron sft --lr $$0\nLATER=1\n')).toEqual(['$LR', '$A']));

  it('offers none in single quotes and in config files', () => {
    expect(labelsAt("LR=1\nmegatron sft --lr '$$0'")).toEqual([]);
    expect(labelsAt('# preflight:\nlr: $$0', yaml)).toEqual([]);
  });
});

describe('completion of paths', () => {
  it.each([
    ['a file', '--dataset $0', 'train.jsonl', '--dataset train.jsonl'],
    ['a file in a folder', '--dataset ./sub/t$0', 'train.jsonl', '--dataset ./sub/train.jsonl'],
    ['a folder', '--output_dir ./d$0', 'data/', '--output_dir ./data/'],
    ['a checkpoint', '--mcore_model $0', 'megatron_output/run/v0', '--mcore_model megatron_output/run/v0'],
    ['a cached model', '--model my$0', 'my-org/my-model', '--model my-org/my-model'],
  ])('inserts %s', (_, typed, label, after) =>
    expect(accept(`megatron sft ${typed}`, label, shell, DISK)).toBe(`megatron sft ${after}`),
  );

  it('inserts a path in a config file', () => {
    const list = '# preflight:\ndataset:\n  - ';
    expect(accept(`${list}./t$0`, 'train.jsonl', yaml, DISK)).toBe(`${list}./train.jsonl`);
    const load = '# preflight:\nload: ';
    expect(accept(`${load}$0`, 'megatron_output/run/v0', yaml, DISK)).toBe(`${load}megatron_output/run/v0`);
  });

  it('asks the disk only at values that are paths, for what the flag reads', () => {
    const queryAt = (typed: string) => {
      const { text, offset } = atCursor(`megatron sft ${typed}$0`);
      return service.findDiskQuery(service.read(text, shell, {}), offset);
    };
    const extensions = ['.jsonl', '.json', '.csv', '.parquet', '.txt'];
    expect(queryAt('--dataset ./data/t')).toEqual({ folder: './data/', extensions });
    expect(queryAt('--mcore_model ')).toEqual({ folder: '', checkpoints: true });
    expect(queryAt('--model Qwen/')).toEqual({ folder: 'Qwen/', models: true });
    expect(queryAt('--model ./')).toEqual({ folder: './' });
    expect(queryAt('--lr ')).toBeUndefined();
    expect(queryAt('--dataset $DATA/')).toBeUndefined();
  });
});
