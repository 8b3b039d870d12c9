import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareArguments, isExplained, migrateCommands, type Result } from '../../scripts/truth/migratedCommands';
import { service } from '../support/service';

/** The comparison of `npm run truth:migrations`, without the real code. */

const data = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../schemas/migration.json'), 'utf8'));
const accepted = (values: Pick<Result, 'arguments' | 'config'>): Result => ({
  id: 'a',
  verdict: 'accept',
  phase: 'accepted',
  ...values,
});
const compare = (before: Record<string, unknown>, after: Pick<Result, 'arguments' | 'config'>) =>
  compareArguments(
    service.catalog,
    data,
    'sft',
    ['3.8.1', '4.5.2'],
    accepted({ arguments: before }),
    accepted(after),
  ).map(({ flag, target }) => `${flag} ${target}`);

describe('compareArguments', () => {
  it('compares values under the names of the new release', () => {
    expect(compare({ save_interval: 100, lr: 1e-5 }, { arguments: { save_steps: 100, lr: 1e-5 } })).toEqual([]);
    expect(compare({ save_interval: 100 }, { arguments: { save_steps: 500 } })).toEqual(['save_interval save_steps']);
    expect(compare({ no_rope_fusion: true }, { arguments: { apply_rope_fusion: false } })).toEqual([]);
  });

  it('finds removed flags for the structure of the model in its config', () => {
    expect(compare({ norm_epsilon: 1e-6 }, { config: { layernorm_epsilon: 1e-6 } })).toEqual([]);
    expect(compare({ moe_router_topk: 4 }, { config: { moe_router_topk: 8 } })).toEqual([
      'moe_router_topk moe_router_topk',
    ]);
  });

  it('takes values that are only written in another way for the same', () => {
    const after = { arguments: { exp_avg_dtype: 'float32', target_modules: ['all-linear'] } };
    expect(compare({ exp_avg_dtype: 'fp32', target_modules: 'all-linear' }, after)).toEqual([]);
  });
});

describe('isExplained', () => {
  const change = { flag: 'finetune', target: 'finetune', before: false, after: true };
  it('accepts a change that a note names, or that does not matter for the run', () => {
    const result = accepted({ arguments: { mcore_model: null } });
    expect(isExplained(change, ['Added finetune false.'], [], result)).toBe(true);
    expect(isExplained(change, ['finetuned'], [], result)).toBe(false);
    const harmless = [{ flag: 'finetune', why: 'No checkpoint.', when: { mcore_model: [null] } }];
    expect(isExplained(change, [], harmless, result)).toBe(true);
    expect(isExplained(change, [], harmless, accepted({ arguments: { mcore_model: 'x' } }))).toBe(false);
  });
});

describe('migrateCommands', () => {
  it('lists the command lines of both releases, with the files that they read', () => {
    const text = 'NNODES=$WORLD_SIZE megatron sft --load Qwen3-8B-mcore --max_epochs 1 --dataset examples/d.jsonl\n';
    const [command] = migrateCommands(service, 'run.sh', text, '3.8.1', '4.5.2', {
      findModel: (name) => (name === 'Qwen3-8B' ? name : undefined),
      readNamed: (path) => (path === 'examples/d.jsonl' ? '{}' : undefined),
    });
    expect(command?.before.argv.slice(0, 3)).toEqual(['sft', '--load', 'Qwen3-8B-mcore']);
    expect(command?.after.argv.slice(0, 5)).toEqual([
      'sft',
      '--mcore_model',
      'Qwen3-8B-mcore',
      '--num_train_epochs',
      '1',
    ]);
    expect(command?.after).toMatchObject({ modelConfig: 'Qwen3-8B', env: { NNODES: '2', NPROC_PER_NODE: '8' } });
    expect(Object.keys(command?.after.sandbox.files ?? {})).toEqual(['Qwen3-8B-mcore/args.json', 'examples/d.jsonl']);
  });
});
