import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CLI, runPreflight } from '../support/cli';
import { useFolder } from '../support/folder';
import { canTrace, readTrace } from '../support/trace';

const folder = useFolder();
const run = (args: readonly string[], input?: string) => runPreflight(folder.at(), args, input);

describe('preflight check with a file that is not an ordinary one', () => {
  it.each([
    ['a pipe', 'pipe.sh', 'only regular files are read'],
    ['a link to a pipe', 'link.sh', 'only regular files are read'],
    ['a device', 'zero.sh', 'it is a device'],
    ['a sparse file of a terabyte', 'sparse.sh', 'it has more than 32 MB'],
    ['a link to itself', 'loop.sh', 'the system reports an error'],
    ['a folder named like a script that does not exist', 'nowhere/run.sh', 'no such file'],
  ])('says what is wrong with %s', (_, name, message) => {
    execFileSync('mkfifo', [folder.at('pipe.sh')]);
    symlinkSync('pipe.sh', folder.at('link.sh'));
    symlinkSync('/dev/zero', folder.at('zero.sh'));
    symlinkSync('loop.sh', folder.at('loop.sh'));
    truncateSync(folder.write('sparse.sh', ''), 2 ** 40);
    const { status, stderr } = run(['check', name]);
    expect(stderr).toContain(`preflight: ${name} cannot be read: ${message}`);
    expect(status).toBe(2);
    folder.write('run.sh', 'megatron sft --lr 1e-5');
    expect(run(['check', '--model-config', name, 'run.sh']).stderr).toContain(`${name} cannot be read: ${message}`);
  });

  it('skips what is no regular file when it searches a folder', () => {
    execFileSync('mkfifo', [folder.at('pipe.sh')]);
    mkdirSync(folder.at('folder.sh'));
    folder.write('a/run.sh', 'megatron sft --lrr 1e-5');
    const { status, stdout } = run(['check', '.']);
    expect(stdout).toContain('in 1 training command of 1 file');
    expect(status).toBe(1);
  });

  it.skipIf(process.platform !== 'linux')(
    'leaves out what it cannot read in a folder, and reports everything else',
    () => {
      const bad = 'megatron sft --lrr 1e-5';
      const misnamed = Buffer.concat([Buffer.from(folder.at('sub/')), Buffer.from([0xff]), Buffer.from('.sh')]);
      folder.write('sub/run.sh', bad);
      writeFileSync(misnamed, bad);
      truncateSync(folder.write('data.yaml', ''), 2 ** 40);
      const first = run(['check', '--format', 'concise', '.']);
      expect(first.stdout).toMatch(/^sub\/run\.sh:1:14: error/);
      expect(first.stderr.split('\n').slice(0, -1)).toEqual([
        expect.stringMatching(/^preflight: data\.yaml cannot be read: it has more than 32 MB/),
        'preflight: sub/\ufffd.sh cannot be read: its name is not valid UTF-8; rename it',
      ]);
      expect(first.status).toBe(2);
      rmSync(misnamed);
      expect(run(['check', '.'])).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('data.yaml cannot be read'),
      });
      expect(run(['check', '--fix', 'data.yaml', 'sub/run.sh'])).toMatchObject({
        status: 2,
        stdout: '0 errors, 0 warnings, 0 hints in 1 training command of 1 file\n',
      });
      expect(readFileSync(folder.at('sub/run.sh'), 'utf8')).toBe('megatron sft --lr 1e-5');
      rmSync(folder.at('sub/run.sh'));
      expect(run(['check', '.'])).toMatchObject({ status: 2, stderr: expect.stringContaining('no training command') });
    },
  );

  it.skipIf(process.getuid?.() === 0)('goes on where it may not read, and ends with 2', () => {
    folder.write('run.sh', 'megatron sft --lrr 1e-5');
    for (const name of ['closed/run.sh', 'own.sh']) folder.write(name, 'megatron sft --lrr 1e-5');
    for (const name of ['closed', 'own.sh']) chmodSync(folder.at(name), 0);
    const { status, stdout, stderr } = run(['check', '--format', 'concise', '.']);
    chmodSync(folder.at('closed'), 0o700);
    expect(stdout).toMatch(/^run\.sh:1:14: error/);
    expect(stderr).toBe(
      'preflight: closed cannot be read: permission denied\npreflight: own.sh cannot be read: permission denied\n',
    );
    expect(status).toBe(2);
  });

  it('changes all other files with --fix when one is not UTF-8, and reports every finding', () => {
    const bad = Buffer.from('megatron sft --lrr 1e-5 --system \xff\n', 'latin1');
    writeFileSync(folder.at('a.sh'), bad);
    folder.write('b.sh', 'megatron sft --lrr 1e-5 --foo 1');
    const { status, stdout, stderr } = run(['check', '--fix', '--format', 'concise', '.']);
    expect(stdout).toMatch(/^a\.sh:1:14: .*lrr[\s\S]*^b\.sh:1:\d+: .*foo/m);
    expect(stderr).toBe(
      'preflight: a.sh was not changed: it is not UTF-8, or another program has just changed it. Convert it, or try again.\n',
    );
    expect(status).toBe(2);
    expect(readFileSync(folder.at('a.sh'))).toEqual(bad);
    expect(readFileSync(folder.at('b.sh'), 'utf8')).toBe('megatron sft --lr 1e-5 --foo 1');
  });

  it('says that a file in UTF-16 is one', () => {
    writeFileSync(folder.at('wide.sh'), Buffer.from('\ufeffmegatron sft --lrr 1e-5\n', 'utf16le'));
    expect(run(['check', 'wide.sh'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('wide.sh; it is not a text in UTF-8'),
    });
  });

  it('rejects a deeply nested model config', () => {
    folder.write('run.sh', 'megatron sft --lr 1e-5');
    folder.write('config.json', `${'{"text_config":'.repeat(15_000)}{}${'}'.repeat(15_000)}`);
    const { status, stderr } = run(['check', '--model-config', 'config.json', 'run.sh']);
    expect(stderr).toBe('preflight: config.json is not valid JSON: it has more than 100 levels\n');
    expect(status).toBe(2);
  });

  it('does not wait for a pipe that a script names', () => {
    execFileSync('mkfifo', [folder.at('pipe.yaml')]);
    execFileSync('mkfifo', [folder.at('requirements.txt')]);
    folder.write('run.sh', '# preflight: model-config=/proc/self/pagemap\nmegatron sft pipe.yaml --model ./pipe.yaml');
    expect(run(['check', 'run.sh']).stderr).toBe('');
  });

  it('still reads standard input', () => {
    expect(run(['check', '-'], 'megatron sft --lrr 1e-5').stdout).toMatch(/^stdin\.sh\n {2}1:14 error/);
  });
});

describe('preflight check of a folder with many scripts', () => {
  it.skipIf(!canTrace())('searches for their release a few times, and not for each script', () => {
    const scripts = 200;
    folder.write('requirements.txt', 'ms-swift==4.5.2\n');
    for (let index = 0; index < scripts; index++) folder.write(`run-${index}.sh`, 'megatron sft --no_such_flag 1\n');
    const calls = folder.at('calls.txt');
    const args = ['-f', '-e', 'trace=openat', '-o', calls, process.execPath, CLI, 'check', '.'];
    const { stdout } = spawnSync('strace', args, { cwd: folder.at(), encoding: 'utf8' });
    expect(stdout.match(/ms-swift 4\.5\.2 has no flag no_such_flag/g)).toHaveLength(scripts);
    const opened = readTrace(readFileSync(calls, 'utf8')).filter(({ paths }) =>
      paths.some((path) => path.endsWith('requirements.txt')),
    );
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.length).toBeLessThan(scripts / 4);
  });
});
