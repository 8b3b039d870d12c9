import { describe, expect, it } from 'vitest';
import { atCursor, readShell, service } from '../../support/service';

function explainVariable(name: string, release: string): string {
  const answer = service.explain(name, release);
  return 'markdown' in answer ? answer.markdown : '';
}

describe('explain on an environment variable', () => {
  it('describes every variable with the releases that read it', () => {
    for (const { name, releases } of service.catalog.environment) {
      const text = explainVariable(name, '4.6.0');
      expect(text).toContain(`**${name}** · environment variable`);
      expect(text).toMatch(new RegExp(`Read by .* in ms-swift ${releases.replace(/[.+]/g, '\\$&')}$`));
    }
  });

  it.each([
    ['NCCL_ALGO', '3.8.1', ['Required for `deterministic_mode`', 'checked by Megatron'], []],
    ['NCCL_ALGO', '4.5.2', ['Read by NCCL in ms-swift 3.7+'], ['deterministic_mode']],
    ['MODELSCOPE_CACHE', '3.12.6', ['the Megatron-LM clone'], []],
    ['MODELSCOPE_CACHE', '4.5.2', ['Holds models and datasets'], ['Megatron-LM']],
    ['MEGATRON_LM_PATH', '3.10.3', ['`core_r0.14.0`'], ['core_r0.13.0']],
    ['MEGATRON_LM_PATH', '4.5.2', ['Not read in ms-swift 4.5.2. In 3.12.6:', '`core_r0.15.0`'], []],
    ['MAX_PIXELS', '3.8.1', ['28 x 28 pixels make one token'], ['IMAGE_MAX_TOKEN_NUM']],
    ['MAX_PIXELS', '4.5.2', ['ms-swift derives it from this value, also for Qwen3-VL'], []],
    ['IMAGE_MAX_TOKEN_NUM', '4.5.2', ['Unset, it follows `MAX_PIXELS`', 'Qwen2.5-VL as well'], ['3.8']],
    ['CUDA_DEVICE_MAX_CONNECTIONS', '3.8.1', ['Always overwritten with 1'], ['FSDP']],
    ['CUDA_DEVICE_MAX_CONNECTIONS', '3.12.6', ['unless it is set', 'an AssertionError'], ['overwritten']],
    ['CUDA_DEVICE_MAX_CONNECTIONS', '4.5.2', ['with 1 the run is rejected'], ['an AssertionError']],
    ['WANDB_API_KEY', '4.5.2', ['Needed when `report_to` names wandb'], ['wandb_project']],
  ])('states for %s what holds in %s', (name, release, stated, absent) => {
    const text = explainVariable(name, release);
    for (const fact of stated) expect(text).toContain(fact);
    for (const fact of absent) expect(text).not.toContain(fact);
  });

  it('suggests variables, flags and rules for an unknown name', () => {
    expect(service.explain('NCCL_ALGOS', '4.5.2')).toEqual({ unknown: ['NCCL_ALGO'] });
    expect(service.explain('micro_batch_sise', '4.5.2')).toEqual({ unknown: ['micro_batch_size'] });
    expect(service.explain('unknown-flag', '4.5.2')).toEqual({ unknown: ['cli.unknown-flag'] });
  });
});

describe('completion of environment variables', () => {
  it.each([
    ['3.12.6', true],
    ['4.5.2', false],
  ])('offers in %s only those that are read there', (release, isRead) => {
    const { text, offset } = atCursor(
      `# preflight: ms-swift=${release}\nNPROC_PER_NODE=2 MEG$0 megatron sft --lr 1e-5\n`,
    );
    const offered = service.complete(readShell(text), offset).map(({ label }) => label);
    expect(offered).toContain('NCCL_DEBUG');
    expect(offered.includes('MEGATRON_LM_PATH')).toBe(isRead);
  });
});
