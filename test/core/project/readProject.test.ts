import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRequest } from '../../../server/src/core/catalog/request';
import { PROJECT_KEYS } from '../../../server/src/core/project/keys';
import { resolveSettings } from '../../../server/src/core/project/resolveSettings';
import { toPrintableLine } from '../../../server/src/core/text/printable';
import { applyFirstFix, listSettingsFindings, readSettingsFile } from '../../support/project';
import { service } from '../../support/service';

const PROJECT = `# Settings of the project
release = "4.6.0"
gpus = 16
gpu-memory = 80
models = ["model-configs"]
files = ["configs/**/*.yaml"]
exclude = ["third_party"]

[severity]
"cli.unknown-flag" = "warning"
"mem.*" = "off"

[[overrides]]
files = ["experiments/**"]
release = "3.8.1"
gpus = 8

[overrides.severity]
"cli.unknown-flag" = "off"

[[overrides]]
files = ["experiments/large/*.sh"]
gpus = 64
severity = { "mem.*" = "hint" }
`;

const settingsOf = (path: string, text = PROJECT) => resolveSettings(readSettingsFile(text).settings, path);

describe('the settings of a project', () => {
  it('apply to the files below its folder', () => {
    expect(listSettingsFindings(PROJECT)).toEqual([]);
    expect(settingsOf('train.sh')).toEqual({
      release: '4.6.0',
      gpus: 16,
      gpuMemory: 80,
      models: ['model-configs'],
      severities: [{ 'cli.unknown-flag': 'warning', 'mem.*': 'off' }],
      isConfigFile: false,
      isExcluded: false,
    });
    expect(settingsOf('configs/a/b.yaml')).toMatchObject({ isConfigFile: true, isExcluded: false });
    expect(settingsOf('third_party/x/run.sh')).toMatchObject({ isConfigFile: false, isExcluded: true });
  });

  it('are those of the last matching overrides, and of the others where these set nothing', () => {
    expect(settingsOf('experiments/run.sh')).toMatchObject({ release: '3.8.1', gpus: 8, gpuMemory: 80 });
    expect(settingsOf('experiments/large/run.sh')).toMatchObject({
      release: '3.8.1',
      gpus: 64,
      severities: [
        { 'mem.*': 'hint' },
        { 'cli.unknown-flag': 'off' },
        { 'cli.unknown-flag': 'warning', 'mem.*': 'off' },
      ],
    });
  });

  it('accept the example of each key', () => {
    for (const { example } of PROJECT_KEYS) expect(listSettingsFindings(`${example}\n`)).toEqual([]);
  });

  it.each(service.catalog.releases.concat('main', 'v4.6.0', '4.6', '>=4.1,<4.4', '4.0.0.dev0'))(
    'accept the release %s',
    (release) => {
      expect(parseRequest(release, service.catalog.releases)).toBeDefined();
      expect(listSettingsFindings(`release = '${release}'`)).toEqual([]);
    },
  );
});

describe('the examples in the documents', () => {
  it.each(['README.md', 'docs/settings.md'])('are right in %s', (path) => {
    const text = readFileSync(resolve(import.meta.dirname, '../../..', path), 'utf8');
    const examples = [...text.matchAll(/```toml\n(.*?)```/gs)].map(([, example = '']) => example);
    const ours = examples.filter((example) => !example.includes('[rule.schema]'));
    expect(ours.length).toBeGreaterThan(0);
    for (const example of ours) expect(listSettingsFindings(example)).toEqual([]);
  });
});

