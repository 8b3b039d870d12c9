import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { readShell, service } from '../../../support/service';

/**
 * Mistakes with flags of another release or tool that users reported, rewritten. Each must be explained for the release
 * of the user, with the fix that helped.
 */
interface Mistake {
  description: string;
  release: string;
  line: string;
  flag: string;
  rule: string;
  message: RegExp;
  /** The line after the first fix of the finding is applied. */
  fixed: string;
}

const MISTAKES: Mistake[] = [
  {
    description: 'a typo in an example',
    release: '3.12.6',
    line: 'megatron sft --model m --export_model_parallel_size 8',
    flag: 'export_model_parallel_size',
    rule: 'cli.unknown-flag',
    message: /Did you mean expert_model_parallel_size/,
    fixed: 'megatron sft --model m --expert_model_parallel_size 8',
  },
  {
    description: 'report_to before 3.12',
    release: '3.11.0',
    line: 'megatron sft --load_safetensors true --save out --report_to wandb',
    flag: 'report_to',
    rule: 'release.new',
    message: /was added in ms-swift 3\.12\.0; 3\.11\.0 does not have it\. Before 3\.12, `wandb_project`/,
    fixed: 'megatron sft --load_safetensors true --save out',
  },
  {
    description: 'save_total_limit before 4.0',
    release: '3.9.0',
    line: 'megatron sft --save out --save_total_limit 2',
    flag: 'save_total_limit',
    rule: 'release.new',
    message: /was added in ms-swift 4\.0\.0.* no limit on how many checkpoints are kept/,
    fixed: 'megatron sft --save out',
  },
  {
    description: 'pipeline_model_parallel_layout before 3.9',
    release: '3.8.1',
    line: 'megatron sft --save out --pipeline-model-parallel-layout Ett,tL',
    flag: 'pipeline_model_parallel_layout',
    rule: 'release.new',
    message: /was added in ms-swift 3\.9\.0/,
    fixed: 'megatron sft --save out',
  },
  {
    description: 'the adapter flag of swift export',
    release: '3.12.6',
    line: 'megatron export --to_hf true --mcore_adapters a',
    flag: 'mcore_adapters',
    rule: 'cli.unknown-flag',
    message: /here it is adapter_load/,
    fixed: 'megatron export --to_hf true --adapter_load a',
  },
  {
    description: 'a vLLM option without its prefix',
    release: '4.2.3',
    line: 'megatron rlhf --rlhf_type grpo --enforce_eager true',
    flag: 'enforce_eager',
    rule: 'cli.unknown-flag',
    message: /vllm_enforce_eager/,
    fixed: 'megatron rlhf --rlhf_type grpo --vllm_enforce_eager true',
  },
  {
    description: 'the tensor parallelism flag of an inference engine',
    release: '3.8.1',
    line: 'megatron rlhf --tensor_parallel_size 4',
    flag: 'tensor_parallel_size',
    rule: 'cli.unknown-flag',
    message: /tensor_model_parallel_size/,
    fixed: 'megatron rlhf --tensor_model_parallel_size 4',
  },
  {
    description: 'the model flag of 2.x',
    release: '3.8.1',
    line: 'megatron sft --model_path m',
    flag: 'model_path',
    rule: 'cli.unknown-flag',
    message: /It is called model\./,
    fixed: 'megatron sft --model m',
  },
  {
    description: 'a 4.x flag among 3.x flags',
    release: '3.12.6',
    line: 'megatron sft --max_epochs 1 --save out --tuner_type lora',
    flag: 'tuner_type',
    rule: 'release.renamed',
    message: /called train_type in ms-swift 3\.12\.6/,
    fixed: 'megatron sft --max_epochs 1 --save out --train_type lora',
  },
];

