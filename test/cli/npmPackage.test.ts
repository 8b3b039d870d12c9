import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNpm, root } from '../../scripts/setup.mjs';
import { startClient } from '../support/lsp';

const MAX_PACKED_BYTES = 1_500_000;

/** The files that run, the license and the notices, and the texts that `explain` shows. */
const IS_SHIPPED =
  /^(?:package\.json|README\.md|LICENSE|SECURITY\.md|THIRD_PARTY_NOTICES|docs\/rules\.md|dist\/(?!extension|server\.worker|run\.|memory\.)\w+\.(?:js|br))$/;

const folder = mkdtempSync(join(tmpdir(), 'preflight-npm-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [npm, first] = findNpm();
const runNpm = (args: readonly string[], cwd: string): string =>
  execFileSync(npm, [...first, ...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('the npm package', () => {
  const project = join(folder, 'project');
  let files: string[];
  let size: number;
  let archive: string;

  beforeAll(() => {
    // The bundles are those of the other tests, so nothing is built here.
    const [packed] = JSON.parse(runNpm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root));
    files = packed.files.map(({ path }: { path: string }) => path);
    archive = packed.filename;
    size = statSync(join(folder, archive)).size;
    mkdirSync(project);
    writeFileSync(join(project, 'package.json'), '{ "private": true }');
    writeFileSync(join(project, 'run.sh'), 'NPROC_PER_NODE=8 megatron sft --packing ture\n');
    runNpm(['install', '--offline', '--no-audit', '--no-fund', join(folder, archive)], project);
  }, 300_000);

  const runPreflight = (...args: string[]) =>
    spawnSync(npm, [...first, 'exec', '--no', '--', 'preflight', ...args], { cwd: project, encoding: 'utf8' });

  it('ships only what runs, in less than 1.5 MB', () => {
    expect(files.filter((name) => !IS_SHIPPED.test(name))).toEqual([]);
    expect(files).toEqual(expect.arrayContaining(['dist/cli.js', 'dist/server.js', 'docs/rules.md', 'LICENSE']));
    expect(size).toBeLessThan(MAX_PACKED_BYTES);
  });

  it('is named in the README as npm pack writes it', () => {
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/training-preflight-[\w.-]+\.tgz/g)].map(([name]) => name);
    expect([...new Set(named)]).toEqual([archive]);
  });

  it('is the only package that its installation brings', () => {
    const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8'));
    expect(Object.keys(packages).filter((name) => name !== '')).toEqual(['node_modules/training-preflight']);
  });

  it('has every file that its bundles load', () => {
    const bundles = files.filter((name) => name.endsWith('.js'));
    const loaded = bundles.flatMap((name) =>
      [...readFileSync(join(root, name), 'utf8').matchAll(/["'`](?:\.\/)?(\w+\.(?:js|br))["'`]/g)].map(
        ([, file]) => `dist/${file}`,
      ),
    );
    expect(loaded).toEqual(expect.arrayContaining(['dist/knowledge.br', 'dist/planner.js', 'dist/sizing.js']));
    expect([...new Set(loaded)].filter((name) => !files.includes(name))).toEqual([]);
  });

  it('checks a script with npx', { timeout: 60_000 }, () => {
    const { status, stdout } = runPreflight('check', '.');
    expect(stdout).toContain('[cli.bool]');
    expect(status).toBe(1);
  });

  it.each([
    ['the page of a rule', ['explain', 'cli.bool'], 'Only yes/no, true/false'],
    ['the text of a flag', ['explain', 'recompute_granularity'], 'backward pass'],
    ['the values that the trainer receives', ['resolve', 'run.sh'], '"gpus": 8'],
    ['layouts', ['layouts', 'run.sh'], 'run.sh'],
  ])('prints %s', { timeout: 60_000 }, (_, args, text) => {
    const { stdout, stderr } = runPreflight(...args);
    expect(`${stdout}${stderr}`).toContain(text);
    expect(stderr).not.toMatch(/Cannot find module|ENOENT/);
  });

  it('starts the language server', { timeout: 60_000 }, async () => {
    const server = join(project, 'node_modules/training-preflight/dist/server.js');
    const client = await startClient('stdio', {}, {}, { server });
    const reported = client.diagnostics('file:///w/run.sh');
    client.open('file:///w/run.sh', 'megatron sft --packing ture\n');
    expect(await reported).toMatchObject([{ code: 'cli.bool' }]);
    await client.stop();
  });
});

describe('the package file', () => {
  it('says how VS Code finds the extension, which npm leaves out', () => {
    const { main, browser, private: isPrivate } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    // npm always packs the file that `main` names, unless its ending is left out.
    expect([main, browser]).toEqual(['./dist/extension', './dist/extension.web.js']);
    expect(isPrivate).toBe(true);
  });
});
