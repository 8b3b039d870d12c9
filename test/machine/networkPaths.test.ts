import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFindRelease } from '../../server/src/host/environment';
import { createFileReader } from '../../server/src/host/fileReader';
import { createNeighborReader } from '../../server/src/host/files';
import { createFindModels } from '../../server/src/host/models';
import { shareOf } from '../../server/src/host/networkPaths';
import { createFakeDisk, type RecordingDisk, recordDisk } from '../support/disk';
import { service } from '../support/service';

const { releases } = service.catalog;

/** Names of files on another machine, or of devices, as a config may write them. */
const WINDOWS_NAMES = [
  '//host/x.yaml',
  '//host/share/x.yaml',
  '/\\host\\x.yaml',
  '\\/host/share/x.yaml',
  '\\\\host\\share\\x.yaml',
  '\\\\host@SSL@443\\share\\x.yaml',
  '\\\\?\\UNC\\host\\share\\x.yaml',
  '//?/unc/host/share/x.yaml',
  '\\\\.\\UNC\\host\\share\\x.yaml',
  '\\??\\UNC\\host\\share\\x.yaml',
  '\\\\?\\C:\\work\\x.yaml',
  '\\\\.\\pipe\\x.yaml',
  '//./PhysicalDrive0',
  'file://host/share/x.yaml',
  'C:\\work\\link\\x.yaml',
  'link/x.yaml',
  'deep/../link/x.yaml',
  'CON',
  'nul.yaml',
  'folder/COM1.yaml',
  'x.yaml:stream',
  'D:\\junction\\x.yaml',
];
const POSIX_NAMES = [
  '//host/x.yaml',
  '//host/share/x.yaml',
  '/net/host/x.yaml',
  '/net//host/x.yaml',
  '/net/./host/x.yaml',
  '/NET/host/x.yaml',
  '/home/../net/host/x.yaml',
  '../../../../net/host/x.yaml',
  'link/x.yaml',
  'deep/../link/x.yaml',
  'up/host/x.yaml',
  'outside/../net/host/x.yaml',
  '/Network/Servers/host/x.yaml',
  '/System/Volumes/Data/net/host/x.yaml',
  '/afs/host/x.yaml',
  '/proc/self/root/net/host/x.yaml',
  '/dev/fd/0',
  '/sys/power/state',
];

const SYSTEMS = {
  windows: {
    path: win32,
    folder: 'C:\\work\\run',
    names: WINDOWS_NAMES,
    /** Paths that leave the machine, or reach a device. */
    forbidden: /^[\\/]{2}|^\\\?\?|[\\/](?:con|nul|com1)(?:\.|$)|:.*:/i,
    disk: {
      'C:\\work\\run\\run.sh': 'megatron sft x.yaml',
      'C:\\work\\run\\x.yaml': 'lr: 1e-5',
      'C:\\work\\run\\link': '-> \\\\host\\share',
      'C:\\work\\link': '-> //host/share',
      'C:\\work\\run\\deep\\a': 'text',
      'D:\\junction': '-> \\\\?\\UNC\\host\\share',
    },
  },
  posix: {
    path: posix,
    folder: '/srv/run',
    names: POSIX_NAMES,
    forbidden: /^\/(?:\/|net\/+.|network\/servers\/.|afs\/.|system\/volumes\/data\/net\/.|proc|sys|dev)/i,
    disk: {
      '/srv/run/run.sh': 'megatron sft x.yaml',
      '/srv/run/x.yaml': 'lr: 1e-5',
      '/srv/run/link': '-> /net/host',
      '/srv/run/deep/a': 'text',
      '/srv/run/up': '-> ../../net',
      '/srv/run/outside': '-> /home/user',
      '/home/user/a': 'text',
      '/net/host/x.yaml': 'lr: 1e-4',
    },
  },
} as const;

/** Asks every search of the host about a name, and returns the recorded disk. */
function searchFor(system: keyof typeof SYSTEMS, name: string, workspace: readonly string[]): RecordingDisk {
  const { path, folder, disk: files } = SYSTEMS[system];
  const pins = { [path.join(folder, 'requirements.txt')]: `-r ${name}\n` };
  const disk = recordDisk(createFakeDisk({ ...files, ...pins }, path.sep));
  const reader = createFileReader(disk, path);
  const script = path.join(folder, 'run.sh');
  createNeighborReader(reader).readNamedFiles(script, [name, 'x.yaml'], workspace);
  for (const interpreter of [name, path.join(name, 'bin', 'python')])
    createFindRelease(reader)(folder, undefined, releases, { interpreter, workspace, active: [name] });
  const caches = ['HF_HOME', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'XDG_CACHE_HOME', 'MODELSCOPE_CACHE'];
  const wanted = [
    { name, isFile: true, variables: {} },
    { name, isFile: false, variables: {} },
    ...caches.map((cache) => ({ name: 'a/b', isFile: false, variables: { [cache]: name } })),
  ];
  createFindModels({}, path.join(folder, 'home'), reader)(script, workspace, wanted);
  return disk;
}

