// Installs the packages of the lock file unless that is done already. Uses only Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runQuietly, runStep } from './step.mjs';

export const root = resolve(import.meta.dirname, '..');

/**
 * Returns the program and the first arguments of the npm that started this script, to be started without a shell.
 * @returns {[program: string, first: string[]]}
 */
export function findNpm() {
  const npmCli = process.env.npm_execpath;
  return npmCli ? [process.execPath, [npmCli]] : ['npm', []];
}

/** Runs npm and waits for it. */
export function npm(args, options = {}) {
  const [program, first] = findNpm();
  return spawnSync(program, [...first, ...args], { cwd: root, stdio: 'inherit', ...options });
}

/** Installs the packages. If that fails, prints the messages of npm and exits. */
export async function setUp() {
  const stamp = join(root, 'node_modules', '.preflight-installed');
  const wanted = `${readFileSync(join(root, 'package-lock.json'), 'utf8').length} ${process.platform}-${process.arch}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const [program, first] = findNpm();
  const args = [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'];
  try {
    await runStep('Installing packages from npm (once, 750 MB)', () => runQuietly(program, args, { cwd: root }));
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}
