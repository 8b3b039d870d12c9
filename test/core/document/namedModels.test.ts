import { describe, expect, it } from 'vitest';
import type { DocumentContext } from '../../../server/src/core/document/document';
import { readShell, service } from '../../support/service';

/** A run of 24 GPUs on 3 tensor-parallel ranks, which do not divide 32 heads. */
const scriptOf = (model: string, tensorParallel = 3): string =>
  [
    '# preflight: ms-swift=3.8.1 world-size=24',
    `megatron sft --model ${model} --load Qwen3-30B-A3B-mcore --dataset train.jsonl --split_dataset_ratio 0.01 \\`,
    `  --tensor_model_parallel_size ${tensorParallel} --expert_model_parallel_size 8 --sequence_parallel true \\`,
    '  --micro_batch_size 1 --global_batch_size 24 --max_epochs 1 --finetune true --save /shared/out',
  ].join('\n');

const findHeads = (script: string, context: DocumentContext = {}) =>
  service.lintDocument(readShell(script, context)).filter(({ rule }) => rule === 'par.tp-heads');

/** The context of a folder with a config.json of 24 heads. */
const contextWithFile = (name: string): DocumentContext => ({
  models: [
    {
      wanted: { name, isFile: false, variables: {} },
      path: `${name}/config.json`,
      config: { model_type: 'qwen3_moe', num_attention_heads: 24, num_key_value_heads: 3, vocab_size: 151_936 },
    },
  ],
});

describe('a model that is only named', () => {
  it('reports an error about its heads when its id is known', () => {
    const [finding] = findHeads(scriptOf('Qwen/Qwen3-30B-A3B'));
    expect(finding).toMatchObject({ severity: 'error' });
    expect(finding?.message).toContain('32 attention heads');
    expect(findHeads(scriptOf('Qwen/Qwen3-30B-A3B', 4))).toEqual([]);
  });

  it('reports a warning that names the assumption when only the last part of a path names it', () => {
    const [finding] = findHeads(scriptOf('/data/models/Qwen3-30B-A3B'));
    expect(finding).toMatchObject({ severity: 'warning' });
    expect(finding?.message).toContain('if the folder contains Qwen/Qwen3-30B-A3B');
  });

  it('keeps errors that hold for any model when the model is a guess', () => {
    const script = scriptOf('/data/models/Qwen3-30B-A3B', 4).replace('global_batch_size 24', 'global_batch_size 25');
    const errors = service.lintDocument(readShell(script)).filter(({ severity }) => severity === 'error');
    expect(errors.length).toBeGreaterThan(0);
    for (const { message } of errors) expect(message).not.toContain('if the folder contains');
  });

  it.each(['someone/Qwen3-30B-A3B', '/data/models/Qwen3-30B-A3B-sft', 'someone/my-finetune'])(
    'stays unknown when it is called %s',
    (name) => {
      expect(findHeads(scriptOf(name))).toEqual([]);
    },
  );

  it.each(['Qwen/Qwen3-30B-A3B', '/data/models/Qwen3-30B-A3B'])(
    'has the numbers of a config.json on disk rather than those of its name %s',
    (name) => {
      expect(findHeads(scriptOf(name), contextWithFile(name))).toEqual([]);
      const [finding] = findHeads(scriptOf(name, 5), contextWithFile(name));
      expect(finding).toMatchObject({ severity: 'error' });
      expect(finding?.message).toContain('24 attention heads');
    },
  );

  it('leaves flags unknown whose field no source states', () => {
    const document = readShell('# preflight: ms-swift=3.8.1\nmegatron sft --model inclusionAI/Ling-mini-2.0');
    const [config] = document.reading.configs;
    const { model } = service.getFacts(document, config as NonNullable<typeof config>);
    expect(model?.get('num_layers')).toBe(20);
    expect(model?.has('rotary_base')).toBe(false);
    expect(model?.has('untie_embeddings_and_output_weights')).toBe(true);
  });

  it('reports that the template of gpt-oss cannot be packed in 4.2', () => {
    const script = '# preflight: ms-swift=4.2.3\nmegatron sft --model openai/gpt-oss-20b --dataset a';
    const rejected = service.lintDocument(readShell(script)).filter(({ outcome }) => outcome === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
  });
});
