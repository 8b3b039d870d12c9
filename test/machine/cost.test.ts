import { describe, expect, it } from 'vitest';
import { createFindRelease } from '../../server/src/host/environment';
import { createFileReader } from '../../server/src/host/fileReader';
import { createNeighborReader } from '../../server/src/host/files';
import { createFindModels } from '../../server/src/host/models';
import { recordDisk } from '../support/disk';
import { useFolder } from '../support/folder';
import { service } from '../support/service';

// Hostile folders must cost about the same as harmless ones.

const { releases } = service.catalog;
const folder = useFolder();

describe('the search for a release', () => {
  it('opens 20 requirements files that include each other once each', () => {
    const names = Array.from({ length: 20 }, (_, index) => `requirements-${index}.txt`);
    const includes = names
      .map((name) => `-r ${name}\n-c ./${name}\n-r ../${folder.at().split('/').at(-1)}/${name}\n`)
      .join('');
    for (const name of names) folder.write(name, `${'torch\n'.repeat(1000)}${includes}`);
    const disk = recordDisk();
    expect(createFindRelease(createFileReader(disk))(folder.at(), folder.at(), releases, {})).toBeUndefined();
    expect(disk.opened().files).toBe(20);
    expect(disk.touched.length).toBeLessThan(400);
  });

  it('opens no file again when it has not changed', () => {
    folder.write('requirements.txt', 'ms-swift==3.9.0');
    const disk = recordDisk();
    const findRelease = createFindRelease(createFileReader(disk));
    const later = Date.now;
    // A file that changed in the last moment is read again.
    Date.now = () => later() + 1000;
    try {
      for (let times = 0; times < 50; times++)
        expect(findRelease(folder.at(), folder.at(), releases, {})).toMatchObject({ version: '3.9.0' });
    } finally {
      Date.now = later;
    }
    expect(disk.opened().files).toBe(1);
  });

  it('reads a limited number of bytes around a document', () => {
    for (let index = 0; index < 60; index++)
      for (const parent of ['', 'requirements/', 'a/', 'a/requirements/'])
        folder.write(`${parent}requirements-${index}.txt`, 'torch\n'.repeat(49_000));
    const disk = recordDisk();
    createFindRelease(createFileReader(disk))(folder.at('a'), folder.at(), releases, {});
    expect(disk.opened().bytes).toBeLessThan(8_000_000);
  });
});

describe('the search for the scripts around a config file', () => {
  it('reads about two large ones of 120, and returns the small ones', () => {
    for (let index = 0; index < 60; index++)
      for (const parent of ['', 'a/']) folder.write(`${parent}${index}.sh`, 'echo a.yaml\n'.repeat(24_000));
    folder.write('a/train.sh', 'megatron sft a.yaml');
    const disk = recordDisk();
    const found = createNeighborReader(createFileReader(disk)).readMentioningScripts(
      folder.at('a/a.yaml'),
      'a.yaml',
      ['.sh'],
      [],
    );
    expect(disk.opened().bytes).toBeLessThan(700_000);
    expect(disk.touched.length).toBeLessThan(400);
    expect(found.map(({ text }) => text.length).reduce((sum, length) => sum + length, 0)).toBeLessThan(700_000);
  });

  it('returns the same objects for several config files, so that each script is parsed once', () => {
    folder.write('run.sh', 'megatron sft a.yaml; megatron sft b.yaml');
    const { readMentioningScripts } = createNeighborReader(createFileReader());
    const find = (name: string) => readMentioningScripts(folder.at(name), name, ['.sh'], []);
    expect(find('a.yaml')[0]).toBe(find('b.yaml')[0]);
  });
});

describe('the search for the files that a script names', () => {
  const script = (): string => folder.at('run.sh');
  const read = (names: readonly string[]) => {
    const disk = recordDisk();
    const found = createNeighborReader(createFileReader(disk)).readNamedFiles(script(), names, []);
    return { found, ...disk.opened(), touched: disk.touched.length };
  };

  it('reads one config file that 1,000 commands name once', () => {
    folder.write('c.yaml', 'lr: 1e-5\n'.repeat(20_000));
    expect(read(Array.from({ length: 1000 }, () => 'c.yaml'))).toMatchObject({ files: 1, found: [{ name: 'c.yaml' }] });
  });

  it('returns a limited text when 1,000 commands spell its name differently', () => {
    folder.write('c.yaml', 'lr: 1e-5\n'.repeat(20_000));
    const names = Array.from({ length: 1000 }, (_, index) => `${'./'.repeat(index)}c.yaml`);
    const { files, found } = read(names);
    expect(files).toBe(1);
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(5);
  });

  it('looks up a limited number of missing files', () => {
    expect(read(Array.from({ length: 5000 }, (_, index) => `${index}.yaml`)).touched).toBeLessThan(2000);
  });
});

describe('a script with 1,000 commands that name one config file', () => {
  it('joins a large file only with the first ones, since the script is not checked beyond a limit', () => {
    const syntax = service.findSyntax(undefined, 'run.sh');
    if (!syntax) throw new Error('no syntax');
    const text = Array.from({ length: 20_000 }, (_, index) => `flag_${index}: 1`).join('\n');
    const read = (count: number) =>
      service.read('megatron sft c.yaml --model m\n'.repeat(count), syntax, { neighbors: [{ name: 'c.yaml', text }] });
    expect(read(3).joins.size).toBe(3);
    expect(read(1000).joins.size).toBeLessThan(10);
    expect(service.listWantedModels(read(1000))).toEqual([]);
  });

  it('wants each file and each model once', () => {
    const syntax = service.findSyntax(undefined, 'run.sh');
    if (!syntax) throw new Error('no syntax');
    const document = service.read('megatron sft c.yaml --model m\n'.repeat(1000), syntax, {});
    expect(service.listNamedFiles(document)).toEqual(['c.yaml']);
    expect(service.listWantedModels(document).map(({ name }) => name)).toEqual(['m']);
  });
});

describe('the search for models', () => {
  it('reads and parses one config.json that 1,000 commands name once', () => {
    folder.write('m/config.json', JSON.stringify({ text: 'x'.repeat(200_000) }));
    const disk = recordDisk();
    const wanted = Array.from({ length: 1000 }, (_, index) => ({
      name: `${'./'.repeat(index % 200)}m`,
      isFile: false,
      variables: {},
    }));
    const found = createFindModels({}, folder.at(), createFileReader(disk))(folder.at('run.sh'), [], wanted);
    expect(disk.opened().files).toBe(1);
    expect(new Set(found.map(({ config }) => config)).size).toBe(1);
  });

  it('looks up a limited number of paths for 5,000 models', () => {
    const disk = recordDisk();
    const wanted = Array.from({ length: 5000 }, (_, index) => ({ name: `a/${index}`, isFile: false, variables: {} }));
    createFindModels({}, folder.at(), createFileReader(disk))(folder.at('run.sh'), [], wanted);
    expect(disk.touched.length).toBeLessThan(3000);
  });
});
