import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../scripts/setup.mjs';
import { COMMANDS } from '../../server/src/cli/commands';
import { parseArguments } from '../../server/src/cli/parseArguments';
import { CLI } from '../support/cli';
import { findBlock, listBlocks } from '../support/documents';

const BAD = 'megatron sft --model m --packing ture\n';
const GOOD = 'NPROC_PER_NODE=1 megatron sft --model m --dataset d --max_epochs 1\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-ci-'));
  mkdirSync(join(folder, 'bin'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

/** Puts a program on the path of the scripts that a test runs. */
function writeProgram(name: string, script: string): void {
  write(`bin/${name}`, `#!/bin/bash\n${script}\n`);
  chmodSync(join(folder, 'bin', name), 0o755);
}

/** Runs a script as the services do: bash ends at the first error. */
function runBash(script: string, env: Readonly<Record<string, string>> = {}, cwd = folder) {
  const path = [join(folder, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const { status, stdout, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env: { ...process.env, PATH: path, ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

interface Step {
  name: string;
  shell: string;
  run: string;
  env?: Record<string, string>;
  'working-directory'?: string;
}

interface Action {
  inputs: Record<string, { description: string; default: string }>;
  runs: { using: string; steps: Step[] };
}

const action: Action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));

/** Runs the steps of the action with inputs, as GitHub does: until one fails. */
function runAction(inputs: Readonly<Record<string, string>>, actionPath = root) {
  const fill = (text: string): string =>
    text.replace(
      /\$\{\{ inputs\.([\w-]+) \}\}/g,
      (_, name: string) => inputs[name] ?? action.inputs[name]?.default ?? '',
    );
  let result = { status: 0 as number | null, stdout: '', stderr: '' };
  for (const { run, env = {}, 'working-directory': cwd = '.' } of action.runs.steps) {
    const variables = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)]));
    result = runBash(run, { ...variables, GITHUB_ACTION_PATH: actionPath }, join(folder, fill(cwd)));
    if (result.status !== 0) break;
  }
  return result;
}

describe('the action for GitHub', () => {
  it('consists of scripts for bash, which get the inputs as variables only', () => {
    expect(action.runs.using).toBe('composite');
    for (const { shell, run } of action.runs.steps) {
      expect(shell).toBe('bash');
      expect(run).not.toContain('${{');
    }
    const used = JSON.stringify(action.runs.steps).matchAll(/inputs\.([\w-]+)/g);
    expect([...used].map(([, name]) => name).sort()).toEqual(Object.keys(action.inputs).sort());
  });

  it('annotates the findings of the workspace and fails when there is an error', () => {
    write('bad.sh', BAD);
    const { status, stdout } = runAction({});
    expect(status).toBe(1);
    expect(stdout).toContain('::error file=bad.sh,line=1');
  });

  it('passes its inputs on, whatever they contain', () => {
    mkdirSync(join(folder, 'sub'));
    write('sub/a b$(touch pwned).sh', BAD);
    write('sub/old.sh', BAD);
    write('sub/-x.sh', '# preflight:\nmegatron sft --model m --dataset d --max_epochs 1 --lr 1 --lr 2\n');
    const inputs = {
      'working-directory': 'sub',
      paths: 'a b$(touch pwned).sh\n\n-x.sh\n',
      exclude: 'old.sh\n',
      'swift-version': '4.5.2',
      'fail-on': 'never',
      'sarif-file': 'out "x".sarif',
    };
    const { status, stdout } = runAction(inputs);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^::error file=a b\$\(touch pwned\)\.sh,/m);
    expect(stdout).toMatch(/^::warning file=-x\.sh,/m);
    expect(stdout).not.toContain('old.sh');
    expect(existsSync(join(folder, 'sub/pwned'))).toBe(false);
    const sarif = JSON.parse(readFileSync(join(folder, 'sub/out "x".sarif'), 'utf8'));
    expect(sarif.runs[0].results.map(({ level }: { level: string }) => level)).toContain('error');
  });

  it('fails without a training command, unless that is allowed, and writes the report in both cases', () => {
    write('none.sh', 'echo hello\n');
    for (const [allowed, status] of [
      ['false', 2],
      ['true', 0],
    ] as const) {
      const file = `${allowed}.sarif`;
      expect(runAction({ 'allow-empty': allowed, 'sarif-file': file }).status).toBe(status);
      expect(JSON.parse(readFileSync(join(folder, file), 'utf8')).runs[0].results).toEqual([]);
    }
  });

  it('builds its own clone once', () => {
    const clone = join(folder, 'clone');
    mkdirSync(clone);
    writeProgram(
      'npm',
      `mkdir dist; echo "console.log('built by npm $1 in', process.cwd())" > dist/cli.js; echo built >> ../log`,
    );
    const { status, stdout } = runAction({}, clone);
    expect({ status, stdout }).toEqual({ status: 0, stdout: `built by npm ci in ${folder}\n` });
    runAction({}, clone);
    expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('built\n');
  });
});

