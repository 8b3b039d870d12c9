import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { run } from '../../server/src/cli/main';
import { service } from '../support/service';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function preflight(...argv: string[]) {
  let [out, complaints] = ['', ''];
  const code = run(
    argv,
    () => service,
    (text) => (out += text),
    (text) => (complaints += text),
  );
  return { code, out, complaints };
}

describe('preflight migrate', () => {
  const text = '# preflight: ms-swift=3.8.1\nmegatron sft --model m --save out --num_layers 2\n';

  it('prints a unified diff and leaves the file alone', () => {
    const path = join(folder, 'run.sh');
    writeFileSync(path, text);
    const { code, out, complaints } = preflight('migrate', path, '--to', '4.5');
    expect(code).toBe(0);
    expect(out).toContain(`--- ${path}\tms-swift 3.8.1\n+++ ${path}\tms-swift 4.5.2\n`);
    expect(out).toMatch(/^-# preflight: ms-swift=3\.8\.1$/m);
    expect(out).toMatch(/^\+megatron sft --model m --output_dir out /m);
    expect(complaints).toMatch(/num_layers: ms-swift 4\.5\.2 has no num_layers/);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('changes the files of a folder with --write, and has nothing more to change then', () => {
    const path = join(folder, 'run.sh');
    writeFileSync(path, text);
    writeFileSync(join(folder, 'other.sh'), 'echo hello\n');
    expect(preflight('migrate', folder, '--to', '4.2.3', '--write')).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(path, 'utf8')).toMatch(
      /^# preflight: ms-swift=4\.2\.3\n# .*\nmegatron sft --model m --output_dir out/,
    );
    expect(preflight('check', path).code).toBe(0);
    expect(preflight('migrate', folder, '--to', '4.2.3').complaints).toContain('nothing to change from ms-swift 4.2.3');
    expect(readFileSync(join(folder, 'other.sh'), 'utf8')).toBe('echo hello\n');
  });

  it.each([
    [['run.sh'], /migrate needs --to/],
    [['run.sh', '--to', '9.9'], /the catalogue holds ms-swift 3\.7\.0 to 4\.5\.2, and no such release/],
    [['missing.sh', '--to', '4.5'], /missing\.sh cannot be read: no such file/],
    [['other.sh', '--to', '4.5'], /holds no megatron command/],
    [['run.sh', 'other.sh', '--to', '4.5'], /needs one PATH/],
  ])('refuses %j with the reason', (argv, reason) => {
    writeFileSync(join(folder, 'run.sh'), text);
    writeFileSync(join(folder, 'other.sh'), 'echo hello\n');
    const paths = argv.map((word) => (word.endsWith('.sh') ? join(folder, word) : word));
    const { code, complaints } = preflight('migrate', ...paths);
    expect(code).toBe(2);
    expect(complaints).toMatch(reason);
  });
});
