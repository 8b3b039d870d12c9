import { describe, expect, it } from 'vitest';
import type { Target } from '../../../server/src/core/launch/targets';
import { planLaunch } from '../../../server/src/core/planner';
import { shell } from '../../../server/src/core/syntax/shell/shellSyntax';
import { service } from '../../support/service';

const settings = { file: '/w/run.sh', name: 'run.sh', line: 3, directory: '/w', storage: '/s' };
const LOCAL: Target = { kind: 'local', name: 'local' };
const slurm = (nodes: number): Target => ({ kind: 'slurm', name: 'cluster', nodes, gpusPerNode: 8 });

function planFirst(text: string, target: Target) {
  const document = service.read(text, shell, {});
  const [config] = document.reading.configs;
  if (!config) throw new Error('no config in the text');
  return planLaunch(service, document, config, target, settings);
}

/** A run of GRPO whose completions come from a server. */
const grpo = (host: string, extra = '') =>
  `megatron rlhf --rlhf_type grpo --model Qwen/Qwen3-8B --dataset d.jsonl --reward_funcs accuracy --use_vllm true --vllm_mode server --vllm_server_host ${host} --num_generations 8 --micro_batch_size 1 --global_batch_size 64 --train_iters 100 --max_length 2048 --output_dir out ${extra}\n`;
const MODELINE = '# preflight: ms-swift=4.5.2\n';
const ROLLOUT = 'CUDA_VISIBLE_DEVICES=0 swift rollout --model Qwen/Qwen3-8B > log 2>&1 &\n';

describe('a plan for a script that starts a server', () => {
  it.each([
    ['in the background', ROLLOUT],
    ['with nohup', 'nohup env A=1 swift rollout --model m &\n'],
    ['in tmux', 'tmux new-session -d -s r "swift rollout --model m"\n'],
    ['through ssh', "ssh host 'cd /w && swift rollout --model m'\n"],
    ['from an array', 'cmd=(swift rollout --model m)\n"${cmd[@]}" &\n'],
    ['as a module', 'python -m swift.cli.rollout --model m &\n'],
    ['in a branch', 'if [[ "$ROLE" == server ]]; then\n  swift rollout --model m\nfi\n'],
    ['with TRL', 'trl vllm-serve --model m &\n'],
  ])('is blocked when the job would leave it behind: %s', (_, server) => {
    const plan = planFirst(`${MODELINE}${server}${grpo('127.0.0.1')}`, slurm(2));
    expect(plan.blocked).toBe(true);
    expect(plan.problems.join()).toMatch(
      /The script also starts `(?:swift rollout|trl vllm-serve)` \(line [23]\), from which/,
    );
    expect(plan.problems.join()).toContain('127.0.0.1 is each node itself');
  });

  it('does not mention the address of another machine as the node itself', () => {
    const plan = planFirst(`${MODELINE}${ROLLOUT}${grpo('10.0.0.7')}`, slurm(1));
    expect(plan.blocked).toBe(true);
    expect(plan.problems.join()).not.toContain('is each node itself');
  });

  it.each([
    ['it is only printed', 'echo swift rollout --model m\n'],
    ['it is stopped', 'pkill -f "swift rollout"\n'],
    ['it is a comment', '# swift rollout --model m\n'],
  ])('is not blocked when %s', (_, line) => {
    const plan = planFirst(`${MODELINE}${line}${grpo('10.0.0.7')}`, slurm(1));
    expect(plan.problems).toEqual([]);
  });

  it('warns when the run generates completions itself', () => {
    const colocated = grpo('10.0.0.7').replace(
      '--vllm_mode server --vllm_server_host 10.0.0.7',
      '--vllm_mode colocate',
    );
    const plan = planFirst(`${MODELINE}${ROLLOUT}${colocated}`, slurm(1));
    expect(plan.problems).toEqual([]);
    expect(plan.warnings.join()).toContain('The script also starts `swift rollout` (line 2), which the job does not.');
  });

  it('warns of the address of a node when no server is in the script', () => {
    const plan = planFirst(`${MODELINE}${grpo('localhost')}`, slurm(2));
    expect(plan.warnings.join()).toContain('a server at localhost');
    expect(planFirst(`${MODELINE}${grpo('gpu-7')}`, slurm(2)).warnings.join()).not.toContain('a server at');
  });

  it('is blocked when the entire script would start a server on each node', () => {
    const text = `${MODELINE}${ROLLOUT}${grpo('127.0.0.1', '"$EXTRA"')}`;
    expect(planFirst(text, slurm(2)).problems.join()).toContain('each of the 2 nodes would start its own');
    expect(planFirst(text, slurm(1)).problems).toEqual([]);
  });

  it('runs the entire script on this machine', () => {
    const plan = planFirst(`${MODELINE}${ROLLOUT}${grpo('127.0.0.1')}`, LOCAL);
    expect(plan.submit.argv).toEqual(['bash', '/w/run.sh']);
    expect(plan.explain.join()).toContain(
      'takes its completions from `swift rollout` (line 2), so the entire file runs',
    );
  });
});

describe('a plan for swift export', () => {
  const text = '# preflight: ms-swift=3.12.6\nswift export --mcore_model out --to_hf true --output_dir hf\n';

  it('runs the command of the converter', () => {
    expect(planFirst(text, LOCAL).files[0]?.text).toContain('exec swift export \\\n    --mcore_model out');
    expect(planFirst(text, slurm(1)).files[0]?.text).toContain('swift export');
  });

  it('is blocked on several nodes, which would all write the same folder', () => {
    expect(planFirst(text, slurm(2)).problems.join()).toContain('converts on one node');
  });
});
