import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runProgram } from '../../scripts/programs.mjs';
import { npm, root } from '../../scripts/setup.mjs';
import { COMMANDS } from '../../server/src/cli/commands';
import { parseArguments } from '../../server/src/cli/parseArguments';
import { CONFIG_EXTENSIONS } from '../../server/src/core/config/extensions';
import { installPreCommit, openGate } from '../support/preCommit';
import { service } from '../support/service';

interface Hook {
  id: string;
  entry: string;
  language: string;
  language_version: string;
  files: string;
}

const hooks: Hook[] = parse(readFileSync(join(root, '.pre-commit-hooks.yaml'), 'utf8'));

describe('.pre-commit-hooks.yaml', () => {
  it('has hooks that are calls of the command line, which accept files without training commands', () => {
    expect(hooks.map(({ id }) => id)).toEqual(['preflight', 'preflight-fix']);
    for (const { entry } of hooks) {
      const [program, name, ...argv] = entry.split(' ');
      const command = COMMANDS.find((candidate) => candidate.name === name);
      expect([program, name]).toEqual(['preflight', 'check']);
      expect(command && parseArguments(command, argv).values['allow-empty']).toBe(true);
    }
  });

  it('names the files that a search of a folder finds', () => {
    for (const { files } of hooks) {
      const extensions = [...service.scriptExtensions, ...CONFIG_EXTENSIONS];
      expect(files).toBe(`\\.(${extensions.map((extension) => extension.slice(1)).join('|')})$`);
    }
  });
});

const installed = installPreCommit();
const scratch = mkdtempSync(join(tmpdir(), 'preflight-hooks-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }), 120_000);

const git = (folder: string, ...args: string[]): string =>
  runProgram('git', ['-C', folder, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args]);

/** Creates a repository with the files of this one, as they are now. Returns its commit. */
function commitWorkingTree(folder: string): string {
  const files: string[] = git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  mkdirSync(folder);
  for (const file of files.filter((name) => name !== '' && !name.startsWith('docs/images/')))
    cpSync(join(root, file), join(folder, file));
  git(folder, 'init', '--quiet');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'All');
  return git(folder, 'rev-parse', 'HEAD').trim();
}

interface Result {
  status: number;
  output: string;
}

const run = (program: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Result> =>
  new Promise((done) => {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 1 << 28 };
    execFile(program, args, options, (error, stdout, stderr) =>
      done({ status: error ? Number(error.code) : 0, output: stdout + stderr }),
    );
  });

/** Changes the hook of a project to the one that repairs, and commits a file with two mistakes, of which one has a safe fix. */
async function expectRepairs(project: string, rev: string, check: () => Promise<Result>): Promise<void> {
  const write = (name: string, text: string): void => {
    writeFileSync(join(project, name), text);
    git(project, 'add', name);
  };
  write('.pre-commit-config.yaml', createConfig(rev, 'preflight-fix'));
  write('fix me.sh', 'megatron sft --model m --foo 1 \\ \n  --lr 1e-5\n');
  const repaired = await check();
  expect(repaired.status, repaired.output).toBe(1);
  expect(repaired.output).toContain('files were modified by this hook');
  expect(repaired.output).toContain('has no flag foo');
  expect(readFileSync(join(project, 'fix me.sh'), 'utf8')).toBe('megatron sft --model m --foo 1 \\\n  --lr 1e-5\n');
  write('fix me.sh', 'megatron sft --model m --max_epochs 1 --dataset d \\\n  --lr 1e-5\n');
  const passed = await check();
  expect(passed, passed.output).toMatchObject({ status: 0, output: expect.stringMatching(/Passed\n$/) });
}

/** The settings of pre-commit for one hook of the commit of this repository. */
const createConfig = (rev: string, id: string): string =>
  JSON.stringify({ repos: [{ repo: `file://${join(scratch, 'hooks')}`, rev, hooks: [{ id }] }] });

describe('the hooks in the real pre-commit', () => {
  const title =
    'are installed from a clone with the npm registry as the only host, and check and repair what is committed';
  if ('reason' in installed) it.skip(`${title} (${installed.reason})`, () => {});
  else
    it(title, { timeout: 900_000 }, async () => {
      const rev = commitWorkingTree(join(scratch, 'hooks'));
      const project = join(scratch, 'project');
      mkdirSync(project);
      git(project, 'init', '--quiet');
      const files = {
        '.pre-commit-config.yaml': createConfig(rev, 'preflight'),
        'bad.sh': 'megatron sft --model m --packing ture\n',
        'none.yaml': 'a: 1\n',
        'page.md': '```bash\nmegatron sft --packing ture\n```\n',
      };
      for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
      git(project, 'add', '--all');
      const registry = new URL(npm(['config', 'get', 'registry'], { stdio: 'pipe' }).stdout.toString().trim());
      const gate = await openGate(registry.hostname);
      try {
        const env = { PRE_COMMIT_HOME: join(scratch, 'home'), HTTPS_PROXY: gate.address, https_proxy: gate.address };
        const check = () => run(installed.program, ['run', '--all-files', '--color=never'], project, env);
        const failed = await check();
        expect(failed.status, failed.output).toBe(1);
        expect(failed.output).toContain('bad.sh\n  1:34 error: `ture` is not a value of packing');
        expect(failed.output).not.toContain('page.md');
        git(project, 'rm', '--quiet', '--force', 'bad.sh');
        const passed = await check();
        expect(passed, passed.output).toMatchObject({ status: 0, output: expect.stringMatching(/Passed\n$/) });
        await expectRepairs(project, rev, check);
        expect([...gate.asked].filter((host) => host !== registry.hostname)).toEqual([]);
      } finally {
        gate.close();
      }
    });
});
