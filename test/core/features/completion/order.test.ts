import { describe, expect, it } from 'vitest';
import { countUses } from '../../../../server/src/core/catalog/usage';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { complete, labelsAt, labelsShown, listShown } from '../../../support/completion';
import { service } from '../../../support/service';

const RUN = 'megatron sft --model Qwen/Qwen3-8B --dataset d.jsonl --num_train_epochs 1';
const CONFIG = '# preflight:\nmodel: Qwen/Qwen3-8B\ndataset: d.jsonl\nnum_train_epochs: 1\n';

describe('the order of flags', () => {
  it.each([
    ['--mod', '--model'],
    ['--data', '--dataset'],
    ['--m', '--model'],
    ['--d', '--dataset'],
    ['--lora', '--lora_alpha'],
    ['--max', '--max_length'],
    ['--tune', '--tuner_type'],
    ['--micro-b', '--micro_batch_size'],
  ])('proposes for %s the flag %s', (typed, expected) => {
    expect(labelsShown(`megatron sft ${typed}$0`)[0]).toBe(expected);
    expect(labelsShown(`megatron sft \\\n  --lr 1e-5 \\\n  ${typed}$0`)[0]).toBe(expected);
  });

  it.each([
    ['mod', 'model'],
    ['data', 'dataset'],
    ['d', 'dataset'],
    ['m', 'model'],
  ])('proposes for the key %s of a config file %s', (typed, expected) =>
    expect(labelsShown(`# preflight:\n${typed}$0`, yaml)[0]).toBe(expected),
  );

  it('begins with the flags that fix an error, and says which flag needs them', () => {
    const items = complete('megatron sft --lr 1e-5 --recompute_granularity full \\\n  $0');
    expect(items.slice(0, 2).map(({ label, note }) => [label, note])).toEqual([
      ['--recompute_method', 'needed by recompute_granularity'],
      ['--recompute_num_layers', 'needed by recompute_granularity'],
    ]);
    expect(items[0]?.detail).toMatch(/ · needed by recompute_granularity$/);
    expect(items[0]?.isPreselected).toBe(true);
    expect(complete(`${CONFIG}recompute_granularity: full\n$0`, yaml)[0]).toMatchObject({
      label: 'recompute_method',
      note: 'needed by recompute_granularity',
    });
  });

  it('derives the need from the message of an error that no fix repairs', () => {
    const items = complete('# preflight: ms-swift=3.8.1\nmegatron sft --model Qwen/Qwen3-8B --dataset a $0');
    expect(items[0]).toMatchObject({ label: '--load', note: 'needed by model' });
  });

  it('continues with the required flags that are missing', () => {
    const items = listShown('megatron sft $0').slice(0, 4);
    expect(items.map(({ label }) => label).slice(0, 3)).toEqual(['--model', '--dataset', '--num_train_epochs']);
    expect(items.map(({ note }) => note === 'required')).toEqual([true, true, true, false]);
    expect(labelsShown('megatron export $0').slice(0, 3)).toEqual(['--to_mcore', '--to_hf', '--model']);
  });

  it('ignores what is wrong with the flag that is being typed', () => {
    const item = complete('megatron sft --model m --tuner-t$0').find(({ label }) => label === '--tuner_type');
    expect(item?.note).toBe('tuner');
  });

  it('requires nothing twice: one flag of a group suffices', () => {
    for (const run of [RUN, 'megatron sft --mcore_model a --cached_dataset b --train_iters 1'])
      expect(complete(`${run} $0`).filter(({ note }) => note === 'required')).toEqual([]);
  });

  it('continues with companions of present flags', () => {
    const labels = labelsShown(`${RUN} --tuner_type lora --lora_rank 8 $0`);
    expect(labels.indexOf('--lora_alpha')).toBeLessThan(labels.indexOf('--micro_batch_size'));
    expect(labels.indexOf('--target_modules')).toBeLessThan(labels.indexOf('--micro_batch_size'));
    const goesWith = complete(`${RUN} --lora_rank 8 $0`).find(({ label }) => label === '--tuner_type');
    expect(goesWith?.note).toBe('goes with lora_rank');
  });

  it('continues by use in real scripts of the command, then by name', () => {
    const usesOf = (name: string): number => countUses(service.catalog, name, 'sft');
    const labels = labelsShown('megatron sft $0').map((label) => label.slice(2));
    const used = ['max_length', 'lr', 'packing', 'micro_batch_size', 'seed', 'lora_rank', 'lr_warmup_fraction'];
    expect(labels.filter((name) => used.includes(name))).toEqual(used.toSorted((a, b) => usesOf(b) - usesOf(a)));
    const unused = complete(`# preflight: ms-swift=4.5.2\n${RUN} $0`).flatMap(({ label, isObsolete, note = '' }) => {
      const name = label.slice(2);
      return usesOf(name) > 0 || isObsolete || note.startsWith('goes with') ? [] : [name];
    });
    expect(unused.length).toBeGreaterThan(50);
    expect(unused).toEqual(unused.toSorted());
  });

  it('counts the scripts of releases that call a flag by another name', () => {
    expect(labelsShown('# preflight: ms-swift=4.5.2\nmegatron sft --o$0')[0]).toBe('--output_dir');
    expect(labelsShown('# preflight: ms-swift=3.8.1\nmegatron sft --sav$0')[0]).toBe('--save');
  });

  it('differs between commands', () => {
    expect(labelsShown('# preflight: ms-swift=4.5.2\nmegatron rlhf --rl$0')[0]).toBe('--rlhf_type');
    expect(labelsShown('megatron rlhf --b$0')[0]).toBe('--beta');
  });

  it('ends with flags without effect', () => {
    const items = complete('# preflight: ms-swift=3.8.1\nmegatron sft $0');
    const firstObsolete = items.findIndex(({ isObsolete }) => isObsolete);
    expect(firstObsolete).toBeGreaterThan(100);
    expect(items.slice(firstObsolete).every(({ isObsolete }) => isObsolete)).toBe(true);
  });
});

