import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { FoundRelease } from '../../server/src/core/catalog/release';
import { createFindRelease } from '../../server/src/host/environment';
import { createFileReader } from '../../server/src/host/fileReader';
import { recordDisk } from '../support/disk';
import { writePackage, writeSwiftExport } from '../support/pythonPackage';
import { readShell, service } from '../support/service';

const { releases } = service.catalog;
const NEWEST = releases.at(-1) ?? '';
const SITE = '.venv/lib/python3.11/site-packages';
let root = '';
afterEach(() => rmSync(root, { recursive: true, force: true }));

function createFolder(files: Record<string, string>): string {
  root = mkdtempSync(join(tmpdir(), 'preflight-tree-'));
  for (const [name, text] of Object.entries(files)) writeAt(name, text);
  return root;
}

function writeAt(name: string, text: string): void {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  // Files that changed just now are read again.
  utimesSync(path, 1e9, 1e9);
}

const below = (folder: string, files: Record<string, string>) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`${folder}/${name}`, text]));

const findIn = (folder: string) => createFindRelease(createFileReader())(folder, folder, releases, {});

const COMMAND = 'NPROC_PER_NODE=8 megatron sft --model m --dataset d --train_iters 1 --output_dir out';

function lintWith(found: FoundRelease | undefined, flags: string) {
  const document = readShell(`${COMMAND} ${flags}\n`, { found });
  return service.lintDocument(document).map(({ rule, severity }) => `${severity} ${rule}`);
}

const CHANGED = {
  version: '99.1.0',
  flags: {
    my_flag: 'int = 3',
    my_choice: "Literal['a', 'b'] = 'a'",
    packing_length: undefined,
    lr_decay_style: "Literal['cosine', 'zigzag'] = 'cosine'",
    micro_batch_size: 'Optional[int] = None',
  },
};

const installed = () => ({
  ...below(SITE, writePackage(NEWEST, CHANGED)),
  [`${SITE}/ms_swift-99.1.0.dist-info/METADATA`]: '',
});

describe('an installed package of an unknown version', () => {
  it.each([
    ['accepts the flags that it adds', '--my_flag 2 --my_choice b', []],
    ['checks the types of the flags that it adds', '--my_flag two', ['error cli.int']],
    ['checks the choices of the flags that it adds', '--my_choice c', ['error cli.enum']],
    ['rejects the flags that it removed', '--packing_length 4096', ['error release.removed']],
    ['accepts the choices that it adds', '--lr_decay_style zigzag', []],
    ['rejects the choices that it removed', '--lr_decay_style linear', ['error cli.enum']],
    ['rejects flags that it never had', '--frobnicate 1', ['error cli.unknown-flag']],
    [
      'is checked by rules that read none of the changed flags',
      '--recompute_granularity full',
      ['error rec.full-method'],
    ],
    ['is not checked by rules that read a changed flag', '--micro_batch_size 3 --global_batch_size 16', []],
  ])('%s', (_, flags, expected) => {
    const found = findIn(createFolder(installed()));
    expect(found).toMatchObject({ version: '99.1.0', from: 'installed' });
    const withoutFlags = lintWith(found, '');
    const errors = lintWith(found, flags).filter((each) => each.startsWith('error') && !withoutFlags.includes(each));
    expect(errors).toEqual(expected);
  });

  it('is checked by the rules of the release that it resembles most', () => {
    const found = findIn(createFolder(installed()));
    expect(lintWith(found, '--micro_batch_size 3 --global_batch_size 16')).not.toContain('error par.batch-divisible');
    const same = findIn(
      createFolder({
        ...below(SITE, writePackage(NEWEST, { version: '99.1.0' })),
        [`${SITE}/ms_swift-99.1.0.dist-info/METADATA`]: '',
      }),
    );
    expect(lintWith(same, '--micro_batch_size 3 --global_batch_size 16')).toContain('error par.batch-divisible');
  });

  it('completes and explains the flags that it adds', () => {
    const found = findIn(createFolder(installed()));
    const text = `${COMMAND} --my_fl`;
    const labels = service.complete(readShell(text, { found }), text.length).map(({ label }) => label);
    expect(labels).toContain('--my_flag');
    const hover = service.provideHover(readShell(`${COMMAND} --my_flag 2`, { found }), COMMAND.length + 5);
    expect(hover?.markdown).toContain('Default: `3`');
  });
});

