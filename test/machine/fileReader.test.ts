import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { DISK, readAtMost } from '../../server/src/host/disk';
import { createFileReader, MAX_FILE_BYTES } from '../../server/src/host/fileReader';
import { createHost } from '../../server/src/host/machine';
import { recordDisk } from '../support/disk';
import { useFolder } from '../support/folder';

const folder = useFolder();

const read = (path: string, maxBytes?: number): string => {
  const found = createFileReader().begin(folder.at(), []).read(path, maxBytes);
  return typeof found === 'string' ? `(${found})` : found.text;
};

/** A time of change that is not recent. */
const setOldTime = (path: string, seconds = 1000): void => utimesSync(path, seconds, seconds);

describe('the file reader', () => {
  it('reads a regular file, also through symbolic links of files and folders', () => {
    const file = folder.write('a/config.yaml', 'text');
    symlinkSync(file, folder.at('link.yaml'));
    symlinkSync('a', folder.at('folder'));
    symlinkSync('folder/../link.yaml', folder.at('again.yaml'));
    for (const name of ['a/config.yaml', 'link.yaml', 'folder/config.yaml', 'again.yaml'])
      expect(read(folder.at(name))).toBe('text');
  });

  it('reads no folder, pipe, socket or device, and does not wait for one', async () => {
    execFileSync('mkfifo', [folder.at('pipe')]);
    mkdirSync(folder.at('folder'));
    symlinkSync('/dev/zero', folder.at('device'));
    symlinkSync('loop', folder.at('loop'));
    symlinkSync('pipe', folder.at('link'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(folder.at('socket'), resolve));
    const answers = ['folder', 'pipe', 'link', 'socket', 'device', '/dev/zero', 'loop'].map((name) =>
      read(name.startsWith('/') ? name : folder.at(name)),
    );
    await new Promise((resolve) => server.close(resolve));
    expect(answers).toEqual([
      '(folder)',
      '(special)',
      '(special)',
      '(special)',
      '(network)',
      '(network)',
      '(unreadable)',
    ]);
  });

  it('does not open a pipe that replaces a file after it was checked', () => {
    execFileSync('mkfifo', [folder.at('pipe')]);
    symlinkSync(folder.write('real', 'text'), folder.at('link'));
    expect(DISK.readFile(folder.at('pipe'), 10)).toBeUndefined();
    expect(() => DISK.readFile(folder.at('link'), 10)).toThrow('ELOOP');
  });

  it.skipIf(process.platform !== 'linux')('reads no file of the kernel, whatever its size seems to be', () => {
    symlinkSync('/proc/self/pagemap', folder.at('config.json'));
    symlinkSync('/', folder.at('root'));
    for (const path of ['/proc/self/pagemap', '/proc/kmsg', '/proc/self/root/etc/hostname', '/sys/kernel/mm'])
      expect(read(path)).toBe('(network)');
    expect(read(folder.at('config.json'))).toBe('(network)');
    expect(read(folder.at('root/proc/self/maps'))).toBe('(network)');
  });

  it.skipIf(process.platform !== 'linux')('reads at most one byte more than its limit when the size is wrong', () => {
    const file = openSync('/dev/zero', 'r');
    const small = openSync('/proc/self/stat', 'r');
    try {
      expect(readAtMost(file, 100_000)).toBeUndefined();
      expect(readAtMost(small, 100_000, 1)?.toString()).toMatch(/^\d+ \(/);
    } finally {
      closeSync(file);
      closeSync(small);
    }
  });

  it('reads a file of the limit, and none that is larger or sparse', () => {
    expect(read(folder.write('exact', 'x'.repeat(MAX_FILE_BYTES)))).toHaveLength(MAX_FILE_BYTES);
    expect(read(folder.write('larger', 'x'.repeat(MAX_FILE_BYTES + 1)))).toBe('(large)');
    const sparse = folder.write('sparse', '');
    truncateSync(sparse, 2 ** 40);
    expect(read(sparse)).toBe('(large)');
  });

  it('reads a file again only if its time, size or identity has changed', () => {
    const disk = recordDisk();
    const reader = createFileReader(disk);
    const file = folder.write('a', 'one');
    const readAgain = () => reader.begin(folder.at(), []).readText(file);
    setOldTime(file);
    const first = readAgain();
    expect(readAgain()).toBe(first);
    expect(disk.opened().files).toBe(1);
    writeFileSync(file, 'two');
    setOldTime(file);
    expect(readAgain()?.text).toBe('two');
    writeFileSync(file, 'longer');
    setOldTime(file, 2000);
    expect(readAgain()?.text).toBe('longer');
  });

  it('reads a file that changed in the last moment again, and returns the same object for the same text', () => {
    const reader = createFileReader();
    const file = folder.write('a', 'one');
    const first = reader.begin(folder.at(), []).readText(file);
    expect(reader.begin(folder.at(), []).readText(file)).toBe(first);
    writeFileSync(file, 'two');
    expect(reader.begin(folder.at(), []).readText(file)?.text).toBe('two');
  });

  it('reads nothing after the budget of a question is used up', () => {
    const files = Array.from({ length: 10 }, (_, index) => folder.write(`${index}`, 'x'.repeat(100)));
    const reader = createFileReader();
    const count = (limits: object): number => {
      const search = reader.begin(folder.at(), [], limits);
      return files.filter((file) => search.readText(file)).length;
    };
    expect([count({}), count({ bytes: 350 }), count({ paths: 4 })]).toEqual([10, 3, 4]);
    expect(reader.begin(folder.at(), [], { entries: 5 }).list(folder.at())).toHaveLength(5);
  });
});

describe('the host', () => {
  const { readNamedFiles, findModels } = createHost();
  const script = (): string => folder.at('run.sh');

  it('finds no config and no model in a pipe or a file of the kernel', () => {
    execFileSync('mkfifo', [folder.at('pipe.yaml')]);
    symlinkSync('/proc/self/pagemap', folder.at('map.yaml'));
    expect(readNamedFiles(script(), ['pipe.yaml', 'map.yaml', '/proc/self/pagemap', '/dev/zero'], [])).toEqual([]);
    const wanted = (name: string) => ({ name, isFile: true, variables: {} });
    expect(findModels(script(), [], ['/proc/self/pagemap', './pipe.yaml', './map.yaml'].map(wanted))).toEqual([]);
  });
});
