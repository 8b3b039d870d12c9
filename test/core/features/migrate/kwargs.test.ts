import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { shell } from '../../../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../../../server/src/core/syntax/syntax';
import { yaml } from '../../../../server/src/core/syntax/yaml/yamlSyntax';
import { service } from '../../../support/service';

/** Migrates the flags of a run of Qwen3-30B-A3B, or of another text. */
function migrate(flags: string, from: string, to: string, syntax: Syntax = shell) {
  const command = `megatron sft --model Qwen/Qwen3-30B-A3B ${flags}`;
  const text = `# preflight: ms-swift=${from}\n${syntax === shell ? command : flags}\n`;
  const { edits, notes } = service.migrate(service.read(text, syntax, {}), to);
  return { after: applyEdits(text, edits), notes: notes.join('\n') };
}

describe('migrate of flags for the structure of the model', () => {
  it('writes one that config.json does not say into megatron_extra_kwargs', () => {
    const { after, notes } = migrate('--moe_router_topk 4', '3.12.6', '4.5.2');
    expect(after).toContain(`--megatron_extra_kwargs '{"moe_router_topk":4}'`);
    expect(after).not.toContain('It was');
    expect(notes).toContain('moe_router_topk 4 is written into megatron_extra_kwargs, since 4.5.2 has no flag for it.');
  });

  it.each(['--moe_router_topk 8', '--hidden_dropout 0', '--num_layers 48'])('drops %s, which holds anyway', (flag) => {
    const { after } = migrate(flag, '3.8.1', '4.5.2');
    expect(after).not.toMatch(/megatron_extra_kwargs|It was/);
  });

  it('adds them to a map that is there, under the names of the model config', () => {
    const { after } = migrate(
      `--attention_dropout 0.1 --extra_megatron_kwargs '{"num_layers": 4}' --norm_epsilon 1e-5 --swiglu false`,
      '3.8.1',
      '4.5.2',
    );
    expect(after).toContain(
      `--megatron_extra_kwargs '{"num_layers":4,"attention_dropout":0.1,"layernorm_epsilon":0.00001,"swiglu":false}'`,
    );
  });

  it('leaves a comment where the release has no such map, or the field takes no such text', () => {
    expect(migrate('--window_size 128,0', '3.12.6', '4.5.2').after).toContain('It was: --window_size 128,0');
    expect(migrate('--moe_router_topk 4', '3.12.6', '4.2.3').after).toContain('It was: --moe_router_topk 4');
  });

  it('moves them in YAML too', () => {
    const text = 'model: Qwen/Qwen3-30B-A3B\ndataset: d\nmoe_router_topk: 4';
    expect(migrate(text, '3.12.6', '4.5.2', yaml).after).toMatch(/^megatron_extra_kwargs: .*moe_router_topk.*4/m);
  });
});

describe('migrate of megatron_extra_kwargs', () => {
  it('takes out a key that the model config lacks, with a note', () => {
    const { after, notes } = migrate(
      `--megatron_extra_kwargs '{"rampup_batch_size": [4, 4, 100], "num_layers": 4}'`,
      '3.12.6',
      '4.5.2',
    );
    expect(after).toContain(`--megatron_extra_kwargs '{"num_layers":4}'`);
    expect(notes).toContain(
      'rampup_batch_size [4,4,100] is taken out of megatron_extra_kwargs: ms-swift 4.5.2 does not accept it and has no flag for it.',
    );
    expect(migrate(`--megatron_extra_kwargs '{"log_throughput": true}'`, '3.12.6', '4.5.2').after).not.toContain(
      'kwargs',
    );
  });

  it.each(['lr_wsd_decay_style', 'accumulate_allreduce_grads_in_fp32', 'adam_beta1'])(
    'turns %s into the flag of the release',
    (key) => {
      const value = { lr_wsd_decay_style: '"linear"', adam_beta1: '0.8' }[key] ?? 'true';
      const { after } = migrate(`--extra_megatron_kwargs '{"${key}": ${value}}'`, '3.8.1', '4.5.2');
      expect(after).toContain(` --${key} ${value.replaceAll('"', '')}`);
      expect(after).not.toContain('kwargs');
    },
  );

  it('writes an option that turns something off as the field', () => {
    const { after } = migrate(`--megatron_extra_kwargs '{"no_overlap_p2p_communication": true}'`, '3.12.6', '4.5.2');
    expect(after).toContain(`--megatron_extra_kwargs '{"overlap_p2p_comm":false}'`);
  });

  it('turns fields back into flags', () => {
    const { after } = migrate(`--megatron_extra_kwargs '{"moe_router_topk": 4}'`, '4.5.2', '3.12.6');
    expect(after).toContain('--moe_router_topk 4');
    expect(after).not.toContain('kwargs');
  });

  it('keeps keys that the current release rejects, and a map whose text is unknown', () => {
    expect(migrate(`--megatron_extra_kwargs '{"own": 1}'`, '3.12.6', '4.5.2').after).toContain(`'{"own": 1}'`);
    expect(migrate('--megatron_extra_kwargs "$KWARGS"', '3.12.6', '4.5.2').after).toContain('"$KWARGS"');
  });
});
