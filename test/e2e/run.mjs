/**
 * `npm run e2e [-- WORDS]`: tests the extension in a real VS Code. Bundles the suites, copies the fixtures to a folder
 * outside the repository, and runs each group of suites in its own VS Code.
 *
 * CI                 counts tests that cannot run as failed instead of skipped
 * PREFLIGHT_RESULTS  file for {passed, failed, skipped} as JSON
 * PREFLIGHT_VSCODE   selects the VS Code; see ../host/desktop.mjs
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { packageExtension } from '../../scripts/package.mjs';
import { findVSCode, runInVSCode } from '../host/index.mjs';
import { atProcessEnd, removeFolder, run } from '../host/process.mjs';
import { startServer } from '../host/workbench.mjs';
import { startCluster } from '../launch/cluster.mjs';
import { installSlurm } from '../launch/install.mjs';
import { startLogin } from '../launch/login.mjs';

const here = import.meta.dirname;
const root = resolve(here, '..', '..');
// An editor shows the real path of a file that is reached through a symbolic link.
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'preflight-suites-')));
atProcessEnd(() => removeFolder(scratch));

/** A fake trainer, which only records its folder, arguments and environment. */
const fakeTrainer = `#!/usr/bin/env bash
{ printf '%s\\0' "$PWD" "$#" "$@"; env -0; } > "$PREFLIGHT_E2E_RECORD.part"
mv "$PREFLIGHT_E2E_RECORD.part" "$PREFLIGHT_E2E_RECORD"
`;

const SEPARATE_SUITES = ['installed', 'browser', 'restricted', 'cluster', 'reloaded'];

const GROUPS = [
  { name: 'from the folder of the project', suites: (suite) => !SEPARATE_SUITES.includes(suite) },
  { name: 'installed from its VSIX', suites: (suite) => suite === 'installed', prepare: prepareInstallation },
  { name: 'in a browser alone', suites: (suite) => suite === 'browser', prepare: prepareBrowser },
  { name: 'in Restricted Mode', suites: (suite) => suite === 'restricted', prepare: prepareRestrictedMode },
  { name: 'with a real Slurm', suites: (suite) => suite === 'cluster', prepare: prepareSlurm },
  { name: 'after a reload, with the same Slurm', suites: (suite) => suite === 'reloaded', prepare: prepareSlurm },
];

/** Thrown if a group cannot run on this machine. */
class NotRunnable extends Error {}

async function prepareInstallation(vscode) {
  requireNpmBuild(vscode, 'install a VSIX for one run');
  const extensionsDir = join(scratch, 'extensions');
  const { VSCODE_SERVER_ROOT, VSCODE_SERVER_NODE } = vscode.env;
  const server = await startServer({ root: VSCODE_SERVER_ROOT, node: VSCODE_SERVER_NODE, extensionsDir });
  try {
    await server.installExtension(await packageExtension(join(scratch, 'training-preflight.vsix')));
  } finally {
    await server.stop();
  }
  return {
    extensionPath: join(here, 'dummy'),
    extraArgs: [`--extensions-dir=${extensionsDir}`],
    env: { PREFLIGHT_E2E_EXTENSIONS: extensionsDir },
  };
}

function prepareBrowser(vscode) {
  requireNpmBuild(vscode, 'run an extension in the browser');
  return { extensionPath: join(here, 'dummy'), env: { VSCODE_SERVER_EXTENSION: root } };
}

function prepareRestrictedMode(vscode) {
  requireNpmBuild(vscode, 'open a folder in Restricted Mode');
  return { env: { VSCODE_SERVER_TRUST: '1' } };
}

function requireNpmBuild({ kind }, action) {
  // The library that runs tests in a desktop build turns workspace trust off and uses its own profile.
  if (kind !== 'npm') throw new NotRunnable(`only the build from npm can ${action}: set PREFLIGHT_VSCODE=npm`);
}

/** A real cluster, a real login node, and a profile that outlives the window, for the test of a reload. */
let slurm;

async function prepareSlurm(vscode) {
  requireNpmBuild(vscode, 'keep its profile from one run to the next');
  const reason = await installSlurm();
  if (reason) throw new NotRunnable(reason);
  slurm ??= await startSlurm();
  const { cluster, login, profile } = slurm;
  return {
    extraArgs: [`--user-data-dir=${profile}`],
    env: {
      ...cluster.env,
      PATH: [login.bin, process.env.PATH].join(delimiter),
      // VS Code would otherwise use the PATH of a login shell, without the `ssh` with the configuration of the test.
      VSCODE_CLI: '1',
      PREFLIGHT_E2E_CLUSTER: JSON.stringify({
        work: cluster.work,
        trainerFolder: cluster.bin,
        host: login.host,
        stranger: login.stranger,
        uid: login.uid,
      }),
    },
  };
}

