import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundles } from '../../scripts/bundles.mjs';
import { findPackageFolder, listContainedPackages, NOTICES_FILE, readNotice } from '../../scripts/notices.mjs';

const root = resolve(import.meta.dirname, '../..');

/** The folders of npm packages in the bundles, found independently of the notices. */
let folders: Set<string>;
/** The names of packages in comments of published files that are in a bundle: those that a bundler put into them. */
let contained: Set<string>;

beforeAll(async () => {
  const results = await Promise.all(bundles.map((bundle) => build({ ...bundle, write: false })));
  const inputs = results.flatMap(({ metafile }) =>
    Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.entries(output.inputs)),
  );
  folders = new Set(
    inputs.flatMap(([path, { bytesInOutput }]) => {
      const parts = path.split('/');
      const at = parts.lastIndexOf('node_modules') + 1;
      if (at === 0 || bytesInOutput === 0) return [];
      return parts.slice(0, at + (parts[at]?.startsWith('@') ? 2 : 1)).join('/');
    }),
  );
  const paths = [...new Set(inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path))];
  contained = new Set(
    paths
      .filter((path) => path.startsWith('node_modules/'))
      .flatMap((path) => readFileSync(join(root, path), 'utf8').split('\n'))
      .filter((line) => line.startsWith('//') && line.includes('node_modules/'))
      .flatMap((line) => /.*node_modules\/((?:@[^/\s]+\/)?[^/\s]+)/.exec(line)?.[1] ?? []),
  );
}, 120_000);

describe('THIRD_PARTY_NOTICES', () => {
  it('contains the name, the version and the license of every npm package in a bundle', () => {
    const notices = readFileSync(NOTICES_FILE, 'utf8');
    expect(folders.size).toBeGreaterThan(10);
    expect([...contained]).toContain('content-type');
    for (const folder of [...folders, ...[...contained].map((name) => `node_modules/${name}`)]) {
      const path = join(root, folder);
      const { name, version } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
      const license = readdirSync(path).find((file) => /^licen[cs]e/i.test(file)) ?? '';
      const text = readFileSync(join(path, license), 'utf8').replaceAll('\r\n', '\n').trim();
      const [, section = ''] = notices.split(`\n${name} ${version}\n${'='.repeat(80)}\n`);
      expect(section.slice(0, text.length + 10), `${name} ${version}`).toContain(text);
    }
  });

  it('is part of the VSIX, together with the security documents', { timeout: 60_000 }, async () => {
    const files = await listFiles({ cwd: root, packageManager: PackageManager.None });
    expect(files).toEqual(
      expect.arrayContaining(['THIRD_PARTY_NOTICES', 'SECURITY.md', 'docs/security.md', 'LICENSE']),
    );
  });

  it('cannot be created when a package contains code of another one in a version whose license is not there', () => {
    const text = [
      '//#region ../../node_modules/.pnpm/content-type@1.0.5/node_modules/content-type/index.js',
      '// node_modules/@scope/name/lib/a.js',
      '// read node_modules/other/index.js first',
      'import "./node_modules/import/index.js";',
    ].join('\r\n');
    expect(listContainedPackages(text)).toEqual([
      { name: 'content-type', version: '1.0.5' },
      { name: '@scope/name', version: undefined },
    ]);
    expect(findPackageFolder({ name: 'content-type', version: '1.0.5' })).toBe('node_modules/content-type');
    expect(() => findPackageFolder({ name: 'content-type', version: '9.9.9' })).toThrow(
      'contains code of content-type@9.9.9, which is 1.0.5 installed',
    );
    expect(() => findPackageFolder({ name: '@scope/name', version: undefined })).toThrow('which is not installed');
  });

  it('cannot be created when a package has no license file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'preflight-notices-'));
    try {
      mkdirSync(join(folder, 'lib'));
      writeFileSync(join(folder, 'package.json'), '{ "name": "unlicensed", "version": "1.2.3" }');
      expect(() => readNotice(folder)).toThrow('unlicensed 1.2.3 is in a bundle and has no license file');
      writeFileSync(join(folder, 'LICENSE.md'), ' \n');
      expect(() => readNotice(folder)).toThrow('has no license file');
      writeFileSync(join(folder, 'LICENSE.md'), 'Terms\r\n');
      expect(readNotice(folder)).toEqual({ name: 'unlicensed', version: '1.2.3', text: 'Terms' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