describe('a checkout around a file', () => {
  it('decides by its own argument classes when its version is a development version', () => {
    const folder = createFolder({
      ...writePackage('3.12.6', { version: '4.0.0.dev0', flags: { tuner_type: "Literal['lora', 'full'] = 'full'" } }),
      'runs/run.sh': '',
    });
    const found = findIn(folder);
    expect(found).toMatchObject({ version: '4.0.0.dev0', evidence: 'swift/version.py' });
    const run = 'megatron sft --model m --load_safetensors true --dataset d --max_epochs 1 --save out';
    const rules = (flags: string) =>
      service.lintDocument(readShell(`${run} ${flags}\n`, { found })).filter(({ severity }) => severity === 'error');
    expect(rules('--tuner_type lora')).toEqual([]);
    expect(rules('--output_dir out').map(({ message }) => message)).toEqual([
      'output_dir is called save in ms-swift 4.0.0.dev0.',
    ]);
  });

  it('is not judged by rules that one of the releases around its version does not have', () => {
    const errorsIn = (version: string, command: string) => {
      const found = findIn(createFolder({ ...writePackage('4.0.2', { version }), 'runs/run.sh': '' }));
      const findings = service.lintDocument(readShell(`NPROC_PER_NODE=8 megatron ${command}\n`, { found }));
      return findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
    };
    // 4.1 distills a model from itself.
    const gkd = 'rlhf --rlhf_type gkd --model m --dataset d --train_iters 1 --output_dir out --vllm_mode colocate';
    expect(errorsIn('4.0.2', gkd)).toEqual(['rlhf.gkd-teacher']);
    expect(errorsIn('4.1.0.dev0', gkd)).toEqual([]);
    const batch =
      'sft --model m --dataset d --train_iters 1 --output_dir out --micro_batch_size 2 --global_batch_size 3';
    expect(errorsIn('4.1.0.dev0', batch)).toEqual(['par.batch-divisible']);
  });

  it('decides about its own pages, which name images of other releases', () => {
    const found = findIn(createFolder({ ...writePackage('4.0.2', { version: '4.1.0.dev0' }), 'runs/run.sh': '' }));
    const page = '`modelscope:py311-swift3.11.3`\n```shell\nmegatron sft --output_dir out\n```\n';
    const markdown = service.findSyntax(undefined, 'README.md');
    const document = markdown && service.read(page, markdown, { found });
    const rules = document ? service.lintDocument(document).map(({ rule }) => rule) : [];
    expect(rules).not.toContain('release.renamed');
  });

  it('is read when a fork kept the version of a release', () => {
    const found = findIn(createFolder(writePackage(NEWEST, { version: NEWEST, flags: { my_flag: 'bool = False' } })));
    expect(lintWith(found, '--my_flag true')).toEqual(lintWith(found, ''));
  });

  it('accepts what either neighbor accepts when its classes cannot be read', () => {
    const found = findIn(createFolder({ 'swift/version.py': "__version__ = '4.0.0.dev0'\n" }));
    expect(found).not.toHaveProperty('tree');
    const script =
      'megatron sft --model m --load_safetensors true --train_type lora --dataset d --max_epochs 1 --save out --save_steps 5\n';
    expect(service.lintDocument(readShell(script, { found })).map(({ rule }) => rule)).toEqual(['release.unknown']);
  });

  it('is not judged by classes of which some are missing', () => {
    const { 'swift/megatron/arguments/base.py': _, ...files } = writePackage(NEWEST, { version: '99.1.0' });
    expect(findIn(createFolder(files))).not.toHaveProperty('tree');
  });

  describe('with a swift export of its own', () => {
    const lintExport = (found: FoundRelease | undefined) =>
      service
        .lintDocument(readShell('swift export --model m --to_mcore true --my_flag x --output_dir out\n', { found }))
        .map(({ rule }) => rule);

    it('decides by the flags of that command too', () => {
      const files = {
        ...writePackage(NEWEST, { version: '99.1.0' }),
        ...writeSwiftExport(NEWEST, { my_flag: 'int = 3' }),
      };
      expect(lintExport(findIn(createFolder(files)))).toEqual(['cli.int']);
    });

    it('still decides the megatron commands when the class of that command is missing', () => {
      const { 'swift/arguments/export_args.py': _, ...files } = {
        ...writePackage(NEWEST, { version: '99.1.0', flags: { my_flag: 'int = 3' } }),
        ...writeSwiftExport(NEWEST, {}),
      };
      const found = findIn(createFolder(files));
      expect(lintWith(found, '--my_flag x')).toContain('error cli.int');
      expect(lintExport(found)).toEqual(['cli.unknown-flag']);
    });
  });

  it('is found through an editable installation', () => {
    const files = writePackage(NEWEST, { version: '99.1.0', flags: { my_flag: 'int = 1' } });
    const folder = createFolder(below('fork', files));
    writeAt(
      `work/${SITE}/ms_swift-99.1.0.dist-info/direct_url.json`,
      JSON.stringify({ url: pathToFileURL(join(folder, 'fork')).href, dir_info: { editable: true } }),
    );
    expect(lintWith(findIn(join(folder, 'work')), '--my_flag x')).toContain('error cli.int');
  });
});

describe('reading argument classes again', () => {
  it('opens no file that has not changed, and reads a changed one', () => {
    const folder = createFolder(installed());
    const disk = recordDisk();
    const find = createFindRelease(createFileReader(disk));
    const first = find(folder, folder, releases, {});
    const opened = disk.opened().files;
    expect(find(folder, folder, releases, {})?.tree).toBe(first?.tree);
    expect(disk.opened().files).toBe(opened);
    writeAt(`${SITE}/swift/megatron/arguments/sft_args.py`, 'x = 1\n');
    expect(find(folder, folder, releases, {})?.tree).not.toBe(first?.tree);
  });
});