async function startSlurm() {
  const cluster = await startCluster();
  const login = await startLogin(cluster.env);
  return { cluster, login, profile: join(scratch, 'profile') };
}

/** Bundles the suites of a group into their own folder. */
async function bundle(suites, outdir) {
  await build({
    entryPoints: suites.map((suite) => join(here, 'suite', `${suite}.test.ts`)),
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outdir;
}

/** Runs one group, and returns the result of mocha. */
async function runGroup({ name, suites, prepare }, vscode) {
  const prepared = await prepare?.(vscode);
  const home = join(scratch, name.replaceAll(' ', '-'));
  const workspace = join(home, 'workspace');
  cpSync(join(here, 'workspace'), workspace, { recursive: true });
  mkdirSync(join(workspace, '.vscode'));
  writeFileSync(join(workspace, '.vscode', 'settings.json'), JSON.stringify(createTerminalSettings()));
  const testsPath = await bundle(allSuites.filter(suites), join(here, 'out', name.replaceAll(' ', '-')));
  return runInVSCode({
    extensionPath: root,
    testsPath,
    workspace,
    vscode,
    ...prepared,
    env: { PREFLIGHT_E2E_RECORD: join(home, 'recording'), ...prepared?.env },
  });
}

/**
 * Creates settings with which terminals find the fake trainer before a real one. VS Code computes PATH from the user's
 * own shell, so the environment of the run cannot set it. The shell of these settings reads no startup files.
 */
function createTerminalSettings() {
  const bin = join(scratch, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'megatron'), fakeTrainer, { mode: 0o755 });
  const env = { PATH: `${bin}${delimiter}${process.env.PATH}` };
  const profile = { plain: { path: 'bash', args: ['--noprofile', '--norc'], env } };
  return Object.fromEntries(
    ['linux', 'osx'].flatMap((system) => [
      [`terminal.integrated.profiles.${system}`, profile],
      [`terminal.integrated.defaultProfile.${system}`, 'plain'],
    ]),
  );
}

// Arguments select groups by their names: `npm run e2e -- Slurm`.
const filter = process.argv.slice(2).join(' ');
const groups = GROUPS.filter(({ name }) => name.includes(filter));
if (groups.length === 0) {
  console.error(`no group has "${filter}" in its name; the groups are:`);
  for (const { name } of GROUPS) console.error(`  ${name}`);
  process.exit(2);
}

const sum = { passed: 0, failed: 0, skipped: 0 };

function reportNotRunnable(subject, reason, count = 1) {
  console.log(`${process.env.CI ? 'FAILED' : 'skipped'}: ${subject}: ${reason}`);
  sum[process.env.CI ? 'failed' : 'skipped'] += count;
}

const allSuites = readdirSync(join(here, 'suite'))
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => file.slice(0, -'.test.ts'.length));
rmSync(join(here, 'out'), { recursive: true, force: true });

const isBuilt = await run(process.execPath, [join(root, 'scripts', 'build.mjs')]).then(
  () => true,
  (error) => {
    console.error(error.message);
    sum.failed++;
  },
);
const vscode =
  isBuilt && (await findVSCode().catch((error) => reportNotRunnable('every test in VS Code', error.message)));
if (vscode) console.log(`VS Code ${vscode.version} (${vscode.kind})`);
for (const group of vscode ? groups : []) {
  console.log(`\nThe extension ${group.name}`);
  const started = Date.now();
  try {
    const { passes, failures, pending } = await runGroup(group, vscode);
    sum.passed += passes;
    sum.failed += failures;
    if (pending > 0) reportNotRunnable(`${pending} of the tests`, 'see the report above', pending);
  } catch (error) {
    if (error instanceof NotRunnable) reportNotRunnable(`the extension ${group.name}`, error.message);
    else {
      console.error(error);
      sum.failed++;
    }
  }
  console.log(`(${((Date.now() - started) / 1000).toFixed(1)} s)`);
}

await slurm?.login.stop();
await slurm?.cluster.stop();

if (process.env.PREFLIGHT_RESULTS) writeFileSync(process.env.PREFLIGHT_RESULTS, JSON.stringify(sum));
const skipped = sum.skipped > 0 ? `, ${sum.skipped} skipped` : '';
console.log(`\n${sum.passed} passed, ${sum.failed} failed${skipped}`);
process.exitCode = sum.failed === 0 ? 0 : 1;
