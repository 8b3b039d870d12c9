import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followProjectTexts } from '../../client/src/projectTexts';
import { editor } from '../support/vscode';

type Context = Parameters<typeof followProjectTexts>[0];
type TextDocument = Parameters<ReturnType<typeof followProjectTexts>['readFor']>[0];

const ROOT = 'vscode-vfs://github';
const uriOf = (scheme: string, path: string): object => ({
  scheme,
  path,
  with: (changed: { path: string }) => uriOf(scheme, changed.path),
  toString: () => `${ROOT}${path}`,
});
const documentAt = (path: string, scheme = 'vscode-vfs', languageId = 'shellscript'): TextDocument =>
  ({ languageId, uri: uriOf(scheme, path) }) as unknown as TextDocument;

let changes = 0;
const follow = () => followProjectTexts({ subscriptions: [] } as unknown as Context, () => changes++);

beforeEach(() => {
  changes = 0;
  editor.texts = {};
  editor.folders = [{ uri: uriOf('vscode-vfs', '/w') as { toString: () => string; path: string } }];
});

afterEach(() => {
  editor.folders = [];
  editor.texts = {};
});

describe('the settings of projects in a browser', () => {
  it('are read for a document, and again when they change or disappear', async () => {
    editor.texts = { '/w/a/preflight.toml': 'gpus = 8\n', '/w/preflight.toml': 'gpus = 16\n' };
    const texts = follow();
    texts.readFor(documentAt('/w/a/b/run.sh'));
    await expect.poll(texts.all).toEqual({ [`${ROOT}/w/a/preflight.toml`]: 'gpus = 8\n' });
    expect(changes).toBe(1);
    editor.texts = { '/w/a/preflight.toml': 'gpus = 4\n' };
    await editor.changeFile(uriOf('vscode-vfs', '/w/a/preflight.toml'));
    expect(texts.all()).toEqual({ [`${ROOT}/w/a/preflight.toml`]: 'gpus = 4\n' });
    editor.texts = {};
    await editor.changeFile(uriOf('vscode-vfs', '/w/a/preflight.toml'));
    expect(texts.all()).toEqual({});
    expect(changes).toBe(3);
  });

  it('are read for the folders of the workspace, which a new config belongs to', async () => {
    editor.texts = { '/w/preflight.toml': 'release = "4.2.3"\n' };
    const texts = follow();
    await texts.readFolders();
    expect(texts.all()).toEqual({ [`${ROOT}/w/preflight.toml`]: 'release = "4.2.3"\n' });
  });

  it('are not read where the server reads them, for other documents, or if they are huge', async () => {
    editor.texts = { '/w/preflight.toml': 'gpus = 8\n', '/w/a/preflight.toml': '#'.repeat(400_000) };
    const texts = follow();
    texts.readFor(documentAt('/w/run.sh', 'file'));
    texts.readFor(documentAt('/w/run.txt', 'vscode-vfs', 'plaintext'));
    texts.readFor(documentAt('/w/a/run.sh'));
    await editor.changeFile(uriOf('file', '/w/preflight.toml'));
    await editor.changeFile(uriOf('vscode-vfs', '/w/a/preflight.toml'));
    expect(texts.all()).toEqual({});
    expect(changes).toBe(0);
  });
});
