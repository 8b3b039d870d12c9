import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WriteError } from '../../server/src/host/writeError';
import { createPrivateFolder, replaceFileText, writePrivateFile } from '../../server/src/host/writeFiles';
import { hostileText } from '../support/hostileText';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'preflight-write-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Any name of a file. */
const fileName = hostileText.map((text) => `${text.replaceAll(/[/\0]/g, '').slice(0, 60).toWellFormed()}x`);

describe('writePrivateFile', () => {
  it('writes exactly the text to a file of any name, over a file, a symlink or nothing', () => {
    const victim = join(root, 'victim');
    const before = fc.constantFrom('nothing', 'file', 'symlink', 'dangling symlink');
    fc.assert(
      fc.property(
        fileName,
        hostileText,
        before,
        fc.constantFrom(0o600 as const, 0o700 as const),
        (name, text, kind, mode) => {
          const folder = mkdtempSync(join(root, 'f-'));
          const path = join(folder, name);
          writeFileSync(victim, 'untouched');
          if (kind === 'file') writeFileSync(path, 'old', { mode: 0o666 });
          if (kind === 'symlink') symlinkSync(victim, path);
          if (kind === 'dangling symlink') symlinkSync(join(root, 'created'), path);
          writePrivateFile(path, text, mode);
          expect(readFileSync(path, 'utf8')).toBe(text.toWellFormed());
          expect(lstatSync(path).isFile()).toBe(true);
          expect(lstatSync(path).mode & 0o777).toBe(mode);
          expect(readdirSync(folder)).toEqual([name]);
          expect(readFileSync(victim, 'utf8')).toBe('untouched');
          expect(readdirSync(root)).not.toContain('created');
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('writePrivateFile over what is no file', () => {
  it('refuses a pipe, and a link to a device or a pipe', () => {
    const pipe = join(root, 'pipe');
    spawnSync('mkfifo', [pipe]);
    symlinkSync(pipe, join(root, 'link'));
    symlinkSync('/dev/null', join(root, 'null'));
    for (const name of ['pipe', 'link', 'null']) {
      expect(() => writePrivateFile(join(root, name), 'x')).toThrow(/is a device, pipe or socket/);
      expect(lstatSync(join(root, name)).isFile()).toBe(false);
    }
  });

  it.runIf(process.platform === 'linux')('refuses every name among devices, and leaves nothing there', () => {
    symlinkSync('/dev', join(root, 'dev'));
    for (const path of ['/dev/full', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1', join(root, 'dev/preflight-x')])
      expect(() => writePrivateFile(path, 'x')).toThrow(WriteError);
    expect(statSync('/dev/full').isFile()).toBe(false);
    expect(readdirSync('/dev').filter((name) => name.includes('preflight'))).toEqual([]);
  });
});

describe('createPrivateFolder', () => {
  it('takes the access of others from a folder of the program only', () => {
    chmodSync(root, 0o755);
    createPrivateFolder(root);
    expect(statSync(root).mode & 0o777).toBe(0o755);
    createPrivateFolder(root, 'program');
    expect(statSync(root).mode & 0o777).toBe(0o700);
  });
});

describe('replaceFileText', () => {
  it('keeps a file that has changed since it was read, or that is not UTF-8', () => {
    const path = join(root, 'a.sh');
    for (const bytes of [Buffer.from('new text'), Buffer.from('caf\xe9', 'latin1')]) {
      writeFileSync(path, bytes);
      const before = bytes.toString('utf8').replace('new', 'old');
      expect(() => replaceFileText(path, root, before, 'fixed')).toThrow(WriteError);
      expect(readFileSync(path)).toEqual(bytes);
      expect(readdirSync(root)).toEqual(['a.sh']);
    }
  });
});
