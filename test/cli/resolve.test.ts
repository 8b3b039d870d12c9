import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

const folder = mkdtempSync(join(tmpdir(), 'preflight-resolve-'));
afterAll(() => rmSync(folder, { recursive: true }));
const preflight = (...args: string[]) => runPreflight(folder, ['resolve', ...args]);

writeFileSync(
  join(folder, 'two.sh'),
  'LR=1e-5\nexport NPROC_PER_NODE=8\nNOTE="a b" megatron sft --lr "$LR" --system $(id)\n\nNPROC_PER_NODE=4 megatron pt --seed 1\n',
);

describe('preflight resolve', () => {
  it('prints JSON in exactly the shape that other tools rely on', () => {
    const { status, stdout, stderr } = preflight('two.sh:3');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const at = (line: number) => ({ path: 'two.sh', line });
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      commands: [
        {
          command: 'sft',
          line: 2,
          argv: [
            { value: 'sft', from: at(2) },
            { value: '--lr', from: at(2) },
            { value: '1e-5', from: { ...at(0), variable: 'LR' } },
            { value: '--system', from: at(2) },
            { value: null, from: at(2) },
          ],
          env: { NPROC_PER_NODE: { value: '8', from: at(1) }, NOTE: { value: 'a b', from: at(2) } },
          gpus: 8,
        },
      ],
    });
  });

  it('resolves the command at a line, or all commands without one', () => {
    const commands = (path: string): string[] =>
      JSON.parse(preflight(path).stdout).commands.map(({ command }: { command: string }) => command);
    expect([commands('two.sh'), commands('two.sh:5'), commands('two.sh:1')]).toEqual([['sft', 'pt'], ['pt'], ['sft']]);
  });

  it('locates the arguments of a config file in that file', () => {
    writeFileSync(join(folder, 'run.yaml'), 'seed: 1\ndataset:\n  - a\n  - b\n');
    writeFileSync(join(folder, 'alone.yaml'), '# preflight:\npacking: true\nrope_scaling: {a: 1}\n');
    writeFileSync(join(folder, 'run.sh'), '# preflight: ms-swift=4.2.3\nmegatron sft run.yaml --lr 1e-5\n');
    const argumentsOf = (path: string): string[] =>
      JSON.parse(preflight(path).stdout).commands[0].argv.map(
        ({ value, from }: { value: string; from: { path: string; line: number } }) =>
          `${value} ${from.path}:${from.line}`,
      );
    expect(argumentsOf('run.sh')).toEqual([
      'sft run.sh:1',
      ...['--seed run.yaml:0', '1 run.yaml:0', '--dataset run.yaml:1', 'a run.yaml:2', 'b run.yaml:3'],
      ...['--lr run.sh:1', '1e-5 run.sh:1'],
    ]);
    expect(argumentsOf('alone.yaml')).toEqual([
      ...['--packing alone.yaml:1', 'True alone.yaml:1'],
      ...['--rope_scaling alone.yaml:2', '{"a": 1} alone.yaml:2'],
    ]);
  });

  describe('with secrets', () => {
    const kwargs = `--extra_megatron_kwargs '{"wandb_api_key": "s3cret"}'`;
    writeFileSync(
      join(folder, 'secret.sh'),
      `export HF_TOKEN=hf_abcdefghijklmnop PGPASS='a b'\nmegatron sft --hub_token "$HF_TOKEN" --hub-token=other ${kwargs}\n`,
    );
    const commandOf = (...args: string[]) => JSON.parse(preflight('secret.sh', ...args).stdout).commands[0];

    it('masks their values in JSON', () => {
      const { argv, env } = commandOf();
      const masked = { value: null, masked: true };
      expect(env).toEqual({
        HF_TOKEN: { ...masked, from: { path: 'secret.sh', line: 0 } },
        PGPASS: { ...masked, from: { path: 'secret.sh', line: 0 } },
      });
      const at = { path: 'secret.sh', line: 1 };
      expect(argv.slice(1)).toEqual([
        { value: '--hub_token', from: at },
        { ...masked, from: { path: 'secret.sh', line: 0, variable: 'HF_TOKEN' } },
        { ...masked, from: at },
        { value: '--extra_megatron_kwargs', from: at },
        { ...masked, from: at },
      ]);
    });

    it('refers to variables in text, so that the command can be pasted', () => {
      const lines = preflight('--format', 'text', 'secret.sh').stdout.split('\n');
      expect(lines.map((line) => line.replace(/ +# \S.*/, '').trim()).filter((line) => !/^#|^$/.test(line))).toEqual([
        'HF_TOKEN="$HF_TOKEN" \\',
        'PGPASS="$PGPASS" \\',
        'megatron sft \\',
        '--hub_token "$HF_TOKEN" \\',
        '--hub-token="$HUB_TOKEN" \\',
        `--extra_megatron_kwargs '{"wandb_api_key": "'"$WANDB_API_KEY"'"}'`,
      ]);
    });

    it('prints them with --show-secrets', () => {
      const { argv, env } = commandOf('--show-secrets');
      expect([env.PGPASS.value, env.HF_TOKEN.value, argv[2].value, argv[3].value]).toEqual([
        'a b',
        'hf_abcdefghijklmnop',
        'hf_abcdefghijklmnop',
        '--hub-token=other',
      ]);
      expect(preflight('--format', 'text', '--show-secrets', 'secret.sh').stdout).toContain("PGPASS='a b'");
      expect(JSON.stringify([argv, env])).not.toContain('masked');
    });
  });

  it.each([
    ['no path', [], 'resolve needs one PATH'],
    ['two paths', ['two.sh', 'two.sh'], 'resolve needs one PATH'],
    ['an unknown format', ['two.sh', '--format', 'sarif'], '--format must be one of text, json'],
    ['a missing path', ['nowhere.sh:3'], 'nowhere.sh cannot be read: no such file'],
  ])('exits with 2 and a clear message for %s', (_, args, message) => {
    const result = preflight(...args);
    expect(result).toMatchObject({ status: 2, stdout: '' });
    expect(result.stderr).toContain(message);
  });
});
