import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const preflight = (...args: string[]) => runPreflight(folder, args);

describe('preflight migrate', () => {
  const text = '# preflight: ms-swift=3.8.1\nmegatron sft --model m --save out --ckpt_format torch\n';

  it('prints a unified diff and leaves the file unchanged', () => {
    const path = join(folder, 'run.sh');
    writeFileSync(path, text);
    const { status, stdout, stderr } = preflight('migrate', 'run.sh', '--to', '4.5');
    expect(status).toBe(0);
    expect(stdout).toContain('--- run.sh\tms-swift 3.8.1\n+++ run.sh\tms-swift 4.5.3\n');
    expect(stdout).toMatch(/^-# preflight: ms-swift=3\.8\.1$/m);
    expect(stdout).toMatch(/^\+megatron sft --model m --output_dir out /m);
    expect(stderr).toMatch(/^run\.sh: ms-swift 4\.5\.3 has no ckpt_format\./m);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('changes the files of a folder with --write, and needs no further changes afterwards', () => {
    const path = join(folder, 'run.sh');
    writeFileSync(path, text);
    writeFileSync(join(folder, 'other.sh'), 'echo hello\n');
    expect(preflight('migrate', '.', '--to', '4.2.3', '--write')).toMatchObject({ status: 0, stdout: '' });
    expect(readFileSync(path, 'utf8')).toMatch(
      /^# preflight: ms-swift=4\.2\.3\n# .*\nmegatron sft --model m --output_dir out/,
    );
    expect(preflight('check', 'run.sh').status).toBe(0);
    expect(preflight('migrate', '.', '--to', '4.2.3').stderr).toContain('no changes needed from ms-swift 4.2.3');
    expect(readFileSync(join(folder, 'other.sh'), 'utf8')).toBe('echo hello\n');
  });

  it('uses --from as the source release when the file names none', () => {
    writeFileSync(join(folder, 'plain.sh'), 'megatron sft --model m --micro_batch_size 1\n');
    expect(preflight('migrate', 'plain.sh', '--to', '4.5', '--from', '4.0.0').stdout).toContain('\tms-swift 4.0.0\n');
    writeFileSync(join(folder, 'run.sh'), text);
    expect(preflight('migrate', 'run.sh', '--to', '4.5', '--from', '4.0.0').stdout).toContain('\tms-swift 3.8.1\n');
  });

  it('says which release it assumes when nothing names one', () => {
    writeFileSync(join(folder, 'plain.sh'), 'megatron sft --model m --micro_batch_size 1\n');
    const assumed =
      'plain.sh: Nothing names the release that this was written for, so 3.8.1 is assumed. --from names another one.';
    expect(preflight('migrate', 'plain.sh', '--to', '4.5').stderr.split('\n')[0]).toBe(assumed);
    expect(preflight('migrate', 'plain.sh', '--to', '4.5', '--from', '3.9').stderr).not.toContain('assumed');
    writeFileSync(join(folder, 'preflight.toml'), 'release = "3.9.0"\n');
    const { stdout, stderr } = preflight('migrate', 'plain.sh', '--to', '4.5');
    expect(stdout).toContain('--- plain.sh\tms-swift 3.9.0\n');
    expect(stderr).not.toContain('assumed');
    expect(preflight('migrate', 'plain.sh', '--to', '4.5', '--isolated').stderr).toContain(assumed);
  });

  it('reads the plugins that a command names', () => {
    const line = 'megatron sft --model m --external_plugins plug.py\n';
    writeFileSync(join(folder, 'run.sh'), `# preflight: ms-swift=3.12.6\n${line}`);
    expect(preflight('migrate', 'run.sh', '--to', '4.5').stderr).toContain('plug.py may import swift.plugin');
    writeFileSync(join(folder, 'plug.py'), 'from swift.plugin import orms\n');
    expect(preflight('migrate', 'run.sh', '--to', '4.5').stderr).toContain('plug.py imports swift.plugin, which');
    writeFileSync(join(folder, 'plug.py'), 'from swift.rewards import orms\n');
    expect(preflight('migrate', 'run.sh', '--to', '4.5').stderr).not.toContain('plug.py');
  });

  it('hides secrets in the diff, and keeps them with --write', () => {
    const secrets = [
      'hf_AbCdEfGh1JkLmNoPqR',
      'pa55w0rd-of-a-hub',
      'first-line-of-it',
      'next-1',
      'sk-aBcD3fGhIjKlMnOpQrStUv',
    ];
    const path = join(folder, 'run.sh');
    const secretText = [
      '# preflight: ms-swift=3.8.1',
      `export HF_TOKEN=${secrets[0]}`,
      `export MY_PASSWORD="${secrets[2]}`,
      `${secrets[3]}"`,
      `curl -H "Authorization: Bearer ${secrets[4]}" example.org`,
      `megatron sft --model m --save out --hub_token ${secrets[1]} --ckpt_format torch`,
      '',
    ].join('\n');
    writeFileSync(path, secretText);
    const shown = preflight('migrate', 'run.sh', '--to', '4.5');
    for (const secret of secrets) expect(`${shown.stdout}${shown.stderr}`).not.toContain(secret);
    expect(shown.stdout).toContain('\n export HF_TOKEN=<secret>\n export MY_PASSWORD="<secret>\n "\n curl');
    expect(shown.stderr).toContain('run.sh: The diff hides secrets, so it cannot be applied there.');
    const all = preflight('migrate', 'run.sh', '--to', '4.5', '--show-secrets');
    for (const secret of secrets) expect(all.stdout).toContain(secret);
    expect(all.stderr).not.toContain('hides secrets');
    expect(preflight('migrate', 'run.sh', '--to', '4.5', '--write').status).toBe(0);
    const written = readFileSync(path, 'utf8');
    for (const secret of secrets) expect(written).toContain(secret);
  });

  it('leaves a file unchanged when it is not UTF-8', () => {
    const bytes = Buffer.from('# preflight: ms-swift=3.8.1 \xe9\nmegatron sft --model m --save out\n', 'latin1');
    writeFileSync(join(folder, 'latin.sh'), bytes);
    expect(preflight('migrate', 'latin.sh', '--to', '4.5', '--write')).toMatchObject({ status: 2, stdout: '' });
    expect(readFileSync(join(folder, 'latin.sh'))).toEqual(bytes);
    writeFileSync(join(folder, 'run.sh'), text);
    const { status, stderr } = preflight('migrate', '.', '--to', '4.5', '--write');
    expect(status).toBe(2);
    expect(stderr).toContain('preflight: latin.sh was not changed: it is not UTF-8');
    expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toContain('ms-swift=4.5.3');
  });

  it.each([
    [['run.sh'], /migrate needs --to/],
    [['run.sh', '--to', '9.9'], /--to 9\.9 is not a known release; the catalog has ms-swift 3\.7\.0 to 4\.6\.0/],
    [['run.sh', '--to', '4.5', '--from', '9.9'], /--from 9\.9 is not a known release/],
    [['missing.sh', '--to', '4.5'], /missing\.sh cannot be read: no such file/],
    [['other.sh', '--to', '4.5'], /contains neither a megatron command/],
    [['run.sh', 'other.sh', '--to', '4.5'], /needs one PATH/],
  ])('rejects %j with the reason', (argv, reason) => {
    writeFileSync(join(folder, 'run.sh'), text);
    writeFileSync(join(folder, 'other.sh'), 'echo hello\n');
    const { status, stdout, stderr } = preflight('migrate', ...argv);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(reason);
  });
});
