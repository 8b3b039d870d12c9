import { describe, expect, it } from 'vitest';
import { readShell, service } from '../../support/service';

/** Command lines that the real parser of ms-swift 3.8.1 accepts and rejects, as measured. */
const ACCEPTED = [
  '--lr 1e-5',
  '--lr=1e-5',
  '--micro-batch-size 1',
  '--packing',
  '--packing true',
  '--packing TRUE',
  '--packing yes --streaming 0 --sequence_parallel T',
  '--no_padding_free',
  '--no_no_initialization',
  '--no-padding-free',
  '--bf16 true',
  '--eval_iters -1',
  '--moe_z_loss_coeff=-1e-5',
  '--lr 1_0.5',
  '--train_iters +10',
  '--train_iters 1_000',
  '--lr inf',
  '--dataset a b c',
  '--dataset=a',
  '--recompute_modules core_attn mlp',
  '--tensorboard_di x',
  '--use_r true',
  '--lora_dtype None',
  '--truncation_strategy left',
  `--extra_megatron_kwargs '{"spec": ["a", "b"]}'`,
  '--extra_megatron_kwargs kwargs.json',
  '--rope_scaling yarn --max_model_len 65536',
  '--model None',
  '--system "two words"',
  '--system "-starts with a dash and has spaces"',
  '--quant_bits 4',
];
const REJECTED = [
  ['--learning_rate 1', 'cli.unknown-flag'],
  ['--num_train_epochs 3', 'release.renamed'],
  ['--micro-batch_size 1', 'cli.unknown-flag'],
  ['-lr 1e-5', 'cli.unknown-flag'],
  ['--rlhf_type dpo', 'release.new'],
  ['--tensor 2', 'cli.abbrev-ambiguous'],
  ['--strea true', 'cli.abbrev-ambiguous'],
  ['--recompute_granularity Full', 'cli.enum'],
  ['--fp8_format none', 'cli.enum-none'],
  ['--micro_batch_size 2.0', 'cli.int'],
  ['--micro_batch_size 0x10', 'cli.int'],
  ['--micro_batch_size 1e3', 'cli.int'],
  ['--micro_batch_size ""', 'cli.int'],
  ['--lr 1e5x', 'cli.float'],
  ['--lr 1,5', 'cli.float'],
  ['--packing maybe', 'cli.bool'],
  ['--packing on', 'cli.bool'],
  ['--packing 2', 'cli.bool'],
  ['--bf16', 'cli.bare-optional-bool'],
  ['--lora_rank', 'cli.missing-value'],
  ['--lora_rank --lr 1', 'cli.missing-value'],
  ['--recompute_modules', 'cli.list-empty'],
  ['--train_iters 100 200', 'cli.scalar-many'],
  ['--no_padding_free true', 'cli.scalar-many'],
  ['--packing true false', 'cli.scalar-many'],
  ['--dataset=a b', 'cli.scalar-many'],
  ['stray --lr 1', 'cli.scalar-many'],
  ['--moe_z_loss_coeff -1e-5', 'cli.negative-exponent'],
  ['--moe_router_topk None', 'cli.none-word'],
  ['--extra_megatron_kwargs {a:1}', 'cli.json'],
  ['--torch_dtype bfloat16', 'cli.torch-dtype'],
] as const;

const errors = (flags: string): string[] =>
  service
    .lintDocument(readShell(`megatron sft ${flags}`, { swiftVersion: '3.8.1' }))
    .filter(({ severity }) => severity === 'error')
    .map(({ rule }) => rule);

describe('parseArguments and the value rules for ms-swift 3.8.1', () => {
  it.each(ACCEPTED)('report no error for %s', (flags) => expect(errors(flags)).toEqual([]));
  it.each(REJECTED)('report for %s the error %s', (flags, rule) => expect(errors(flags)).toEqual([rule]));

  it('report no error for unknown values, nor for flags that depend on them', () => {
    for (const argument of ['$X', '"$X"', '$(cmd)', '"$@"', '${X[@]}', '<fill-in>']) {
      for (const flag of [
        '--lr',
        '--packing',
        '--recompute_granularity',
        '--extra_megatron_kwargs',
        '--dataset',
        '--bf16',
      ]) {
        expect(errors(`${flag} ${argument}`), `${flag} ${argument}`).toEqual([]);
        expect(errors(`${flag} ${argument} --recompute_granularity "$G"`)).toEqual([]);
      }
      expect(errors(`${argument} --seed 1`), argument).toEqual([]);
    }
    expect(errors('$MORE --recompute_granularity full'), 'the method may be among the unknown arguments').toEqual([]);
  });
});
