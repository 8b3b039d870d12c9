import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findPackage } from '../host/downloadedPackage.mjs';

const folder = mkdtempSync(join(tmpdir(), 'preflight-programs-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a program of another package', () => {
  const linter = { from: 'npm', name: 'linter', version: '2.0.0', file: 'bin/lint' };
  const folderOf = (name: string) => join(folder, 'programs', name);

  it('is left out with a reason when it cannot be installed, and nothing is left of it', () => {
    const fail = (temporary: string) => {
      writeFileSync(join(temporary, 'half'), '');
      throw new Error('no network\nmore');
    };
    expect(findPackage(linter, { npm: fail, PyPI: fail }, folderOf)).toEqual({
      lacks: 'linter 2.0.0 cannot be installed: no network',
    });
    expect(readdirSync(join(folder, 'programs'))).toEqual([]);
  });

  it('is installed once, in its exact version', () => {
    const installed: string[] = [];
    const install = (temporary: string, { name, version, file }: { name: string; version: string; file: string }) => {
      installed.push(`${name}@${version}`);
      mkdirSync(join(temporary, file, '..'), { recursive: true });
      writeFileSync(join(temporary, file), '');
    };
    const find = () => findPackage(linter, { npm: install, PyPI: install }, folderOf);
    expect([find(), find()].map(({ program }) => program && existsSync(program))).toEqual([true, true]);
    expect(installed).toEqual(['linter@2.0.0']);
  });
});
