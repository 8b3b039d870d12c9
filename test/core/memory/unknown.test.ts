import { describe, expect, it } from 'vitest';
import { estimateMemory, type MemoryAnswer } from '../../../server/src/core/memory/estimate';
import { SMALL_DENSE } from '../../support/modelConfigs';
import { readShell, service } from '../../support/service';

const MODEL: Record<string, unknown> = SMALL_DENSE;
const SCRIPT = '# preflight: ms-swift=4.5.2 world-size=8\nmegatron sft --packing true --max_length 4096\n';

function answerTo(text: string, modelConfig: unknown): MemoryAnswer {
  const document = readShell(text, { modelConfig });
  const [config] = document.reading.configs;
  if (!config) throw new Error('no command');
  return estimateMemory(service.getFacts(document, config));
}

const unknownIn = (text: string, model: unknown = MODEL): string => {
  const answer = answerTo(text, model);
  return 'unknown' in answer ? answer.unknown.join('; ') : '';
};

describe('the estimate of a run', () => {
  it('is known if the layout, the model and the length are', () => expect(unknownIn(SCRIPT)).toBe(''));

  it.each(['num_hidden_layers', 'hidden_size', 'num_attention_heads', 'vocab_size'])(
    'is unknown, and says so, without %s in config.json',
    (field) => expect(unknownIn(SCRIPT, { ...MODEL, [field]: undefined })).toContain(field),
  );

  it.each<[reason: string, text: string, model?: unknown]>([
    ['the number of GPUs', SCRIPT.replace(' world-size=8', '')],
    ['the length of a pack', SCRIPT.replace(' --max_length 4096', '')],
    ['the length of a pack', SCRIPT.replace('4096', '$LENGTH')],
    ['whether samples are packed', SCRIPT.replace('true', '$PACKING')],
    ['tensor, pipeline, context', SCRIPT.replace('\nmegatron sft', '\nmegatron sft --tensor_model_parallel_size $TP')],
    ['a layout that divides', SCRIPT.replace('\nmegatron sft', '\nmegatron sft --tensor_model_parallel_size 3')],
    ['`freeze_parameters`', SCRIPT.replace('--packing', '--freeze_parameters model.layers.0 --packing')],
    ['Megatron FSDP', SCRIPT.replace('--packing', '--use_megatron_fsdp true --packing')],
    ['only training', SCRIPT.replace('sft', 'export')],
    ['`hybrid_override_pattern`', SCRIPT, { ...MODEL, hybrid_override_pattern: 'M-M*' }],
    ['`llama4`', SCRIPT, { ...MODEL, model_type: 'llama4' }],
    ['`linear_num_value_heads`', SCRIPT, { ...MODEL, model_type: 'qwen3_next' }],
    [
      '`trainable_parameters`',
      SCRIPT.replace('--packing', '--freeze_llm true --trainable_parameters visual --packing'),
    ],
    ['vision or audio tower', SCRIPT, { ...MODEL, vision_config: {} }],
    [
      'divided among the pipeline stages',
      SCRIPT.replace('--packing', '--pipeline_model_parallel_size 4 --packing'),
      { ...MODEL, num_hidden_layers: 9 },
    ],
  ])('is unknown without %s', (reason, text, model = MODEL) => {
    expect(unknownIn(text, model)).toContain(reason);
  });

  it('is unknown without the numbers of the model', () => {
    const missingIn = (text: string): string => {
      const answer = answerTo(text, undefined);
      return 'unknown' in answer ? answer.unknown.join() : '';
    };
    expect(missingIn(SCRIPT)).toContain('the model (set `model`)');
    expect(missingIn(SCRIPT.replace('--packing', '--model org/unknown --packing'))).toMatch(
      /the numbers of the model .*model-config=/,
    );
  });

  it.each([1e308, 4294967296, 0.5])('is unknown for %d layers', (layers) =>
    expect(unknownIn(SCRIPT, { ...MODEL, num_hidden_layers: layers })).toContain('num_hidden_layers'),
  );
});
