import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPreflight } from '../support/cli';
import { service } from '../support/service';

const folder = mkdtempSync(join(tmpdir(), 'preflight-project-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const SCRIPT = 'megatron sft --model m --tensor_model_parallel_size 3 --foo 1\n';
const PROJECT = `release = "4.6.0"
gpus = 16
files = ["configs/*"]
exclude = ["third_party"]

[severity]
"cli.unknown-flag" = "off"

[[overrides]]
files = ["old/**"]
release = "3.8.1"
severity = { "cli.unknown-flag" = "hint" }
`;

beforeAll(() => {
  write('repo/.git/HEAD', '');
  write('repo/preflight.toml', PROJECT);
  for (const path of ['run.sh', 'old/run.sh', 'third_party/run.sh', 'deep/er/run.sh']) write(`repo/${path}`, SCRIPT);
  write('repo/configs/a.json', '{"unknown": 1}');
  write('repo/other.json', '{"unknown": 1}');
});

interface Command {
  swiftVersion: string;
  versionFrom: string;
  worldSize: number | null;
  findings: { rule: string; severity: string }[];
}

/** The files of a report, with the first command of each. */
function check(where: string, ...args: string[]): Record<string, Command> {
  const { stdout } = runPreflight(join(folder, where), ['check', '--format', 'json', ...args]);
  const { files } = JSON.parse(stdout) as { files: { path: string; commands: Command[] }[] };
  return Object.fromEntries(files.flatMap(({ path, commands }) => (commands[0] ? [[path, commands[0]]] : [])));
}

const rulesOf = (command: Command | undefined): string[] =>
  (command?.findings ?? []).map(({ rule, severity }) => `${rule} ${severity}`);

describe('preflight.toml on the command line', () => {
  it('selects the files of a folder, and says how each is checked', () => {
    const files = check('repo', '.');
    expect(Object.keys(files)).toEqual(['configs/a.json', 'deep/er/run.sh', 'old/run.sh', 'run.sh']);
    expect(files['run.sh']).toMatchObject({ swiftVersion: '4.6.0', versionFrom: 'project', worldSize: 16 });
    expect(rulesOf(files['run.sh'])).toContain('env.world-size error');
    expect(rulesOf(files['run.sh']).join()).not.toContain('cli.unknown-flag');
    expect(files['old/run.sh']).toMatchObject({ swiftVersion: '3.8.1', versionFrom: 'project', worldSize: 16 });
    expect(rulesOf(files['old/run.sh'])).toContain('cli.unknown-flag hint');
  });

  it('is found above the current folder, and above each file', () => {
    expect(check('repo/deep/er', 'run.sh')['run.sh']).toMatchObject({ versionFrom: 'project', worldSize: 16 });
    expect(check('.', 'repo/deep/er/run.sh')['repo/deep/er/run.sh']).toMatchObject({ versionFrom: 'project' });
  });

  it('is not searched above the repository, nor above the current folder outside of one', () => {
    write('outer/preflight.toml', 'gpus = 16\n');
    write('outer/repo/.git/HEAD', '');
    write('outer/repo/run.sh', SCRIPT);
    write('outer/plain/run.sh', SCRIPT);
    expect(check('outer', 'repo/run.sh')['repo/run.sh']).toMatchObject({ worldSize: null });
    expect(check('outer', 'plain/run.sh')['plain/run.sh']).toMatchObject({ worldSize: 16 });
    expect(check('outer/plain', 'run.sh')['run.sh']).toMatchObject({ worldSize: null });
  });

  it('comes after a comment in the file and after options', () => {
    write('repo/comment.sh', `# preflight: ms-swift=4.2.3 world-size=9\n${SCRIPT}`);
    expect(check('repo', 'comment.sh')['comment.sh']).toMatchObject({ versionFrom: 'modeline', worldSize: 9 });
    const options = ['--swift-version', '3.12.6', '--world-size', '8', '--severity', 'cli.*=warning', 'run.sh'];
    const command = check('repo', ...options)['run.sh'];
    expect(command).toMatchObject({ swiftVersion: '3.12.6', versionFrom: 'setting', worldSize: 8 });
    expect(rulesOf(command)).toContain('cli.unknown-flag warning');
    rmSync(join(folder, 'repo/comment.sh'));
  });

  it('is replaced by --config, and ignored with --isolated', () => {
    write('other.toml', 'gpus = 32\n[[overrides]]\nfiles = ["run.sh"]\ngpus = 64\n');
    expect(check('repo', '--config', '../other.toml', 'old/run.sh')['old/run.sh']).toMatchObject({ worldSize: 32 });
    expect(check('repo', '--config', '../other.toml', 'run.sh')['run.sh']).toMatchObject({ worldSize: 64 });
    const isolated = check('repo', '--isolated', '.');
    expect(Object.keys(isolated)).toContain('third_party/run.sh');
    expect(isolated['run.sh']).toMatchObject({ versionFrom: 'default', worldSize: null });
    const both = runPreflight(join(folder, 'repo'), ['check', '--isolated', '--config', '../other.toml', 'run.sh']);
    expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining('--isolated uses none') });
    expect(runPreflight(folder, ['check', '--config', 'missing.toml', 'repo/run.sh'])).toMatchObject({ status: 2 });
  });

  it('is reported with its mistakes, once, and when it is named', () => {
    write('wrong/preflight.toml', 'gpus = "16"\n');
    for (const name of ['a.sh', 'b.sh']) write(`wrong/${name}`, 'megatron sft --model m\n');
    for (const path of ['.', 'preflight.toml']) {
      const { status, stdout } = runPreflight(join(folder, 'wrong'), ['check', '--format', 'concise', path]);
      expect(stdout.match(/settings\.value/g)).toHaveLength(1);
      expect(stdout).toContain('preflight.toml:1:8: error: gpus is `"16"`.');
      expect(stdout).toContain('    fix: Change to 16\n');
      expect(status).toBe(1);
    }
    const sarif = JSON.parse(runPreflight(join(folder, 'wrong'), ['check', '--format', 'sarif', '.']).stdout);
    expect(JSON.stringify(sarif)).toContain('settings.value');
    expect(runPreflight(join(folder, 'wrong'), ['check', '--fix', 'preflight.toml'])).toMatchObject({ status: 1 });
  });

  it('excludes a file that is named, too, as for a hook that names all files', () => {
    const { status, stdout } = runPreflight(join(folder, 'repo'), ['check', 'third_party/run.sh']);
    expect(stdout).toBe('0 errors, 0 warnings, 0 hints in 1 training command of 1 file\n');
    expect(status).toBe(0);
  });

  it('holds for the other commands as well', () => {
    const repo = join(folder, 'repo');
    expect(runPreflight(repo, ['memory', 'run.sh']).stderr).toBe('');
    const migrated = runPreflight(repo, ['migrate', 'old/run.sh', '--to', '4.6.0']);
    expect(migrated.stdout + migrated.stderr).toContain('3.8.1');
  });

  it('decides the release of an explanation and of a schema, unless an option does', () => {
    const explain = (...args: string[]): string =>
      runPreflight(join(folder, 'repo/old'), ['explain', 'save_safetensors', ...args]).stdout;
    write('release.toml', 'release = ">=4.1,<4.3"\n');
    expect(explain()).toContain('ms-swift 4.6.0');
    expect(explain('--config', '../../release.toml')).toContain('ms-swift 4.2.3');
    expect(explain('--config', '../../release.toml', '--swift-version', '4.5.2')).toContain('ms-swift 4.5.2');
    const schema = (...args: string[]): string => runPreflight(join(folder, 'repo/old'), ['schema', ...args]).stdout;
    expect(schema('--config', '../../release.toml')).toContain('Training config of ms-swift 4.2.3');
    expect(schema('--isolated')).toContain(`Training config of ms-swift ${service.catalog.releases.at(-1)}`);
    expect(explain('--isolated')).toBe(explain('--swift-version', service.catalog.releases.at(-1) ?? ''));
  });

  /** Calls of the commands that read one config. */
  const CALLS: readonly (readonly string[])[] = [
    ['resolve', 'run.sh'],
    ['memory', 'run.sh'],
    ['layouts', 'run.sh'],
    ['migrate', 'run.sh', '--to', '4.6.0'],
    ['plan', 'run.sh', '--target', 'local.json'],
  ];

  it.each(CALLS)('is replaced by --config for %s, and ignored with --isolated', (...call) => {
    write('plain/local.json', '{ "kind": "local", "name": "here" }');
    write('plain/run.sh', SCRIPT);
    write('plain/preflight.toml', 'gpus = "16"\n');
    write('plain/other.toml', '# no GPUs\n\ngpus = 0\nrelease = 4.6\n');
    const messages = (...options: string[]): string[] =>
      runPreflight(join(folder, 'plain'), [...call, ...options])
        .stderr.split('\n')
        .filter((line) => line.includes('.toml'));
    expect(messages()).toEqual([
      'preflight: preflight.toml:1:8: 1 mistake in the settings of the project; preflight check preflight.toml explains it',
    ]);
    expect(messages('--config', 'other.toml')).toEqual([
      'preflight: other.toml:3:8: 2 mistakes in the settings of the project; preflight check other.toml explains them',
    ]);
    expect(messages('--isolated')).toEqual([]);
    const both = runPreflight(join(folder, 'plain'), [...call, '--isolated', '--config', 'other.toml']);
    expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining('--isolated uses none') });
  });

  it('loses nothing of a command to its mistakes, and says once for a folder that it has some', () => {
    write('some/preflight.toml', 'gpus = 16\nlaunch = {}\n');
    for (const name of ['a.sh', 'b.sh']) write(`some/${name}`, SCRIPT);
    const { status, stdout, stderr } = runPreflight(join(folder, 'some'), ['memory', '.']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^a\.sh:1: [\s\S]*^b\.sh:1: /m);
    expect(stderr.match(/preflight\.toml/g)).toHaveLength(2);
    const resolved = JSON.parse(runPreflight(join(folder, 'some'), ['resolve', 'a.sh']).stdout);
    expect(resolved.commands[0]).toMatchObject({ gpus: 16 });
    const isolated = JSON.parse(runPreflight(join(folder, 'some'), ['resolve', 'a.sh', '--isolated']).stdout);
    expect(isolated.commands[0]).not.toHaveProperty('gpus');
  });

  it('is not followed through a link out of the project, and no pipe is waited for', () => {
    write('hostile/.git/HEAD', '');
    write('hostile/run.sh', SCRIPT);
    const preflight = (...args: string[]) => runPreflight(join(folder, 'hostile'), ['check', ...args, 'run.sh']);
    symlinkSync('/etc/passwd', join(folder, 'hostile/preflight.toml'));
    expect(preflight()).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^preflight: preflight\.toml cannot be read: it is a link to a file outside/),
    });
    expect(preflight().stderr + preflight().stdout).not.toContain('root:');
    expect(preflight('--isolated')).toMatchObject({ stderr: '' });
    rmSync(join(folder, 'hostile/preflight.toml'));
    execFileSync('mkfifo', [join(folder, 'hostile/preflight.toml')]);
    expect(preflight()).toMatchObject({ status: 2, stderr: expect.stringContaining('only regular files are read') });
  });
});
