import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createFindRelease } from '../../server/src/host/environment';
import { createFileReader } from '../../server/src/host/fileReader';
import { service } from '../support/service';

const { releases } = service.catalog;
const findRelease = createFindRelease(createFileReader());
let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Creates a folder with files; a name that ends in a slash creates an empty folder. */
function createFolder(files: Record<string, string>): string {
  root = mkdtempSync(join(tmpdir(), 'preflight-environment-'));
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) writeFileSync(path, text);
  }
  return root;
}

const distInfoOf = (version: string, folder: string) =>
  `${folder}/lib/python3.11/site-packages/ms_swift-${version}.dist-info/`;

describe('findRelease', () => {
  it('prefers the release installed in the selected interpreter', () => {
    const folder = createFolder({
      [distInfoOf('4.2.3', 'envs/train')]: '',
      'envs/train/bin/python': '',
      [distInfoOf('3.8.1', 'work/.venv')]: '',
      'work/requirements.txt': 'ms-swift==3.9.0',
    });
    const evidence = join(folder, 'envs/train');
    const interpreter = join(folder, 'envs/train/bin/python');
    for (const chosen of [interpreter, evidence])
      expect(findRelease(join(folder, 'work'), folder, releases, { interpreter: chosen })).toEqual({
        version: '4.2.3',
        from: 'installed',
        evidence,
      });
  });

  it('finds the release installed next to the document or above it, else in the active environment', () => {
    const folder = createFolder({
      [distInfoOf('3.8.1', 'a/.venv')]: '',
      'a/scripts/run.sh': '',
      'b/.venv/Lib/site-packages/ms_swift-3.10.3.dist-info/': '',
      [distInfoOf('4.0.0.dev0', 'conda')]: '',
      'c/run.sh': '',
    });
    const active = [join(folder, 'conda')];
    const at = (name: string) => findRelease(join(folder, name), folder, releases, { active })?.version;
    expect([at('a/scripts'), at('b'), at('c')]).toEqual(['3.8.1', '3.10.3', '4.0.0.dev0']);
  });

  it('finds the pin of the nearest file with its line', () => {
    const folder = createFolder({
      'requirements.txt': 'torch\nms-swift==3.9.0',
      'project/Dockerfile': 'FROM x:py311-swift3.8.1',
      'project/requirements-dev.txt': 'ms-swift>=3.8',
      'project/scripts/run.sh': '',
      'other/run.sh': '',
    });
    const at = (name: string) => findRelease(join(folder, name), folder, releases, {});
    expect(at('project/scripts')).toEqual({ version: '3.8.1', from: 'pin', evidence: '../Dockerfile:1' });
    expect(at('other')).toEqual({ version: '3.9.0', from: 'pin', evidence: '../requirements.txt:2' });
  });

  it('finds the pin of an included requirements file, and of files in folders for pins', () => {
    const folder = createFolder({
      'a/requirements.txt': 'torch\n-r reqs/base.txt\n',
      'a/reqs/base.txt': '-c limits.txt\nms-swift\n',
      'a/reqs/limits.txt': '\nms-swift==3.9.1\n',
      'b/requirements/train.txt': 'ms-swift==4.1.0',
      'd/docker/train.Dockerfile': 'FROM x\nRUN pip install ms-swift==3.12.6',
      'd/docker/notes.txt': 'ms-swift==3.7.0',
      'e/.devcontainer/Dockerfile': 'RUN pip install ms-swift==4.2.3',
      'c/requirements.txt': '-r requirements.txt\n-r ../c/requirements.txt\n-r nowhere.txt\n',
    });
    const at = (name: string) => findRelease(join(folder, name), join(folder, name), releases, {});
    expect(at('a')).toMatchObject({ version: '3.9.1', evidence: 'reqs/limits.txt:2' });
    expect(at('b')).toMatchObject({ version: '4.1.0', evidence: 'requirements/train.txt:1' });
    expect(at('c')).toBeUndefined();
    expect(at('d')).toMatchObject({ version: '3.12.6', evidence: 'docker/train.Dockerfile:2' });
    expect(at('e')).toMatchObject({ version: '4.2.3', evidence: '.devcontainer/Dockerfile:1' });
  });

  it('does not follow a requirements file to a folder above it', () => {
    const folder = createFolder({
      'outside.txt': 'ms-swift==3.9.1\n',
      'a/requirements.txt': '-r ../outside.txt\n-r sub/../../outside.txt\n',
      'b/requirements/train.txt': '-r ../base.txt\n',
      'b/base.txt': 'ms-swift==4.1.0\n',
    });
    expect(findRelease(join(folder, 'a'), join(folder, 'a'), releases, {})).toBeUndefined();
    expect(findRelease(join(folder, 'b'), join(folder, 'b'), releases, {})).toMatchObject({ version: '4.1.0' });
  });

  it('finds the pin of a large lock file', () => {
    const filler = 'sdist = { hash = "sha256:0123456789abcdef0123456789abcdef" }\n'.repeat(10_000);
    const folder = createFolder({ 'uv.lock': `${filler}[[package]]\nname = "ms-swift"\nversion = "4.1.0"\n` });
    expect(findRelease(folder, folder, releases, {})).toMatchObject({ version: '4.1.0', evidence: 'uv.lock:10002' });
  });

  it('finds releases in dist-packages of Debian images and in environments of the Python extension', () => {
    const folder = createFolder({
      'image/lib/python3.10/dist-packages/ms_swift-3.9.1.dist-info/': '',
      [distInfoOf('4.1.0', 'project/.conda')]: '',
    });
    const at = (name: string, interpreter?: string) =>
      findRelease(join(folder, name), folder, releases, { interpreter });
    expect(at('.', join(folder, 'image/bin/python3'))).toMatchObject({ version: '3.9.1', from: 'installed' });
    expect(at('project')).toMatchObject({ version: '4.1.0', from: 'installed' });
  });

  it('takes the version of a source tree before that of its project file', () => {
    const folder = createFolder({
      'swift/version.py': "__version__ = '4.5.0.dev0'\n",
      'pyproject.toml': '[project]\nname = "ms-swift"\nversion = "3.5.0"\n',
      'run.sh': '',
    });
    expect(findRelease(folder, folder, releases, {})).toMatchObject({ version: '4.5.0.dev0' });
  });

  it.each([
    ['Pipfile.lock', '{"default": {"ms-swift": {"version": "==4.1.2"}}}'],
    ['pixi.lock', '- pypi: https://x/y\n  name: ms-swift\n  version: 4.1.2\n'],
    ['pylock.toml', '[[packages]]\nname = "ms-swift"\nversion = "4.1.2"\n'],
    ['conda-lock.yml', 'package:\n- name: ms-swift\n  version: 4.1.2\n'],
    ['train.def', 'Bootstrap: docker\nFrom: modelscope:swift4.1.2\n'],
  ])('finds the release in %s', (name, text) => {
    const folder = createFolder({ [name]: text, 'run.sh': '' });
    expect(findRelease(folder, folder, releases, {})).toMatchObject({ version: '4.1.2' });
  });

  it('finds the release of the source tree that contains the document', () => {
    const folder = createFolder({ 'swift/version.py': "__version__ = '4.5.0.dev0'\n", 'examples/megatron/run.sh': '' });
    expect(findRelease(join(folder, 'examples/megatron'), folder, releases, {})).toMatchObject({
      version: '4.5.0.dev0',
    });
  });

  it('finds no release when variables of a Dockerfile double with every line', () => {
    const lines = Array.from({ length: 60 }, (_, index) => `ENV A${index + 1}=$A${index}$A${index}`);
    const folder = createFolder({ Dockerfile: ['FROM x:swift3.8.1', 'ARG A0=swift', ...lines].join('\n') });
    expect(findRelease(folder, folder, releases, {})).toMatchObject({ version: '3.8.1', evidence: 'Dockerfile:1' });
  });

  it('finds the pin below a comment of a file with Windows line endings', () => {
    const folder = createFolder({ Dockerfile: '# swift # a\r\nARG V=3.9.1 # b\r\nRUN pip install ms-swift==$V\r\n' });
    expect(findRelease(folder, folder, releases, {})).toMatchObject({ version: '3.9.1', evidence: 'Dockerfile:3' });
  });

  it('does not search above the outermost folder or the repository', () => {
    const folder = createFolder({ 'requirements.txt': 'ms-swift==3.9.0', 'repo/.git/': '', 'repo/a/run.sh': '' });
    expect(findRelease(join(folder, 'repo/a'), join(folder, 'repo'), releases, {})).toBeUndefined();
    expect(findRelease(join(folder, 'repo/a'), undefined, releases, {})).toBeUndefined();
  });
});
