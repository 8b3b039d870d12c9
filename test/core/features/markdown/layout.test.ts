import { describe, expect, it } from 'vitest';
import type { DocumentContext } from '../../../../server/src/core/document/document';
import { readShell, readYaml, service } from '../../../support/service';

const MODEL = { num_hidden_layers: 28, num_attention_heads: 28, num_key_value_heads: 4, hidden_size: 3584 };

const RUN = `NNODES=2 NPROC_PER_NODE=8 megatron sft --model m --tensor_model_parallel_size 2 \\
  --pipeline_model_parallel_size 2 --micro_batch_size 1 --global_batch_size 16`;

/** Lists inlay hints as `value » label`. */
function listHints(text: string, context: DocumentContext = { modelConfig: MODEL }, read = readShell): string[] {
  return service
    .provideInlayHints(read(text, context), { start: 0, end: text.length })
    .map(({ offset, label }) => `${/\S+$/.exec(text.slice(0, offset))?.[0]} » ${label}`);
}

const listLayoutLenses = (text: string): string[] =>
  service
    .codeLenses(readShell(text, {}))
    .filter(({ action }) => action === 'showLayout')
    .map(({ title }) => title);

const hoverOn = (text: string, word: string, context: DocumentContext = { modelConfig: MODEL }): string =>
  service.provideHover(readShell(text, context), text.indexOf(word) + 1)?.markdown ?? '';

describe('inlay hints of derived sizes', () => {
  it('show the share of each rank', () =>
    expect(listHints(RUN)).toEqual([
      'NPROC_PER_NODE=8 » → 16 GPUs · DP 4',
      '2 » → 14 heads per rank · 2 KV groups per rank',
      '2 » → 14 layers per stage',
      '1 » → 4 samples at once with DP 4',
      '16 » = 4 micro-batches',
    ]));

  it('show the same sizes in a config file', () => {
    const text = 'model: m\nENV:\n  NPROC_PER_NODE: 4\npipeline_model_parallel_size: 2\nglobal_batch_size: 8\n';
    expect(listHints(text, { modelConfig: MODEL }, readYaml)).toEqual([
      '4 » → 4 GPUs · DP 2',
      '2 » → 14 layers per stage',
      '8 » = 4 micro-batches',
    ]);
  });

  it('follow values of the script, not values of its config file', () => {
    const neighbors = [{ name: 'run.yaml', text: 'tensor_model_parallel_size: 2\nglobal_batch_size: 8\n' }];
    const script = 'NPROC_PER_NODE=4 megatron sft run.yaml --pipeline_model_parallel_size 2\n';
    expect(listHints(script, { modelConfig: MODEL, neighbors })).toEqual([
      'NPROC_PER_NODE=4 » → 4 GPUs · DP 1',
      '2 » → 14 layers per stage',
    ]);
  });

  it('are absent when a size is unknown', () => {
    expect(
      listHints('NPROC_PER_NODE=$1 megatron sft --tensor_model_parallel_size 2 --global_batch_size 16', {}),
    ).toEqual([]);
    expect(
      listHints('NPROC_PER_NODE=8 megatron sft --pipeline_model_parallel_size $PP --global_batch_size 16'),
    ).toEqual(['NPROC_PER_NODE=8 » → 8 GPUs']);
  });

  it('are absent when the layers of a stage are set by hand', () =>
    expect(listHints('megatron sft --pipeline_model_parallel_size 2 --decoder_first_pipeline_num_layers 12')).toEqual(
      [],
    ));

  it('are absent when two commands lead to different sizes of a shared value', () => {
    const twoCommands = (second: string) =>
      `export NPROC_PER_NODE=8\nmegatron sft --tensor_model_parallel_size 2\nmegatron sft ${second}\n`;
    expect(listHints(twoCommands('--tensor_model_parallel_size 2'), {})).toEqual([
      'NPROC_PER_NODE=8 » → 8 GPUs · DP 4',
    ]);
    expect(listHints(twoCommands('--tensor_model_parallel_size 4'), {})).toEqual([]);
  });
});

describe('the layout lens of a command', () => {
  it.each([
    ['shows the full layout', RUN, '16 GPUs = TP 2 × PP 2 × DP 4 · 4 micro-batches'],
    ['omits sizes of 1', 'NPROC_PER_NODE=8 megatron sft --micro_batch_size 2', '8 GPUs = DP 8 · 1 micro-batch'],
    [
      'shows every kind of parallelism above 1',
      'NPROC_PER_NODE=16 megatron sft --context_parallel_size 2 --expert_model_parallel_size 8 --micro_batch_size 2',
      '16 GPUs = CP 2 × DP 8 · EP 8 · 1 micro-batch',
    ],
    [
      'names the sizes that do not divide the number of GPUs',
      'NPROC_PER_NODE=6 megatron sft --tensor_model_parallel_size 4',
      '6 GPUs not divisible by TP 4',
    ],
    [
      'shows the size of a model copy without a world size',
      'megatron sft --tensor_model_parallel_size 4 --pipeline_model_parallel_size 2',
      'TP 4 × PP 2 = 8 GPUs per model copy',
    ],
  ])('%s', (_, text, title) => expect(listLayoutLenses(text)).toEqual([title]));

  it('is absent when no size is known', () => {
    expect(listLayoutLenses('megatron sft --lr 1')).toEqual([]);
    expect(listLayoutLenses('NPROC_PER_NODE=8 megatron sft --tensor_model_parallel_size $TP')).toEqual([]);
  });
});

describe('the hover of a size', () => {
  const EQUATIONS = [
    'world size `16 = TP 2 × PP 2 × CP 1 × DP 4`',
    'global batch size `16 = micro-batch size 1 × DP 4 × micro-batches 4`',
    'layers `28 = PP 2 × 14` per stage',
    'attention heads `28 = TP 2 × 14` per rank',
    'KV groups `4 = TP 2 × 2` per rank',
  ];

  it.each([
    ['tensor_model_parallel_size', [0, 3, 4]],
    ['pipeline_model_parallel_size', [0, 2]],
    ['global_batch_size', [1]],
    ['NPROC_PER_NODE', [0]],
    ['megatron', [0, 1, 2, 3, 4]],
  ])('shows on %s the equations that involve it', (word, expected) => {
    const hover = hoverOn(RUN, word);
    const shown = EQUATIONS.filter((equation) => hover.includes(equation));
    expect(shown).toEqual(expected.map((index) => EQUATIONS[index]));
  });

  it('names the product that does not divide the world size', () =>
    expect(hoverOn('NPROC_PER_NODE=6 megatron sft --tensor_model_parallel_size 4', 'tensor')).toContain(
      'world size `6` is not a multiple of `TP 4 × PP 1 × CP 1 = 4`',
    ));

  it('lists the unknown inputs and the ways to provide them', () => {
    const hover = hoverOn('megatron sft --model org/unknown --tensor_model_parallel_size 4', 'megatron', {});
    expect(hover).toContain('world size `? = TP 4 × PP 1 × CP 1 × DP ?`');
    expect(hover).toMatch(/Unknown: the world size .*NPROC_PER_NODE.*; the numbers of the model .*model-config=/);
  });

  it('names the file that describes the model', () => {
    const wanted = { name: 'm', isFile: false, variables: {} };
    const context = { models: [{ wanted, path: '~/models/m/config.json', config: MODEL }] };
    expect(hoverOn(RUN, 'tensor_model_parallel_size', context)).toContain(
      'Model: 28 layers, 28 heads, 4 KV groups, from `~/models/m/config.json`',
    );
    expect(hoverOn(RUN, '--model', context)).toContain('28 layers');
  });
});
