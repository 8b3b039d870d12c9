import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CLI, runPreflight } from '../support/cli';

const folder = mkdtempSync(join(tmpdir(), 'preflight-exit-'));
afterAll(() => rmSync(folder, { recursive: true }));

const preflight = (args: readonly string[], input?: string) => runPreflight(folder, args, input);

mkdirSync(join(folder, 'empty'));
mkdirSync(join(folder, 'other'));
const FILES = {
  'error.sh': 'megatron sft --model m --dataset d --max_epochs 1 --packing ture\n',
  // Two warnings and a hint.
  'warning.sh': 'NPROC_PER_NODE=1 megatron sft --model m --dataset d --max_epochs 1 --lr 1e-4 --lr 1e-5 --lr 1e-6\n',
  'good.sh': 'echo megatron sft\nNPROC_PER_NODE=1 megatron sft --model m --dataset d --max_epochs 1\n',
  'none.sh': 'echo hello\n',
  'other/none.sh': 'echo hello\n',
  'none.yaml': 'a: 1\n',
};
for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);

/** The number of findings of each severity in a file, as the JSON report has them. */
function countFindings(name: string, ...options: string[]): Record<string, number> {
  const { stdout } = preflight(['check', '--format', 'json', ...options, name]);
  const counts: Record<string, number> = {};
  for (const { commands, problems } of JSON.parse(stdout).files)
    for (const { severity } of [...problems, ...commands.flatMap(({ findings }: { findings: [] }) => findings)])
      counts[severity] = (counts[severity] ?? 0) + 1;
  return counts;
}

describe('the exit code of preflight check', () => {
  it('rests on files with one error, and with warnings only', () => {
    expect(countFindings('error.sh').error).toBe(1);
    expect(countFindings('warning.sh')).toEqual({ warning: 2 });
    expect(countFindings('good.sh')).toEqual({});
  });

  it.each<[status: number, args: string[]]>([
    [1, ['error.sh']],
    [0, ['warning.sh']],
    [0, ['good.sh']],
    [0, ['--fail-on', 'never', 'error.sh']],
    [1, ['--fail-on', 'warning', 'warning.sh']],
    [1, ['--fail-on', 'hint', 'warning.sh']],
    [1, ['--fail-on', 'hint', '--severity', 'cli.*=hint', 'warning.sh']],
    [0, ['--fail-on', 'warning', '--severity', 'cli.*=hint', 'warning.sh']],
    [1, ['--fail-on', 'warning', 'error.sh']],
    [0, ['--max-warnings', '2', 'warning.sh']],
    [1, ['--max-warnings', '1', 'warning.sh']],
    [1, ['--max-warnings', '0', '--fail-on', 'never', 'warning.sh']],
    [1, ['--max-warnings', '0', '--quiet', 'warning.sh']],
    [0, ['--allow-empty', 'none.sh', 'good.sh']],
    [0, ['--allow-empty', 'none.yaml']],
    [0, ['--allow-empty', 'empty']],
    [1, ['--allow-empty', 'none.sh', 'error.sh']],
    [0, ['other', 'good.sh']],
  ])('is %i for %j', (status, args) => {
    const result = preflight(['check', ...args]);
    expect(result.status, result.stdout + result.stderr).toBe(status);
  });

  it('says how many warnings are too many', () => {
    expect(preflight(['check', '--max-warnings', '1', 'warning.sh']).stderr).toBe(
      'preflight: 2 warnings, and --max-warnings allows 1\n',
    );
  });

  it.each([
    [['none.sh'], 'no training command found in none.sh'],
    [['good.sh', 'none.sh'], 'no training command found in none.sh'],
    [
      ['none.yaml'],
      'no training command found in none.yaml; if it is a config of ms-swift, name it in a script, or begin',
    ],
    [['empty'], 'no shell script and no config file found in empty'],
    [['other'], 'no training command found in the only file of other'],
    [['--exclude', '*', '.'], 'no shell script and no config file found in .'],
    [['-'], 'no training command found in standard input; --stdin-filename names its kind'],
  ])('is 2 with the reason for %j', (args, message) => {
    const { status, stderr } = preflight(['check', ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(`preflight: ${message}`);
  });

  it('is 2 after the report of the files that have a training command', () => {
    const { status, stdout } = preflight(['check', 'none.sh', 'error.sh']);
    expect(status).toBe(2);
    expect(stdout).toContain('[cli.bool]');
  });
});

describe('preflight check --quiet', () => {
  it('reports only what makes the check fail, without a summary', () => {
    expect(preflight(['check', '--quiet', 'warning.sh'])).toEqual({ status: 0, stdout: '', stderr: '' });
    const { stdout } = preflight(['check', '--quiet', '--format', 'concise', 'error.sh', 'warning.sh']);
    expect(stdout).toMatch(/^error\.sh:1:\d+: error: [^\n]*\n {4}fix: [^\n]*\n$/);
    expect(countFindings('warning.sh', '--quiet')).toEqual({});
    expect(countFindings('warning.sh', '--quiet', '--fail-on', 'warning')).toEqual({ warning: 2 });
  });
});

describe('a reader that closes the pipe early', () => {
  it.each(['| true', '2>&1 | true'])('changes no exit code: %s', (reader) => {
    const codes = (args: string): string => {
      const command = `'${process.execPath}' '${CLI}' ${args} ${reader}; echo "\${PIPESTATUS[0]}" >&3`;
      const stdio = ['ignore', 'ignore', 'pipe', 'pipe'] as const;
      const { output } = spawnSync('bash', ['-c', command], { cwd: folder, stdio: [...stdio], encoding: 'utf8' });
      // Nothing else is said about it, such as a stack.
      return `${output[3]?.trim()}${output[2]}`;
    };
    expect(codes('check error.sh')).toBe('1');
    expect(codes('check none.sh')).toEqual(reader.startsWith('|') ? expect.stringMatching(/^2preflight: no/) : '2');
    expect(codes('check --fail-on never error.sh')).toBe('0');
    expect(codes('schema')).toBe('0');
  });
});
