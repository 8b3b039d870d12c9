import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../../server/src/core/config/edit';
import { readShell, service } from '../../../support/service';

/**
 * Mistakes of the kind “a flag of another release” that users reported, in our own words. Each has to be explained for
 * the release that the user had, with the fix that helped, or be left alone where nothing is wrong in that release.
 */
interface Mistake {
  what: string;
  release: string;
  line: string;
  flag: string;
  rule: string;
  says: RegExp;
  /** The line after the first fix of the finding. */
  fixed: string;
}

const MISTAKES: Mistake[] = [
  {
    what: 'a typing error in an example',
    release: '3.12.6',
    line: 'megatron sft --model m --export_model_parallel_size 8',
    flag: 'export_model_parallel_size',
    rule: 'cli.unknown-flag',
    says: /Did you mean expert_model_parallel_size/,
    fixed: 'megatron sft --model m --expert_model_parallel_size 8',
  },
  {
    what: 'report_to before 3.12',
    release: '3.11.0',
    line: 'megatron sft --load_safetensors true --save out --report_to wandb',
    flag: 'report_to',
    rule: 'release.new',
    says: /came with ms-swift 3\.12\.0; 3\.11\.0 does not know it\. Before 3\.12, `wandb_project`/,
    fixed: 'megatron sft --load_safetensors true --save out',
  },
  {
    what: 'save_total_limit before 4.0',
    release: '3.9.0',
    line: 'megatron sft --save out --save_total_limit 2',
    flag: 'save_total_limit',
    rule: 'release.new',
    says: /came with ms-swift 4\.0\.0.* no limit on how many checkpoints are kept/,
    fixed: 'megatron sft --save out',
  },
  {
    what: 'pipeline_model_parallel_layout before 3.9',
    release: '3.8.1',
    line: 'megatron sft --save out --pipeline-model-parallel-layout Ett,tL',
    flag: 'pipeline_model_parallel_layout',
    rule: 'release.new',
    says: /came with ms-swift 3\.9\.0/,
    fixed: 'megatron sft --save out',
  },
  {
    what: 'an adapter named as swift export names it',
    release: '3.12.6',
    line: 'megatron export --to_hf true --mcore_adapters a',
    flag: 'mcore_adapters',
    rule: 'cli.unknown-flag',
    says: /here it is adapter_load/,
    fixed: 'megatron export --to_hf true --adapter_load a',
  },
  {
    what: 'an option of vLLM without its prefix',
    release: '4.2.3',
    line: 'megatron rlhf --rlhf_type grpo --enforce_eager true',
    flag: 'enforce_eager',
    rule: 'cli.unknown-flag',
    says: /vllm_enforce_eager/,
    fixed: 'megatron rlhf --rlhf_type grpo --vllm_enforce_eager true',
  },
  {
    what: 'the tensor parallelism of an inference engine',
    release: '3.8.1',
    line: 'megatron rlhf --tensor_parallel_size 4',
    flag: 'tensor_parallel_size',
    rule: 'cli.unknown-flag',
    says: /tensor_model_parallel_size/,
    fixed: 'megatron rlhf --tensor_model_parallel_size 4',
  },
  {
    what: 'the model as 2.x named it',
    release: '3.8.1',
    line: 'megatron sft --model_path m',
    flag: 'model_path',
    rule: 'cli.unknown-flag',
    says: /It is called model\./,
    fixed: 'megatron sft --model m',
  },
  {
    what: 'a 4.x name among 3.x names',
    release: '3.12.6',
    line: 'megatron sft --max_epochs 1 --save out --tuner_type lora',
    flag: 'tuner_type',
    rule: 'release.renamed',
    says: /called train_type in ms-swift 3\.12\.6/,
    fixed: 'megatron sft --max_epochs 1 --save out --train_type lora',
  },
];

describe('a mistake that users made', () => {
  it.each(MISTAKES.map((mistake) => [mistake.what, mistake] as const))('is explained: %s', (_, mistake) => {
    const document = readShell(mistake.line, { swiftVersion: mistake.release });
    const findings = service.lintDocument(document).filter(({ flags }) => flags.includes(mistake.flag));
    expect(findings.map(({ rule }) => rule)).toEqual([mistake.rule]);
    expect(findings[0]?.message).toMatch(mistake.says);
    const { start = 0, end = 0 } = findings[0]?.span ?? {};
    const fix = service.suggestQuickFixes(document, { start, end }).find(({ title }) => !title.startsWith('Fix all'));
    expect(fix && applyEdits(mistake.line, fix.edits)).toBe(mistake.fixed);
  });

  it('of two generations that ignore_args_error hides is told for each flag that is dropped', () => {
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
      // train_type was still there in 4.0, so that nothing else of the line rules it out.
      expect(findings.every(({ related, flags }) => related.length > 0 || flags[0] === 'train_type')).toBe(true);
    }
  });

  it('of two generations says which two flags force which side, where no release is chosen', () => {
    const line = 'megatron sft --save out --max_epochs 1 --tuner_type lora';
    const [mix] = service.lintDocument(readShell(line)).filter(({ rule }) => rule === 'release.mix');
    expect(mix?.message).toBe(
      'No release takes all of these flags: tuner_type exists from 4.0.0 on, save up to 3.12.6. Use the names of one release.',
    );
    expect(mix?.related.map(({ span }) => line.slice(span.start, span.end))).toEqual(['--tuner_type', '--save']);
  });

  it('is the only one that is told of a flag: what it is called here is not judged by its default', () => {
    const lora = '# preflight: ms-swift=4.5.2\nmegatron sft --model m --dataset d --train_type lora --lora_rank 8\n';
    expect(service.lintDocument(readShell(lora)).map(({ rule }) => rule)).not.toContain('tune.lora-flags-full-4');
    // A flag that is dropped leaves the default where it was.
    const dropped = service
      .lintDocument(readShell(`${lora.trim()} --ignore_args_error true\n`))
      .map(({ rule }) => rule);
    expect(dropped).toContain('tune.lora-flags-full-4');
    const foreign =
      'NPROC_PER_NODE=8 megatron sft --model m --dataset d --global_batch_size 12 --tp_size 2 --per_device_train_batch_size 3';
    expect(service.lintDocument(readShell(foreign)).map(({ rule }) => rule)).not.toContain('par.batch-divisible');
  });

  it('of a default that goes on under the opposite name is told in the words of that name', () => {
    const script =
      '# preflight: ms-swift=4.5.2\nmegatron sft --model m --load_safetensors true --save_safetensors true\n';
    const [hint] = service.lintDocument(readShell(script)).filter(({ rule }) => rule === 'release.default');
    expect(hint?.message).toContain('data_sharding (true, now false)');
  });

  it('of a name of another tool that begins like a flag is told once', () => {
    const script = '# preflight: ms-swift=3.8.1\nmegatron sft --model m --gradient_checkpointing true\n';
    const about = service
      .lintDocument(readShell(script))
      .filter(({ message }) => message.startsWith('gradient_checkpointing'));
    expect(about.map(({ rule }) => rule)).toEqual(['cli.abbrev-checkpointing']);
  });
});
