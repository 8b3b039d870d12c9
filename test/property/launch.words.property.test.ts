import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Target } from '../../server/src/core/launch/targets';
import { planLaunch } from '../../server/src/core/planner';
import { shell } from '../../server/src/core/syntax/shell/shellSyntax';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { HOSTILE_WORDS } from '../support/hostileWords';
import { expandKubernetesText } from '../support/kubernetes';
import { service } from '../support/service';

/**
 * Plans scripts with hostile arguments, runs the plans in real bash and compares the arguments that a recorder named
 * `megatron` receives. `srun` and `scontrol` are stubs here; a real Slurm runs the same scripts in test/launch.
 */

const folder = mkdtempSync(join(tmpdir(), 'preflight-words-'));
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string, text: string): void =>
  writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${text}\n`, { mode: 0o755 });
program('scontrol', 'echo node1');
program('srun', 'while [ "$1" != bash ]; do shift; done; exec "$@"');
program('megatron', 'printf "%s\\0" "$NODE_RANK" "$NNODES" "$NPROC_PER_NODE" "$MASTER_ADDR" "$NOTE" "$@" > "$RECORD"');

/** Runs bash and returns the environment and arguments that the recorder received. */
function runAndRecord(args: string[], input: string | undefined, env: Record<string, string>): string[] {
  const record = join(folder, 'record');
  const path = `${folder}:${process.env.PATH}`;
  execFileSync('bash', args, { input, env: { PATH: path, HOME: folder, RECORD: record, ...env }, cwd: folder });
  return readFileSync(record, 'utf8').split('\0').slice(0, -1);
}

const argument = fc
  .oneof(
    fc.string(),
    fc.constantFrom(...HOSTILE_WORDS, '${HOME}', '$$', '$(HOME)', ';', '&', '|', '<', '%s', '\\n', '🚀'),
  )
  .map((text) => text.replaceAll('\0', ''));
const argumentLists = fc.array(
  fc.array(argument, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
  { maxLength: 25 },
);

const longArgument = 'x '.repeat(50_000);
const samples = [[longArgument], ...fc.sample(argumentLists, { numRuns: 25, seed: 7 })];

function planOf(values: readonly string[], target: Target) {
  // Values with a leading dash are read as flags, but must arrive in the same order.
  const text = `NPROC_PER_NODE=8 NOTE=${quoteWord(values[0] ?? '')} megatron sft --system=${quoteWord(values.join('|'))} --dataset ${values.map(quoteWord).join(' ')}\n`;
  const document = service.read(text, shell, { name: 'run.sh' });
  const [config] = document.reading.configs;
  if (!config) throw new Error('no command');
  const file = { file: '/w/run.sh', name: 'run.sh', line: 0, directory: '/w', storage: '/s' };
  return planLaunch(service, document, config, target, file);
}

const expectedRecord = (values: readonly string[], launcherValues: string[]): string[] => [
  ...launcherValues,
  ...[values[0] ?? '', 'sft', `--system=${values.join('|')}`, '--dataset', ...values].map((text) =>
    Buffer.from(text).toString('utf8'),
  ),
];

describe('quoteWord', () => {
  const hostileArguments = fc.array(fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom(...HOSTILE_WORDS)), {
    minLength: 1,
    maxLength: 8,
  });

  it('keeps arguments unchanged when bash runs the script', () => {
    // One bash for all arguments: one process for each would take longer than all other tests together.
    const samples = fc
      .sample(hostileArguments, { numRuns: 400, seed: 22 })
      .map((words) => words.map((word) => word.replaceAll('\0', '')));
    const script = samples.map((words) => `printf '%s\\0' ${words.map(quoteWord).join(' ')} $'\\x01'\n`).join('');
    const path = join(folder, 'words.sh');
    writeFileSync(path, script);
    const out = execFileSync('bash', [path], { cwd: folder, maxBuffer: 64_000_000 }).toString('utf8');
    const received = out
      .split('\u0001\0')
      .slice(0, -1)
      .map((run) => run.split('\0').slice(0, -1));
    expect(received).toEqual(samples.map((words) => words.map((word) => Buffer.from(word).toString('utf8'))));
  });
});

describe('planLaunch', { timeout: 60_000 }, () => {
  it('keeps all arguments of a config unchanged in a batch script', () => {
    for (const values of samples) {
      const plan = planOf(values, { kind: 'slurm', name: 's', nodes: 2, gpusPerNode: 8 });
      const [script] = plan.files;
      expect(script?.text).not.toContain('\r\n');
      const received = runAndRecord(['-s'], script?.text, {
        SLURM_NODEID: '1',
        SLURM_JOB_NUM_NODES: '2',
        SLURM_JOB_ID: '5',
      });
      expect(received).toEqual(expectedRecord(values, ['1', '2', '8', 'node1']));
    }
  });

  it.each(['PyTorchJob', 'TrainJob'] as const)('keeps all arguments of a config unchanged in a %s', (resource) => {
    const env = { PET_NNODES: '2', PET_NODE_RANK: '1', PET_NPROC_PER_NODE: '8', PET_MASTER_ADDR: 'master' };
    for (const values of samples) {
      const plan = planOf(values, { kind: 'kubernetes', name: 'k', image: 'i', resource, nodes: 2, gpusPerNode: 8 });
      const manifest = JSON.parse(plan.files[0]?.text ?? '');
      const { spec } = manifest;
      const container = spec.trainer ?? spec.pytorchReplicaSpecs.Worker.template.spec.containers[0];
      const variables = Object.fromEntries(
        (container.env ?? []).map(({ name, value }: { name: string; value: string }) => [
          name,
          expandKubernetesText(value, {}),
        ]),
      );
      const argv = [...container.command, ...container.args].map((text: string) =>
        expandKubernetesText(text, variables),
      );
      expect(argv[0]).toBe('bash');
      const received = runAndRecord(argv.slice(1), undefined, { MASTER_ADDR: 'master', ...env, ...variables });
      expect(received).toEqual(expectedRecord(values, ['1', '2', '8', 'master']));
    }
  });
});

describe('planLaunch on Slurm', () => {
  const yaml = '# it\'s "ours" $(id)\nmodel: Qwen/Qwen3-8B\ndataset: ["a\\r\\n", 你好]\n\n';

  it('sends an exact copy of the config file when the command names one', () => {
    program('megatron', 'cat "$2" > "$RECORD.yaml"; printf "%s\\0" "$@" > "$RECORD"');
    const neighbors = [{ name: 'conf/run.yaml', text: yaml }];
    const text = '# preflight: ms-swift=4.2.3\nmegatron sft conf/run.yaml --lr 1e-5\n';
    const document = service.read(text, shell, { name: 'run.sh', neighbors });
    const [config] = document.reading.configs;
    const file = { file: '/w/run.sh', name: 'run.sh', line: 1, directory: '/w', storage: '/s' };
    const plan = config && planLaunch(service, document, config, { kind: 'slurm', name: 's', gpusPerNode: 8 }, file);
    const received = runAndRecord(['-s'], plan?.files[0]?.text, {
      SLURM_NODEID: '0',
      SLURM_JOB_NUM_NODES: '1',
      SLURM_JOB_ID: '5',
    });
    expect(received).toEqual(['sft', expect.stringMatching(/^\/.*\/run\.yaml$/), '--lr', '1e-5']);
    expect(readFileSync(join(folder, 'record.yaml'), 'utf8')).toBe(yaml);
  });

  it('sends the entire script when some values are only known to it', () => {
    program('megatron', 'printf "%s\\0" "$NNODES" "$NODE_RANK" "$@" > "$RECORD"');
    const text =
      'here=$(dirname "$0")\nexport NNODES=${NNODES:-1}\nmegatron sft --load "$here/m" --system \'it\'"\'"\'s\'\n';
    const document = service.read(text, shell, { name: 'run.sh' });
    const [config] = document.reading.configs;
    const file = { file: '/w/my run.sh', name: 'run.sh', line: 2, directory: '/w', storage: '/s' };
    const plan =
      config && planLaunch(service, document, config, { kind: 'slurm', name: 's', nodes: 2, gpusPerNode: 8 }, file);
    expect(plan?.problems).toEqual([]);
    const received = runAndRecord(['-s'], plan?.files[0]?.text, {
      SLURM_NODEID: '1',
      SLURM_JOB_NUM_NODES: '2',
      SLURM_JOB_ID: '5',
    });
    expect(received).toEqual(['2', '1', 'sft', '--load', '/w/m', '--system', "it's"]);
  });
});