describe.each(['windows', 'posix'] as const)('the host with the path rules of %s', (system) => {
  const { path, folder, names, forbidden } = SYSTEMS[system];

  it.each(names)('touches nothing on another machine and no device for %s', (name) => {
    const { touched } = searchFor(system, name, [path.dirname(folder)]);
    expect(touched.filter((each) => forbidden.test(each))).toEqual([]);
    // The local file of the same question was read.
    expect(touched).toContain(path.join(folder, 'x.yaml'));
  });

  it('touches nothing for a document on another machine that is not part of the workspace', () => {
    const remote = system === 'windows' ? '\\\\host\\share\\run.sh' : '/net/host/run.sh';
    const disk = recordDisk(createFakeDisk(SYSTEMS[system].disk, path.sep));
    const reader = createFileReader(disk, path);
    createNeighborReader(reader).readNamedFiles(remote, ['x.yaml', '/etc/x.yaml'], [folder]);
    createNeighborReader(reader).readMentioningScripts(remote, 'x.yaml', ['.sh'], [folder]);
    createFindRelease(reader)(path.dirname(remote), undefined, releases, { workspace: [folder] });
    createFindModels({}, folder, reader)(remote, [folder], [{ name: 'a/b', isFile: false, variables: {} }]);
    expect(disk.touched.filter((each) => forbidden.test(each))).toEqual([]);
  });
});

describe('the host with a workspace on a share', () => {
  it('reads files of the share of the workspace on Windows, and of no other share', () => {
    const files = {
      '\\\\nas\\work\\run\\x.yaml': 'lr: 1e-5',
      '\\\\nas\\work\\y.yaml': 'lr: 1e-5',
      '\\\\nas\\secret\\z.yaml': '',
      '\\\\host\\work\\z.yaml': '',
    };
    const disk = recordDisk(createFakeDisk(files, '\\'));
    const { readNamedFiles } = createNeighborReader(createFileReader(disk, win32));
    const names = ['x.yaml', '//NAS/work/y.yaml', '\\\\nas\\secret\\z.yaml', '\\\\host\\work\\z.yaml'];
    const found = readNamedFiles('\\\\nas\\work\\run\\run.sh', names, ['\\\\nas\\work']);
    expect(found[0]?.path).toBe('\\\\nas\\work\\run\\x.yaml');
    expect(disk.touched.filter((each) => !each.toLowerCase().startsWith('\\\\nas\\work\\'))).toEqual([]);
    expect(disk.touched.some((each) => each.endsWith('y.yaml'))).toBe(true);
  });

  it('reads files of the automounted host of the workspace, also where a link leads to it', () => {
    const files = {
      '/net/nas/run/x.yaml': 'lr: 1e-5',
      '/net/other/x.yaml': 'lr: 1e-5',
      '/home/user': '-> /net/nas',
    };
    for (const workspace of ['/net/nas', '/home/user/run']) {
      const disk = recordDisk(createFakeDisk(files, '/'));
      const { readNamedFiles } = createNeighborReader(createFileReader(disk, posix));
      const names = ['x.yaml', '/net/other/x.yaml'];
      expect(readNamedFiles(`${workspace}/run.sh`, names, [workspace]).map(({ name }) => name)).toEqual(
        workspace === '/net/nas' ? [] : ['x.yaml'],
      );
      expect(readNamedFiles('/net/nas/run/run.sh', names, [workspace]).map(({ name }) => name)).toEqual(['x.yaml']);
      expect(disk.touched.filter((each) => each.startsWith('/net/other'))).toEqual([]);
    }
  });
});

describe('shareOf', () => {
  it.each(['\\\\host\\share\\a', '//HOST/share', '\\\\?\\UNC\\host\\share\\a\\b', '//./unc/Host/Share/'])(
    'names the same share for %s',
    (path) => expect(shareOf(path, win32)).toBe('\\\\host\\share'),
  );

  it('knows local paths', () => {
    for (const path of ['C:\\a', 'a\\b', 'a//b', '\\a']) expect(shareOf(path, win32)).toBeUndefined();
    for (const path of ['/a', 'a//b', '/netto/a', '/network', '/net', '///a'])
      expect(shareOf(path, posix)).toBeUndefined();
  });
});