describe('the flags that are offered', () => {
  it('are none that the command has', () => {
    expect(labelsAt('megatron sft --lr 1 --seed 2 --$0')).not.toContain('--lr');
    expect(labelsAt('megatron sft --$0 \\\n  --lr 1')).not.toContain('--lr');
    expect(labelsAt('# preflight:\nlr: 1\n$0\nseed: 1\n', yaml)).not.toContain('seed');
    // The flag at the cursor is the one that is being written.
    expect(labelsAt('megatron sft --lr$0 1')).toContain('--lr');
  });

  it('are none that stand below an unfinished line', () => {
    const below = '  --attention_backend flash \\\n  --finetune true\n';
    for (const line of ['--', '--mod', 'rec', ''])
      for (const label of ['--attention_backend', '--finetune'])
        expect(labelsAt(`megatron sft \\\n  --lr 1 \\\n  ${line}$0\n${below}`), `${line} ${label}`).not.toContain(
          label,
        );
    // Another command has flags of its own.
    expect(labelsAt('megatron sft --$0\n\nmegatron sft --lr 1')).toContain('--lr');
  });

  it('are found by their bare name on a continued line', () => {
    expect(labelsShown('megatron sft \\\n  --lr 1e-5 \\\n  rec$0')[0]).toBe('--recompute_granularity');
    expect(labelsShown('megatron sft \\\n  --packing \\\n  rec$0')[0]).toBe('--recompute_granularity');
    const [item] = listShown('megatron sft \\\n  --dataset a b \\\n  rec$0 \\\n  --lr 1');
    expect(item?.after).toBe('megatron sft \\\n  --dataset a b \\\n  --recompute_granularity \\\n  --lr 1');
  });

  it('are those of the release and the command', () => {
    expect(labelsAt('# preflight: ms-swift=4.5.2\nmegatron sft --$0')).not.toContain('--save');
    expect(labelsAt('# preflight: ms-swift=3.8.1\nmegatron sft --$0')).not.toContain('--output_dir');
    expect(labelsAt('# preflight: ms-swift=3.8.1\nmegatron sft --$0')).not.toContain('--rlhf_type');
  });

  it('are those of the newest release first when nothing names one', () => {
    const { releases, view } = service.catalog;
    const newest = view(releases.at(-1) ?? '', 'sft').forms;
    const labels = labelsShown('megatron sft $0').slice(0, 200);
    expect(labels.every((label) => newest.has(label.slice(2)))).toBe(true);
  });

  it('include rlhf_type in a config file, which makes it one of megatron rlhf', () => {
    for (const release of ['3.12.6', '4.5.2']) {
      const items = complete(`# preflight: ms-swift=${release}\n${CONFIG}$0`, yaml);
      const notes = items.filter(({ label }) => label === 'rlhf_type').map(({ note }) => note);
      expect(notes, release).toEqual(['for megatron rlhf']);
    }
    expect(labelsAt(`${CONFIG}rlhf_type: dpo\n$0`, yaml)).toContain('beta');
    expect(labelsAt(`${CONFIG}rlhf_type: dpo\n$0`, yaml)).not.toContain('rlhf_type');
  });

  it('name their group, and no default where there is none', () => {
    const items = complete('# preflight: ms-swift=4.5.2\nmegatron sft --model m --dataset d --train_iters 1 $0');
    const find = (label: string) => items.find((each) => each.label === label);
    expect(find('--tensor_model_parallel_size')).toMatchObject({ note: 'parallelism', detail: 'int = 1' });
    expect(find('--lora_dropout')).toMatchObject({ note: 'LoRA' });
    expect(find('--dataset_num_proc')).toMatchObject({ note: 'data' });
    expect(items.filter(({ detail }) => detail.endsWith(', no default')).length).toBeGreaterThan(10);
    expect(items.filter(({ detail }) => detail.includes('None'))).toEqual([]);
  });
});
