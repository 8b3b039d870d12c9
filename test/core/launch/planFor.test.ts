import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Target } from '../../../server/src/core/launch/targets';
import { planLaunch } from '../../../server/src/core/planner';
import { shell } from '../../../server/src/core/syntax/shell/shellSyntax';
import type { Syntax } from '../../../server/src/core/syntax/syntax';
import { yaml } from '../../../server/src/core/syntax/yaml/yamlSyntax';
import { quoteWord } from '../../../server/src/core/text/shellQuote';
import { service } from '../../support/service';

const settings = { file: '/w/run.sh', name: 'run.sh', line: 3, directory: '/w', storage: '/s' };

function planLocally(text: string, syntax: Syntax = shell) {
  const document = service.read(text, syntax, {});
  const [config] = document.reading.configs;
  if (!config) throw new Error('no config in the text');
  return planLaunch(service, document, config, { kind: 'local', name: 'local' }, settings);
}

describe('planLaunch of a script that calls its launcher itself', () => {
  const script = 'swift/cli/_megatron/sft.py --model m --dataset d --num_train_epochs 1 --output_dir /o';
  const planOnSlurm = (text: string, size: object) => {
    const document = service.read(`# preflight: ms-swift=4.5.2\n${text}`, shell, {});
    const [config] = document.reading.configs;
    if (!config) throw new Error('no config in the text');
    return planLaunch(service, document, config, { kind: 'slurm', name: 's', ...size } as Target, settings);
  };

  it('starts as many processes on this machine as the arguments say', () => {
    const plan = planLocally(`export NPROC_PER_NODE=5\ntorchrun --nproc_per_node 4 --nnodes 1 ${script}\n`);
    expect(plan.resources.gpus).toBe(4);
    expect(plan.files[0]?.text).toContain('export NPROC_PER_NODE=4\n');
  });

  it('runs the entire script where its launcher does something else than megatron', () => {
    for (const launcher of ['python', 'torchrun', 'accelerate launch', 'torchrun --nproc_per_node "$N"'])
      expect(planLocally(`${launcher} ${script}\n`).submit.argv).toEqual(['bash', '/w/run.sh']);
  });

  it('requests the GPUs of the arguments on a cluster', () => {
    const { resources } = planOnSlurm(`torchrun --nproc_per_node 8 --nnodes 4 ${script}\n`, {});
    expect(resources).toMatchObject({ nodes: 4, gpusPerNode: 8, gpus: 32 });
  });

  it('checks the command at the size of the job, not at that of the arguments', () => {
    const text = `torchrun --nproc_per_node 8 --nnodes 4 ${script} --tensor_model_parallel_size 3\n`;
    const rules = (size: object) => planOnSlurm(text, size).findings.map(({ rule }) => rule);
    expect(rules({ nodes: 4, gpusPerNode: 8 })).toContain('env.world-size');
    expect(rules({ nodes: 3, gpusPerNode: 8 })).not.toContain('env.world-size');
  });

  it('refuses an entire script whose arguments contradict the job', () => {
    const problems = (launcher: string) =>
      planOnSlurm(`${launcher} ${script} --lr "$1"\n`, { nodes: 2, gpusPerNode: 8 }).problems.join('\n');
    expect(problems('torchrun --nproc_per_node 4 --nnodes "${NNODES:-1}" --node_rank "$NODE_RANK"')).toMatch(
      /passes 4 to its launcher as NPROC_PER_NODE, but the job needs 8/,
    );
    expect(problems('torchrun --nproc_per_node 8')).toMatch(/calls its launcher without NNODES, but the job needs 2/);
    const own = '--nproc_per_node 8 --nnodes "$NNODES" --node_rank "$NODE_RANK" --master_addr "$MASTER_ADDR"';
    expect(problems(`torchrun ${own}`)).not.toMatch(/launcher/);
  });
});

describe('planLaunch on this machine', () => {
  it('prints a script with all arguments quoted', () => {
    const plan = planLocally(
      'export A=1\nB="x y" megatron sft --lr 1e-5 --system "it\'s" --moe_z_loss_coeff=-1e-6 --dataset a b --packing',
    );
    expect(plan.files).toEqual([
      {
        name: 'run.sh-4.sh',
        text: [
          '#!/usr/bin/env bash',
          '# run.sh, line 4: megatron sft, on this machine',
          'set -eu',
          'cd -- /w',
          'export A=1',
          `export B='x y'`,
          'exec megatron sft \\',
          '    --lr 1e-5 \\',
          `    --system 'it'\\''s' \\`,
          '    --moe_z_loss_coeff=-1e-6 \\',
          '    --dataset a b \\',
          '    --packing',
          '',
        ].join('\n'),
      },
    ]);
    expect(plan.submit.commandLine).toBe('bash /s/run.sh-4.sh');
    expect(plan.blocked).toBe(false);
  });

  it('converts a YAML config to the arguments that the trainer would make of it', () => {
    const plan = planLocally(
      '# preflight:\nENV:\n  NPROC_PER_NODE: 8\nlr: 1e-5\npacking: true\ndataset: [a, b]\n',
      yaml,
    );
    expect(plan.files[0]?.text).toContain(
      'export NPROC_PER_NODE=8\nexec megatron sft \\\n    --lr 1e-5 \\\n    --packing True \\\n    --dataset a b\n',
    );
  });

  it('keeps the config file when the command names one', () => {
    const plan = planLocally('megatron sft conf/run.yaml --lr 1e-5');
    expect(plan.files[0]?.text).toContain('exec megatron sft \\\n    conf/run.yaml \\\n    --lr 1e-5\n');
  });

  it('runs the entire file when a value is only known to the shell', () => {
    const plan = planLocally('megatron sft --lr "$1"\nmegatron pt --seed 1');
    expect(plan.submit.argv).toEqual(['bash', '/w/run.sh']);
    expect(plan.document).toContain('`"$1"` is only known when the script runs');
    expect(plan.document).toContain('1 more training command');
    expect(planLocally('megatron sft --lr "$1"').document).not.toContain('more training command');
  });

  it('blocks the launch and names the error when a rule reports one', () => {
    const plan = planLocally('megatron sft --recompute_granularity full');
    expect(plan.blocked).toBe(true);
    expect(plan.document).toContain('Cannot be launched: recompute_granularity full needs recompute_method');
  });

  it('shows the warning without blocking the launch when a rule reports one', () => {
    const plan = planLocally('megatron sft --lr 1e-4 --lr 1e-5');
    expect(plan.blocked).toBe(false);
    expect(plan.document).toContain('Warning: lr is given again');
  });
});

