// Installs what the project needs, where that has not been done for this lock file. Uses nothing but Node itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '..');

/** Runs npm as it was called, so that no shell and no other npm comes in between. */
export function npm(args, options = {}) {
  const npmCli = process.env.npm_execpath;
  const [program, first] = npmCli ? [process.execPath, [npmCli]] : ['npm', []];
  return spawnSync(program, [...first, ...args], { cwd: root, stdio: 'inherit', ...options });
}

/** Ends with npm's own exit code where the installation fails: npm has said why by then. */
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