describe('lintDocument', () => {
  it.each(MISTAKES.map((mistake) => [mistake.description, mistake] as const))(
    'explains a flag of another release or tool and repairs it: %s',
    (_, mistake) => {
      const document = readShell(mistake.line, { swiftVersion: mistake.release });
      const findings = service.lintDocument(document).filter(({ flags }) => flags.includes(mistake.flag));
      expect(findings.map(({ rule }) => rule)).toEqual([mistake.rule]);
      expect(findings[0]?.message).toMatch(mistake.message);
      const { start = 0, end = 0 } = findings[0]?.span ?? {};
      const fix = service.suggestQuickFixes(document, { start, end }).find(({ title }) => !title.startsWith('Fix all'));
      expect(fix && applyEdits(mistake.line, fix.edits)).toBe(mistake.fixed);
    },
  );

  it('reports each dropped flag when ignore_args_error hides flags of two generations', () => {
    const line =
      'megatron sft --train_type lora --output_dir out --num_train_epochs 1 --save_interval 100 --num_workers 8 --max_epochs 1 --ignore_args_error true';
    for (const [release, dropped] of [
      ['3.12.6', ['output_dir', 'num_train_epochs']],
      ['4.2.3', ['train_type', 'save_interval', 'num_workers', 'max_epochs']],
    ] as const) {
      const findings = service
        .lintDocument(readShell(line, { swiftVersion: release }))
        .filter(({ rule }) => rule === 'release.renamed');
      expect(findings.map(({ flags }) => flags[0])).toEqual(dropped);
      expect(new Set(findings.map(({ severity, outcome }) => `${severity} ${outcome}`))).toEqual(
        new Set(['warning ignored']),
      );
      expect(findings.filter(({ message }) => !/dropped silently/.test(message))).toEqual([]);
      // train_type still existed in 4.0, so no other flag of the line conflicts with it.
      expect(findings.every(({ related, flags }) => related.length > 0 || flags[0] === 'train_type')).toBe(true);
    }
  });

  it('names two conflicting flags of two generations when no release is chosen', () => {
    const line = 'megatron sft --save out --max_epochs 1 --tuner_type lora';
    const [mix] = service.lintDocument(readShell(line)).filter(({ rule }) => rule === 'release.mix');
    expect(mix?.message).toBe(
      'No release accepts all of these flags: tuner_type exists from 4.0.0 on, save up to 3.12.6. Use the names of one release.',
    );
    expect(mix?.related.map(({ span }) => line.slice(span.start, span.end))).toEqual(['--tuner_type', '--save']);
  });

  it('does not check the default of a flag that is given under another name', () => {
    const lora = '# preflight: ms-swift=4.5.2\nmegatron sft --model m --dataset d --train_type lora --lora_rank 8\n';
    expect(service.lintDocument(readShell(lora)).map(({ rule }) => rule)).not.toContain('tune.lora-flags-full-4');
    // A dropped flag leaves the default in effect.
    const dropped = service
      .lintDocument(readShell(`${lora.trim()} --ignore_args_error true\n`))
      .map(({ rule }) => rule);
    expect(dropped).toContain('tune.lora-flags-full-4');
    const foreign =
      'NPROC_PER_NODE=8 megatron sft --model m --dataset d --global_batch_size 12 --tp_size 2 --per_device_train_batch_size 3';
    expect(service.lintDocument(readShell(foreign)).map(({ rule }) => rule)).not.toContain('par.batch-divisible');
  });

  it('reports a changed default under its current name when that name has the opposite meaning', () => {
    const script =
      '# preflight: ms-swift=4.5.2\nmegatron sft --model m --load_safetensors true --save_safetensors true\n';
    const [hint] = service.lintDocument(readShell(script)).filter(({ rule }) => rule === 'release.default');
    expect(hint?.message).toContain('data_sharding (true, now false)');
  });

  it('reports the name of another tool only once when it is also an abbreviation', () => {
    const script = '# preflight: ms-swift=3.8.1\nmegatron sft --model m --gradient_checkpointing true\n';
    const findings = service
      .lintDocument(readShell(script))
      .filter(({ message }) => message.startsWith('gradient_checkpointing'));
    expect(findings.map(({ rule }) => rule)).toEqual(['cli.abbrev-checkpointing']);
  });
});
