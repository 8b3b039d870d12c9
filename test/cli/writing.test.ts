import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CLI, runPreflight } from '../support/cli';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'preflight-writing-'));
  folder = join(root, 'project');
  mkdirSync(folder);
});
afterEach(() => rmSync(root, { recursive: true }));

const preflight = (...args: string[]) => runPreflight(folder, args);
const isRoot = process.getuid?.() === 0;

/** A script with a safe fix, and its text after the fix. */
const BEFORE = 'megatron sft --model m --micro_batch_sise 2\n';
const FIXED = BEFORE.replace('sise', 'size');
const OLD_RELEASE = '# preflight: ms-swift=3.8.1\nmegatron sft --model m --save out --num_layers 2\n';

/** Commands that change files, each with a script and a config file that it changes. */
const EDITS: [name: string, text: string, yaml: string, args: string[]][] = [
  ['check --fix', BEFORE, '# preflight:\nmicro_batch_sise: 2\n', ['check', '--fix']],
  [
    'migrate --write',
    OLD_RELEASE,
    '# preflight: ms-swift=3.8.1\nsave: out\nnum_layers: 2\n',
    ['migrate', '--to', '4.5', '--write'],
  ],
];

/** The names in a folder that are left from writing. */
const listTemporaryFiles = (path: string): string[] => readdirSync(path).filter((name) => name.includes('.tmp'));

