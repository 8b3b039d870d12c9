import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

// Minimal inputs of faults that scripts of public repositories showed.
const folder = mkdtempSync(join(tmpdir(), 'preflight-field-'));
cpSync(resolve(import.meta.dirname, '../data/field'), folder, { recursive: true });
afterAll(() => rmSync(folder, { recursive: true }));

interface Checked {
  commands: {
    swiftVersion: string;
    worldSize?: number;
    findings: { rule: string; severity: string; message: string }[];
  }[];
}

/** Checks one file and returns its commands with their findings. */
function check(file: string) {
  const { stdout } = runPreflight(folder, ['check', '--format', 'json', file]);
  const { files } = JSON.parse(stdout) as { files: Checked[] };
  const commands = files.flatMap((each) => each.commands);
  return { commands, findings: commands.flatMap(({ findings }) => findings) };
}

const rulesOf = (file: string): string[] => check(file).findings.map(({ rule, severity }) => `${severity} ${rule}`);

describe('the check of a script', () => {
  it.each<[fact: string, file: string, findings: string[]]>([
    ['accepts what either neighbor of a development tree accepts', 'dev-tree/runs/sft.sh', ['hint release.unknown']],
    ['says which releases a development version lies between', 'modeline-dev.sh', ['hint release.unknown']],
    [
      'judges by the newest patch release',
      'modeline-newer-patch.sh',
      ['error cli.unknown-flag', 'error par.batch-divisible'],
    ],
    ['takes the newest release that a lower bound allows', 'pin-lower-bound/run.sh', ['error cli.unknown-flag']],
    ['takes the release that the script installs', 'pip-in-script-old.sh', []],
    ['takes the release that the script installs by a variable', 'pip-in-script.sh', []],
    ['only warns of a size that NNODES may change from outside', 'nnodes-from-outside.sh', ['warning env.world-size']],
    ['counts the GPUs of torchrun', 'torchrun-args-world.sh', []],
    ['finds that the GPUs of torchrun do not suffice', 'torchrun-args-missed.sh', ['error env.world-size']],
    ['wants no exports where torchrun gets the values as arguments', 'torchrun-array-unexported.sh', []],
    ['reads a training script below an unknown folder', 'entry-below-variable.sh', ['error cli.unknown-flag']],
    ['reads a command array that a branch sets', 'command-array-of-a-branch.sh', ['error cli.unknown-flag']],
    ['reads a script that a here-document writes', 'heredoc-written-script.sh', ['error cli.unknown-flag']],
    ['reads a here-document for ssh', 'ssh-heredoc.sh', ['error cli.unknown-flag']],
    ['reads the command of a tmux session', 'tmux-session.sh', ['error cli.unknown-flag']],
    [
      'reads the script of a Kubernetes manifest',
      'k8s-args-block.yaml',
      ['hint par.sp-recommended', 'error par.batch-divisible', 'error cli.unknown-flag'],
    ],
    [
      'reports a missing backslash and none of its effects',
      'lost-continuation-before-value.sh',
      ['error cli.missing-backslash'],
    ],
    [
      'takes an unquoted variable for the value of the flag before it',
      'unquoted-outside-variable.sh',
      ['hint mem.full', 'error par.moe-tp-needs-sp'],
    ],
    ['warns when an export drops the layers of multi-token prediction', 'export-mtp-dropped.sh', ['warning exp.mtp']],
    ['knows the heads of a model by its name', 'named-model-heads.sh', ['error par.tp-heads', 'error par.tp-vocab']],
    ['finds that the weights do not fit the GPUs', 'memory-too-small.sh', ['warning mem.state']],
    ['reads swift export', 'swift-export-lora.sh', ['warning exp.swift-adapter']],
    ['suggests the names of trackers', 'yaml-tracker-names.yaml', ['error cli.unknown-flag', 'error cli.unknown-flag']],
  ])('%s', (_, file, findings) => {
    expect(rulesOf(file)).toEqual(findings);
  });

  it.each<[fact: string, file: string, version: string]>([
    ['a script that installs a release', 'pip-in-script-old.sh', '3.12.5'],
    ['a script that installs a release by a variable', 'pip-in-script.sh', '4.0.2'],
    ['a lower bound', 'pin-lower-bound/run.sh', '4.6.0'],
  ])('uses the release of %s', (_, file, version) => {
    expect(check(file).commands.map(({ swiftVersion }) => swiftVersion)).toEqual([version]);
  });

  it.each<[fact: string, file: string, text: RegExp]>([
    ['names only the variable that is missing', 'multinode-one-missing.sh', /needs MASTER_ADDR,/],
    ['says where packed data is kept now', 'packing-cache-gone.sh', /removed in 3\.7\.0.*MODELSCOPE_CACHE/],
    ['says what a world size depends on', 'nnodes-from-outside.sh', /unless NNODES is set elsewhere/],
    ['suggests the flag of each tracker', 'yaml-tracker-names.yaml', /wandb_project or swanlab_project/],
    ['advises mcore_model for a later release', 'pin-lower-bound/run.sh', /Use mcore_model/],
  ])('%s', (_, file, text) => {
    expect(check(file).findings.map(({ message }) => message)).toContainEqual(expect.stringMatching(text));
  });
});

it('a plan that would leave the server of swift rollout behind is blocked', () => {
  const target = { kind: 'slurm', name: 'gpu', nodes: 2, gpusPerNode: 8 };
  writeFileSync(join(folder, 'target.json'), JSON.stringify(target));
  const { status, stdout } = runPreflight(folder, ['plan', 'plan-grpo-server.sh', '--target', 'target.json']);
  expect(status).toBe(1);
  expect(stdout).toContain('The script also starts `swift rollout` (line 2)');
});

it('the migration of an export renames its flags and adds none', () => {
  const { stdout } = runPreflight(folder, ['migrate', 'migrate-export.sh', '--to', '4.5.2']);
  expect(stdout).toContain(
    '+NPROC_PER_NODE=8 megatron export --model Qwen/Qwen3-30B-A3B --mcore_model ckpt --output_dir hf --to_hf true --expert_model_parallel_size 8\n',
  );
});