describe.each(['docs/ci.md', 'README.md'])('the recipes of %s', (page) => {
  const blocks = listBlocks(page);

  it('are YAML and bash that can be read', () => {
    expect(blocks.length).toBeGreaterThan(3);
    for (const { language, text } of blocks) {
      if (language === 'yaml') expect(() => parse(text)).not.toThrow();
      if (language === 'bash' || language === 'sh')
        expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' }).stderr).toBe('');
    }
  });

  it('call commands with options that exist', () => {
    const calls = blocks.flatMap(({ text }) => [...text.matchAll(/(?:^|[\s'])preflight ([a-z]+)\b([^\n|>#']*)/g)]);
    expect(calls.length).toBeGreaterThan(3);
    for (const [call, name, rest = ''] of calls) {
      const command = COMMANDS.find((candidate) => candidate.name === name);
      if (name === 'help') continue;
      expect(command, call).toBeDefined();
      const words = rest.split(' ').filter((word) => word !== '' && word !== '<' && word !== '"$0"');
      expect(() => command && parseArguments(command, words), call).not.toThrow();
    }
  });

  it('name the repository by a placeholder while it has no address', () => {
    const { url } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).repository;
    const text = blocks.map((block) => block.text).join('\n');
    expect(text.includes('OWNER/training-preflight')).toBe(url === '');
  });

  it('use the action with inputs that exist', () => {
    const inputs = blocks
      .filter(({ text }) => text.includes('uses: OWNER/training-preflight'))
      .flatMap(({ text }) => {
        const workflow = parse(text);
        const steps = Array.isArray(workflow) ? workflow : workflow.jobs.preflight.steps;
        return steps.flatMap(({ uses = '', with: given = {} }) => (/preflight/.test(uses) ? Object.keys(given) : []));
      });
    for (const input of inputs) expect(Object.keys(action.inputs)).toContain(input);
  });
});

describe('the recipes of docs/ci.md', () => {
  const preflight = (): void => writeProgram('preflight', `exec "${process.execPath}" "${CLI}" "$@"`);

  it('for GitLab ends with an error after the report for the merge request is written', () => {
    preflight();
    writeProgram('npm', 'true');
    write('bad.sh', BAD);
    const { script, artifacts } = parse(findBlock('docs/ci.md', '.gitlab-ci.yml')).preflight;
    const { status } = runBash(script.join('\n'), { CI_PROJECT_DIR: folder });
    expect(status).toBe(1);
    const report = JSON.parse(readFileSync(join(folder, artifacts.reports.codequality), 'utf8'));
    expect(report).toMatchObject([{ check_name: 'cli.bool', location: { path: 'bad.sh' } }]);
  });

  it('for Jenkins fails after the report for the service is written', () => {
    writeProgram('npx', `shift 3; exec bash -c 'exec "${process.execPath}" "${CLI}" "\${@:2}"' - "$@"`);
    write('bad.sh', BAD);
    const [, command = ''] = /sh '([^']+)'/.exec(findBlock('docs/ci.md', 'pipeline')) ?? [];
    expect(runBash(command).status).toBe(1);
    expect(readFileSync(join(folder, 'preflight.xml'), 'utf8')).toContain('<failure type="error"');
  });

  it('for Slurm submits a script only if nothing in it fails', () => {
    preflight();
    writeProgram('sbatch', 'echo "submitted $*"');
    write('bad.sh', `#!/bin/bash\n${BAD}`);
    write('good.sh', `#!/bin/bash\n${GOOD}`);
    write('other.pl', '#!/usr/bin/perl\n');
    const submit = (...args: string[]) =>
      runBash(`set +e\n${findBlock('docs/ci.md', 'sbatch() {')}\nsbatch ${args.join(' ')}`);
    expect(submit('--nodes=1', 'bad.sh')).toMatchObject({ status: 1, stdout: expect.stringContaining('[cli.bool]') });
    expect(submit('--nodes=1', 'good.sh', 'x')).toMatchObject({ status: 0, stdout: 'submitted --nodes=1 good.sh x\n' });
    expect(submit('other.pl').stdout).toContain('submitted other.pl');
    expect(submit('--wrap=hostname').stdout).toBe('submitted --wrap=hostname\n');
  });

  it('for Slurm ends a job whose config has an error, although a copy of the script runs elsewhere', () => {
    preflight();
    writeProgram('megatron', 'echo started');
    mkdirSync(join(folder, 'spool'));
    write('spool/slurm_script', findBlock('docs/ci.md', '#SBATCH'));
    const runJob = () => runBash('bash spool/slurm_script');
    write('config.yaml', 'model: m\npacking: ture\n');
    expect(runJob()).toMatchObject({ status: 1, stdout: expect.stringMatching(/config\.yaml[\s\S]*\[cli\.bool\]/) });
    write('config.yaml', '# preflight: ms-swift=4.5.2\nmodel: m\ndataset: d\nnum_train_epochs: 1\n');
    expect(runJob()).toMatchObject({ status: 0, stdout: 'started\n' });
    rmSync(join(folder, 'bin/preflight'));
    expect(runJob()).toMatchObject({ status: 0, stdout: 'started\n' });
  });
});
