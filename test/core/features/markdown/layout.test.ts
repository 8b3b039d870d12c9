import { describe, expect, it } from 'vitest';
import type { DocumentContext } from '../../../../server/src/core/document/document';
import { readShell, readYaml, service } from '../../../support/service';

const MODEL = { num_hidden_layers: 28, num_attention_heads: 28, num_key_value_heads: 4, hidden_size: 3584 };

const RUN = `NNODES=2 NPROC_PER_NODE=8 megatron sft --model m --tensor_model_parallel_size 2 \\
  --pipeline_model_parallel_size 2 --micro_batch_size 1 --global_batch_size 16`;

const all = (text: string) => ({ start: 0, end: text.length });

/** Each hint as `what it stands behind » what it says`. */
function hints(text: string, around: DocumentContext = { modelConfig: MODEL }, read = readShell): string[] {
  return service
    .provideInlayHints(read(text, around), all(text))
    .map(({ offset, label }) => `${/\S+$/.exec(text.slice(0, offset))?.[0]} » ${label}`);
}

const lens = (text: string, around: DocumentContext = {}): string[] =>
  service
    .codeLenses(readShell(text, around))
    .filter(({ action }) => action === 'none')
    .map(({ title }) => title);

const hoverOn = (text: string, word: string, around: DocumentContext = { modelConfig: MODEL }): string =>
  service.provideHover(readShell(text, around), text.indexOf(word) + 1)?.markdown ?? '';

describe('derived sizes behind values', () => {
  it('say what each rank gets', () =>
    expect(hints(RUN)).toEqual([
      'NPROC_PER_NODE=8 » 16 GPUs, DP 4',
      '2 » 14 heads each, 2 KV groups each',
      '2 » 14 layers each',
      '1 » x DP 4 = 4 at once',
      '16 » 4 micro-batches',
    ]));

  it('say the same in a config file', () => {
    const text = 'model: m\nENV:\n  NPROC_PER_NODE: 4\npipeline_model_parallel_size: 2\nglobal_batch_size: 8\n';
    expect(hints(text, { modelConfig: MODEL }, readYaml)).toEqual([
      '4 » 4 GPUs, DP 2',
      '2 » 14 layers each',
      '8 » 4 micro-batches',
    ]);
  });

  it('stand behind what is written here, and not behind what a config file says', () => {
    const neighbours = [{ name: 'run.yaml', text: 'tensor_model_parallel_size: 2\nglobal_batch_size: 8\n' }];
    const script = 'NPROC_PER_NODE=4 megatron sft run.yaml --pipeline_model_parallel_size 2\n';
    expect(hints(script, { modelConfig: MODEL, neighbors: neighbours })).toEqual([
      'NPROC_PER_NODE=4 » 4 GPUs, DP 1',
      '2 » 14 layers each',
    ]);
  });

  it('are silent about what cannot be known', () => {
    expect(hints('NPROC_PER_NODE=$1 megatron sft --tensor_model_parallel_size 2 --global_batch_size 16', {})).toEqual(
      [],
    );
    expect(hints('NPROC_PER_NODE=8 megatron sft --pipeline_model_parallel_size $PP --global_batch_size 16')).toEqual([
      'NPROC_PER_NODE=8 » 8 GPUs',
    ]);
  });

  it('give no number for stages that are cut by hand', () =>
    expect(hints('megatron sft --pipeline_model_parallel_size 2 --decoder_first_pipeline_num_layers 12')).toEqual([]));

  it('do not contradict each other where two commands share a line', () => {
    const two = (second: string) =>
      `export NPROC_PER_NODE=8\nmegatron sft --tensor_model_parallel_size 2\nmegatron sft ${second}\n`;
    expect(hints(two('--tensor_model_parallel_size 2'), {})).toEqual(['NPROC_PER_NODE=8 » 8 GPUs, DP 4']);
    expect(hints(two('--tensor_model_parallel_size 4'), {})).toEqual([]);
  });
});

describe('the lens above a command', () => {
  it.each([
    ['shows the whole layout', RUN, '16 GPUs = TP 2 x PP 2 x DP 4 · 4 micro-batches'],
    [
      'leaves out what is not divided',
      'NPROC_PER_NODE=8 megatron sft --micro_batch_size 2',
      '8 GPUs = DP 8 · 1 micro-batch',
    ],
    [
      'says what does not fit',
      'NPROC_PER_NODE=6 megatron sft --tensor_model_parallel_size 4',
      '6 GPUs do not go into TP 4',
    ],
    [
      'says what is known without a world size',
      'megatron sft --tensor_model_parallel_size 4 --pipeline_model_parallel_size 2',
      'TP 4 x PP 2: 8 GPUs a model copy',
    ],
  ])('%s', (_, text, title) => expect(lens(text)).toEqual([title]));

  it('is silent where nothing is known', () => {
    expect(lens('megatron sft --lr 1')).toEqual([]);
    expect(lens('NPROC_PER_NODE=8 megatron sft --tensor_model_parallel_size $TP')).toEqual([]);
  });
});

describe('a hover on a size', () => {
  it.each(['tensor_model_parallel_size', 'global_batch_size', 'NPROC_PER_NODE', 'megatron'])(
    'shows the whole equation on %s',
    (word) => {
      const hover = hoverOn(RUN, word);
      expect(hover).toContain('world size `16 = TP 2 x PP 2 x CP 1 x DP 4`');
      expect(hover).toContain('global batch size `16 = micro-batch size 1 x DP 4 x micro-batches 4`');
      expect(hover).toContain('layers `28 = PP 2 x 14` a stage');
      expect(hover).toContain('attention heads `28 = TP 2 x 14` a rank');
    },
  );

  it('says what does not divide', () =>
    expect(hoverOn('NPROC_PER_NODE=6 megatron sft --tensor_model_parallel_size 4', 'tensor')).toContain(
      'world size `6` is no multiple of `TP 4 x PP 1 x CP 1 = 4`',
    ));

  it('says what is missing, and how to say it', () => {
    const hover = hoverOn('megatron sft --tensor_model_parallel_size 4', 'tensor', {});
    expect(hover).toContain('world size `? = TP 4 x PP 1 x CP 1 x DP ?`');
    expect(hover).toMatch(/Not known: the world size .*NPROC_PER_NODE.*; the model .*model-config=/);
  });

  it('says where the model was found', () => {
    const wanted = { name: 'm', isFile: false, variables: {} };
    const around = { models: [{ wanted, path: '~/models/m/config.json', config: MODEL }] };
    expect(hoverOn(RUN, 'tensor_model_parallel_size', around)).toContain(
      'Model: 28 layers, 28 heads, 4 KV groups, from `~/models/m/config.json`',
    );
    expect(hoverOn(RUN, '--model', around)).toContain('28 layers');
  });
});