describe.each(EDITS)('preflight %s', (_, text, yaml, args) => {
  it('refuses a symlink that leads out of its folder, and changes nothing', () => {
    const outside = join(root, 'outside.sh');
    writeFileSync(outside, text);
    symlinkSync('../outside.sh', join(folder, 'link.sh'));
    const { status, stderr } = preflight(...args, 'link.sh');
    expect(status).toBe(2);
    expect(stderr).toMatch(
      /^preflight: link\.sh was not changed: it leads to .*outside\.sh, outside of \.\. Name the file itself/,
    );
    expect(readFileSync(outside, 'utf8')).toBe(text);
    expect(lstatSync(join(folder, 'link.sh')).isSymbolicLink()).toBe(true);
    symlinkSync(root, join(folder, 'up'));
    const { status: status2 } = preflight(...args, 'up/../link.sh');
    expect(status2).toBe(2);
    preflight(...args, '.');
    expect(readFileSync(outside, 'utf8')).toBe(text);
  });

  it('changes the real file when a symlink stays in its folder', () => {
    writeFileSync(join(folder, 'real.sh'), text);
    symlinkSync('real.sh', join(folder, 'link.sh'));
    preflight(...args, 'link.sh');
    expect(lstatSync(join(folder, 'link.sh')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'real.sh'), 'utf8')).not.toBe(text);
  });

  it('keeps the mode, the byte order mark and the line breaks', () => {
    // In a script, Windows line breaks are an error that the fix removes.
    const path = join(folder, 'run.yaml');
    const before = `\ufeff${yaml.replaceAll('\n', '\r\n')}`;
    writeFileSync(path, before);
    chmodSync(path, 0o754);
    preflight(...args, 'run.yaml');
    const after = readFileSync(path, 'utf8');
    expect(after).not.toBe(before);
    expect(after.startsWith('\ufeff')).toBe(true);
    expect(after.match(/(?<!\r)\n/)).toBeNull();
    expect(statSync(path).mode & 0o7777).toBe(0o754);
    expect(listTemporaryFiles(folder)).toEqual([]);
  });

  it.runIf(isRoot)('keeps the owner', () => {
    const path = join(folder, 'run.sh');
    writeFileSync(path, text);
    chownSync(path, 1234, 4321);
    preflight(...args, 'run.sh');
    expect(readFileSync(path, 'utf8')).not.toBe(text);
    expect(statSync(path)).toMatchObject({ uid: 1234, gid: 4321 });
  });

  it('keeps the old text when the disk is full, and says what to do', () => {
    const path = join(folder, 'run.sh');
    const long = `${text}${'# a comment that fills the file\n'.repeat(10_000)}`;
    writeFileSync(path, long);
    // A limit of the size of files fails in the same way as a full disk.
    const command = 'ulimit -f 64; exec "$@"';
    const result = spawnSync('bash', ['-c', command, 'bash', process.execPath, CLI, ...args, 'run.sh'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(result.status).toBe(2);
    expect(result.stderr).toBe(
      'preflight: run.sh was not written, and nothing was changed: it would exceed the size that files may have here. Raise the limit (ulimit -f) and try again.\n',
    );
    expect(readFileSync(path, 'utf8')).toBe(long);
    expect(readdirSync(folder)).toEqual(['run.sh']);
  });

  it.skipIf(isRoot)('refuses a file that may not be written', () => {
    const path = join(folder, 'run.sh');
    writeFileSync(path, text, { mode: 0o444 });
    expect(preflight(...args, 'run.sh')).toMatchObject({ status: 2 });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});

describe('preflight check --fix', () => {
  it('writes the fixed text', () => {
    writeFileSync(join(folder, 'run.sh'), BEFORE);
    preflight('check', '--fix', 'run.sh');
    expect(readFileSync(join(folder, 'run.sh'), 'utf8')).toBe(FIXED);
  });
});

describe('preflight plan --out', () => {
  const target = resolve(import.meta.dirname, '../plans/slurm-one-node/target.json');
  const plan = (out: string) => preflight('plan', 'run.sh', '--target', target, '--out', out);
  beforeEach(() => writeFileSync(join(folder, 'run.sh'), 'NPROC_PER_NODE=8 megatron sft --model m --lr 1e-5\n'));

  it('replaces a symlink instead of writing to its destination', () => {
    const victim = join(root, 'victim');
    writeFileSync(victim, 'untouched', { mode: 0o644 });
    mkdirSync(join(folder, 'out'));
    symlinkSync(victim, join(folder, 'out/run.sbatch'));
    expect(plan('out').status).toBe(0);
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(lstatSync(join(folder, 'out/run.sbatch')).isFile()).toBe(true);
    expect(readFileSync(join(folder, 'out/run.sbatch'), 'utf8')).toContain('#SBATCH');
  });

  it('refuses a folder that is a symlink or below one', () => {
    const victim = join(root, 'victim');
    mkdirSync(victim);
    symlinkSync(victim, join(folder, 'out'));
    for (const out of ['out', 'out/', './out', 'out/new', 'out/new/deep', join(folder, 'out')]) {
      const { status, stderr } = plan(out);
      expect([out, status]).toEqual([out, 2]);
      expect(stderr).toMatch(/it is a symlink or below one\. Name the folder itself\.$/m);
    }
    expect(readdirSync(victim)).toEqual([]);
  });

  it('creates a folder and files that only the user may access, also when files of others exist', () => {
    mkdirSync(join(folder, 'old'));
    writeFileSync(join(folder, 'old/run.sbatch'), '', { mode: 0o666 });
    chmodSync(join(folder, 'old/run.sbatch'), 0o666);
    const umask = process.umask(0);
    try {
      for (const out of ['new/deep', 'old']) expect(plan(out).status).toBe(0);
    } finally {
      process.umask(umask);
    }
    const modes = ['new', 'new/deep', 'new/deep/run.sbatch', 'old/run.sbatch'].map((path) =>
      (statSync(join(folder, path)).mode & 0o777).toString(8),
    );
    expect(modes).toEqual(['700', '700', '700', '700']);
    expect(listTemporaryFiles(join(folder, 'old'))).toEqual([]);
  });

  it('says why files cannot be written', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(plan('file')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is not a folder. Name another folder.'),
    });
    mkdirSync(join(folder, 'out/run.sbatch'), { recursive: true });
    expect(plan('out')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('it is a folder. Use another name.'),
    });
    expect(existsSync(join(folder, 'out/run.sbatch'))).toBe(true);
    expect(listTemporaryFiles(join(folder, 'out'))).toEqual([]);
  });
});