describe('checkArgumentLengths', () => {
  it.each<Target>([
    { kind: 'slurm', name: 's', nodes: 1, gpusPerNode: 8 },
    { kind: 'kubernetes', name: 'k', image: 'i', resource: 'PyTorchJob', nodes: 1, gpusPerNode: 8 },
  ])('blocks a plan for $kind when an argument has more than 128 kB', (target) => {
    const problemsOf = (length: number): string[] => {
      const document = service.read(`megatron sft --system ${'x'.repeat(length)}\n`, shell, {});
      const [config] = document.reading.configs;
      return config ? planLaunch(service, document, config, target, settings).problems : ['no config'];
    };
    const isTooLong = (problem: string): boolean => problem.includes('more than 128 kB');
    expect(problemsOf(131_072).filter(isTooLong)).toHaveLength(1);
    expect(problemsOf(131_071).filter(isTooLong)).toEqual([]);
  });
});

describe('findSecrets', () => {
  it.each<Target>([
    { kind: 'local', name: 'local' },
    { kind: 'slurm', name: 's', nodes: 1, gpusPerNode: 8 },
    { kind: 'kubernetes', name: 'k', image: 'i', resource: 'PyTorchJob', nodes: 1, gpusPerNode: 8 },
  ])('reports only --hub_token in a plan for $kind when --eos_token is set too', (target) => {
    const document = service.read(`megatron sft --hub_token abc --eos_token '<|im_end|>'\n`, shell, {});
    const [config] = document.reading.configs;
    const plan = config && planLaunch(service, document, config, target, settings);
    expect(plan?.secrets).toEqual(['--hub_token']);
  });
});

describe('hideSecrets', () => {
  it('hides a secret in a manifest and its script when JSON and bash spell it differently', () => {
    const secret = `ab"c'd\\e$(f)`;
    const document = service.read(`megatron sft --hub_token ${quoteWord(secret)}\n`, shell, {});
    const [config] = document.reading.configs;
    const target: Target = { kind: 'kubernetes', name: 'k', image: 'i', resource: 'PyTorchJob', gpusPerNode: 8 };
    const plan = config && planLaunch(service, document, config, target, settings);
    expect(
      JSON.parse(plan?.files[0]?.text ?? '').spec.pytorchReplicaSpecs.Master.template.spec.containers[0].args,
    ).toEqual(['--hub_token', secret.replace('$', '$$$$')]);
    expect(plan?.document.match(/<secret>/g)).toHaveLength(2);
    expect(plan?.document).not.toMatch(/ab.{0,4}c/);
  });
});

describe('a local plan', () => {
  it('warns of a run on several nodes, of which one starts', () => {
    const [warning = ''] = planLocally('NNODES=2 NPROC_PER_NODE=8 megatron sft --model m\n').warnings;
    expect(warning).toContain('The run has 2 nodes (NNODES), but only this machine starts.');
    expect(planLocally('NNODES=1 NPROC_PER_NODE=8 megatron sft --model m\n').warnings).toEqual([]);
    expect(planLocally('megatron sft --model m\n').warnings).toEqual([]);
  });

  it('passes the arguments and variables of the config to megatron when it runs', () => {
    const folder = mkdtempSync(join(tmpdir(), 'preflight-plan-'));
    try {
      const recorder = '#!/usr/bin/env bash\nprintf "%s\\0" "$NPROC_PER_NODE" "$PWD" "$@" > "$RECORD"\n';
      writeFileSync(join(folder, 'megatron'), recorder, { mode: 0o755 });
      const text = `NPROC_PER_NODE=8 megatron sft --system 'a "b" $(id)' --dataset "d 1" d2 --moe_z_loss_coeff=-1e-6`;
      const document = service.read(text, shell, {});
      const [config] = document.reading.configs;
      const plan =
        config &&
        planLaunch(
          service,
          document,
          config,
          { kind: 'local', name: 'local' },
          { ...settings, directory: folder, storage: folder },
        );
      for (const file of plan?.files ?? []) writeFileSync(join(folder, file.name), file.text);
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, RECORD: join(folder, 'record') };
      execFileSync('bash', ['-c', plan?.submit.commandLine ?? 'false'], { env });
      const received = readFileSync(join(folder, 'record'), 'utf8').split('\0').slice(0, -1);
      expect(received).toEqual([
        '8',
        folder,
        'sft',
        '--system',
        'a "b" $(id)',
        '--dataset',
        'd 1',
        'd2',
        '--moe_z_loss_coeff=-1e-6',
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