describe('a wrong setting', () => {
  it.each([
    ['release = 4.6', 'release = "4.6"'],
    ['release = 4.6.0', 'release = "4.6.0"'],
    ['release = "4..6.0"', 'release = "4.6.0"'],
    ['gpus = "16"', 'gpus = 16'],
    ['gpu-memory = "80 GiB"', 'gpu-memory = 80'],
    ['gpu_memory = 80', 'gpu-memory = 80'],
    ['world_size = 8', 'gpus = 8'],
    ['swiftVersion = "4.6.0"', 'release = "4.6.0"'],
    ['exclude = "old"', 'exclude = ["old"]'],
    ['excludes = ["old"]', 'exclude = ["old"]'],
    ['[rules]\n"cli.bool" = "off"', '[severity]\n"cli.bool" = "off"'],
    ['[severity]\n"cli.bol" = "off"', '[severity]\n"cli.bool" = "off"'],
    ['[severity]\n"unknown-flag" = "off"', '[severity]\n"cli.unknown-flag" = "off"'],
    ['[severity]\n"unkown_flag" = "off"', '[severity]\n"cli.unknown-flag" = "off"'],
    ['[severity]\n"CLI.extra-kwargs-unknwn" = "off"', '[severity]\n"cli.extra-kwargs-unknown" = "off"'],
    ['[severity]\ncli.bool = "off"', '[severity]\n"cli.bool" = "off"'],
    ['[severity]\ncli.* = "off"', '[severity]\n"cli.*" = "off"'],
    ['[severity]\ncli = "off"', '[severity]\n"cli.*" = "off"'],
    ['[severity]\n"cli.bool" = off', '[severity]\n"cli.bool" = "off"'],
    ['[severity]\n"cli.bool" = "warn"', '[severity]\n"cli.bool" = "warning"'],
    ['[severity]\n"cli.bool" = false', '[severity]\n"cli.bool" = "off"'],
    ['[severity]\n"cli.local-rank" = "off"', '[severity]\n"env.local-rank" = "off"'],
    ['[sever', '[severity]'],
    ['[[overrides]\nfiles = ["a"]', '[[overrides]]\nfiles = ["a"]'],
    ['[overrides]\nfiles = ["a"]', '[[overrides]]\nfiles = ["a"]'],
  ])('%j is reported, and its first fix makes it %j', (text, fixed) => {
    expect(listSettingsFindings(text)).not.toEqual([]);
    expect(applyFirstFix(text)).toBe(fixed);
    expect(listSettingsFindings(fixed)).toEqual([]);
  });

  it.each([
    [
      'gpus = 1.5',
      'settings.value: 1.5: gpus is `1.5`. Write the number of GPUs on all nodes, such as 16, without quotes.',
    ],
    ['gpus = 0', 'settings.value: 0: gpus is `0`. Write the number of GPUs on all nodes, such as 16, without quotes.'],
    [
      'gpu-memory = nan',
      'settings.value: nan: gpu-memory is `nan`. Write the GiB of one GPU as a number, such as 80, without quotes and unit.',
    ],
    [
      'files = ["../a"]',
      'settings.value: "../a": An item of files is `"../a"`. It leads out of the folder of this file. Write a path below that folder, or move this file up.',
    ],
    [
      'gpus = 1\ngpus = 2',
      'settings.repeated: gpus: `gpus` is set twice, and the first value holds. Remove one of them.',
    ],
    [
      '[[overrides]]\ngpus = 1',
      'settings.value: [[overrides]]: This table of overrides has no files, so that it has no effect. Add a line such as files = ["experiments/**"].',
    ],
    ['gpus =', 'settings.syntax: gpus =: `gpus` has no value. Write one after the equals sign.'],
  ])('%j is explained with the way out', (text, expected) => {
    expect(listSettingsFindings(text)).toEqual([expected]);
  });

  it.each([
    'launch = {}',
    '[launch]\ntargets = []',
    '[[launch.targets]]\nkind = "slurm"',
    '[executables]\nssh = "/tmp/ssh"',
    'launch-targets = []',
    'ssh_host = "h"',
    'python = "./python"',
    '[[overrides]]\nfiles = ["a"]\ntarget = "x"',
  ])('%j would choose where or what a launch runs, so that it is an error that says why', (text) => {
    const [finding, ...more] = readSettingsFile(text).findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ rule: 'settings.launch', severity: 'error' });
    expect(finding?.message).toContain('a copy from a stranger would choose the hosts and programs');
  });

  it('costs no other one', () => {
    const text = 'gpus = "many"\nrelease = "4.6.0"\n[severity]\n"cli.bol" = "off"\n"cli.bool" = "hint"\n';
    expect(settingsOf('a.sh', text)).toMatchObject({ release: '4.6.0', severities: [{ 'cli.bool': 'hint' }] });
  });

  it('is none for a byte order mark and Windows line endings', () => {
    const text = '\ufeffrelease = "4.6.0"\r\n[severity]\r\n"cli.bool" = "hint"\r\n';
    expect(listSettingsFindings(text)).toEqual([]);
    expect(settingsOf('a.sh', text)).toMatchObject({ release: '4.6.0', severities: [{ 'cli.bool': 'hint' }] });
    expect(readSettingsFile('\ufeffgpus = "8"\n').findings).toMatchObject([{ span: { start: 8, end: 11 } }]);
  });

  it.each(['utf16le', 'latin1'] as const)('is one for a file that is not in UTF-8: %s', (encoding) => {
    const bytes = Buffer.from(encoding === 'latin1' ? '\xff\xfer\0e\0' : 'release = "4.6.0"\ngpus = 8\n', encoding);
    expect(listSettingsFindings(bytes.toString('utf8'))).toEqual([
      'settings.syntax: : The file is not a text in UTF-8, and nothing in it is used. Save it in UTF-8.',
    ]);
  });

  it('shows no secret in its message', () => {
    const secret = `hf_${'aB3dE5fG7hJ9kL1m'.repeat(2)}`;
    expect(listSettingsFindings(`release = "${secret}"`).map((each) => each.split(': ').at(-1))).not.toContain(secret);
    expect(readSettingsFile(`release = "${secret}"`).findings[0]?.message).not.toContain(secret);
  });
});

describe('a hostile file', () => {
  it.each([
    [
      'keys of the prototype',
      '__proto__ = 1\nconstructor = 2\n[severity]\n"__proto__" = "off"\n"constructor" = "off"\n',
    ],
    ['brackets without end', `exclude = ${'['.repeat(100_000)}`],
    ['braces without end', `severity = ${'{a='.repeat(50_000)}`],
    ['dotted keys without end', `${'a.'.repeat(50_000)}a = 1`],
    ['quotes without end', '"""\n'.repeat(50_000)],
    ['apostrophes without end', "x = '''\n".repeat(30_000)],
    ['many tables', '[[overrides]]\n'.repeat(10_000)],
    ['many patterns', `exclude = [${'"**/*a*b*c*d",'.repeat(10_000)}]`],
    ['many keys', Array.from({ length: 10_000 }, (_, index) => `k${index} = 1`).join('\n')],
    ['more than any project needs', `#${'x'.repeat(400_000)}`],
    ['control characters', 'release = "\u0007\u001b[31m\u202e"\n\u0000'],
  ])('with %s is read', (_, text) => {
    const { settings, findings } = readSettingsFile(text);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.length).toBeLessThanOrEqual(200);
    expect(findings.map(({ message }) => message)).toEqual(findings.map(({ message }) => toPrintableLine(message)));
    expect(resolveSettings(settings, 'a/b.sh').severities.flatMap((each) => Object.keys(each))).toEqual([]);
    expect(({} as Record<string, unknown>).off).toBeUndefined();
  });
});
