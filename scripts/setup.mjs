// Installs the packages of the lock file unless that is done already. Uses only Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** Runs the npm that started this script, without a shell. */
export function npm(args, options = {}) {
  const npmCli = process.env.npm_execpath;
  const [program, first] = npmCli ? [process.execPath, [npmCli]] : ['npm', []];
  return spawnSync(program, [...first, ...args], { cwd: root, stdio: 'inherit', ...options });
}

/** Installs the packages. If that fails, exits with npm's exit code, since npm has printed the reason. */
export function setUp() {
  const stamp = join(root, 'node_modules', '.preflight-installed');
  const wanted = `${readFileSync(join(root, 'package-lock.json'), 'utf8').length} ${process.platform}-${process.arch}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  console.log('Installing the packages of package-lock.json ...');
  const { status, error } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(stamp, wanted);
}
