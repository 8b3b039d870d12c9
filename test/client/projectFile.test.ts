import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isListedConfig } from '../../client/src/configFiles';
import { findProjectFile, isProjectFile } from '../../client/src/projectFile';
import { readSettings } from '../../client/src/settings';
import { editor } from '../support/vscode';

beforeEach(() => {
  editor.settings = {};
  editor.files = [];
  editor.folders = [{ uri: { toString: () => 'file:///w', path: '/w' } }];
});

afterEach(() => {
  editor.folders = [];
});

/** A document of the editor, as far as these functions read it. */
const documentAt = (path: string, languageId = 'yaml') =>
  ({ languageId, uri: { path, with: (changed: { path: string }) => changed } }) as unknown as Parameters<
    typeof findProjectFile
  >[0];

describe('findProjectFile', () => {
  it.each([
    ['/w/a/b/run.yaml', ['/w/a/b/preflight.toml', '/w/preflight.toml'], '/w/a/b/preflight.toml'],
    ['/w/a/b/run.yaml', ['/w/preflight.toml'], '/w/preflight.toml'],
    ['/w/a/b/run.yaml', ['/preflight.toml', '/w/a/c/preflight.toml', '/w/a/b/preflight.toml/x'], undefined],
    ['/other/run.yaml', ['/other/preflight.toml'], undefined],
  ])('looks for settings between %s and its workspace folder', async (path, files, expected) => {
    editor.files = files;
    expect((await findProjectFile(documentAt(path)))?.path).toBe(expected);
  });
});

describe('isProjectFile', () => {
  it('knows the file by its name, whatever its language is', () => {
    expect(isProjectFile(documentAt('/w/preflight.toml', 'plaintext'))).toBe(true);
    expect(isProjectFile(documentAt('/w/my-preflight.toml', 'toml'))).toBe(false);
  });
});

describe('isListedConfig', () => {
  it.each([
    ['/w/configs/a/run.yaml', ['configs/**/*.{yaml,json}'], true],
    ['/w/configs/run.json', ['configs'], true],
    ['/w/run.yaml', ['*.yaml'], true],
    ['/w/a/run.yaml', ['*.yaml'], false],
    ['/w/a/run.yaml', ['../a/*.yaml', '', 3, '!x'], false],
    ['/elsewhere/a/run.yaml', ['a/*.yaml'], true],
  ])('compares %s with the patterns %j as preflight.toml does', (path, files, expected) => {
    editor.settings = { files };
    expect(isListedConfig(documentAt(path))).toBe(expected);
    expect(isListedConfig(documentAt(path, 'shellscript'))).toBe(false);
  });
});

describe('the settings that the server gets', () => {
  it('are only those that are set, so that preflight.toml may set the others', () => {
    expect(JSON.parse(JSON.stringify(readSettings()))).not.toHaveProperty('swiftVersion');
    expect(readSettings().folders['file:///w']).toEqual({ hasFiles: false, interpreter: '' });
  });

  it('are there if they are set to nothing, which takes precedence too', () => {
    editor.settings = { 'ms-swift.release': '', worldSize: 0, gpuMemory: 0, files: [] };
    const nothing = { swiftVersion: '', worldSize: 0, gpuMemory: 0 };
    expect(readSettings()).toMatchObject(nothing);
    expect(readSettings().folders['file:///w']).toEqual({ ...nothing, hasFiles: true, interpreter: '' });
  });

  it('have the release of the former name where the present one is empty', () => {
    editor.settings = { 'ms-swift.release': '', swiftVersion: '3.8.1' };
    expect(readSettings().swiftVersion).toBe('3.8.1');
  });
});
