import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import { readSettingsFile } from '../../support/project';
import { atCursor, service } from '../../support/service';

const completeAt = (marked: string) => {
  const { text, offset } = atCursor(marked);
  return service.project.complete(text, offset);
};
const labelsAt = (marked: string): string[] => completeAt(marked).map(({ label }) => label);

/** The text after accepting an item. */
function acceptAt(marked: string, wanted: string): string {
  const item = completeAt(marked).find(({ label }) => label === wanted);
  return item ? applyEdits(atCursor(marked).text, [item.edit]) : `(${wanted} is not offered)`;
}

const TOP = ['release', 'gpus', 'gpu-memory', 'models', 'files', 'exclude', '[severity]', '[[overrides]]'];

describe('completion in preflight.toml', () => {
  it.each([
    ['$0', TOP],
    ['# comment\n\n$0\n', TOP],
    ['re$0', TOP],
    ['gpus = 16\n$0', TOP.filter((key) => key !== 'gpus')],
    ['$0\ngpus = 16', TOP.filter((key) => key !== 'gpus')],
    ['[$0', ['[severity]', '[[overrides]]']],
    ['[severity]\n"cli.*" = "off"\n\n[$0', ['[severity]', '[[overrides]]']],
    [
      '[severity]\n[[overrides]]\n$0',
      ['files', 'release', 'gpus', 'gpu-memory', 'models', 'severity', '[[overrides]]'],
    ],
    [
      '[[overrides]]\ngpus = 3\n$0\nmodels = []',
      ['files', 'release', 'gpu-memory', 'severity', '[severity]', '[[overrides]]'],
    ],
    ['gpus = $0', ['8', '16', '32', '64', '128']],
    ['[severity]\n"cli.bool" = $0', ['error', 'warning', 'hint', 'off']],
    ['severity = { "cli.bool" = "$0" }', ['error', 'warning', 'hint', 'off']],
    ['[overrides.severity]\n"cli.bool" = "w$0', ['error', 'warning', 'hint', 'off']],
    ['exclude = [$0', []],
    ['exclude = ["a", $0', []],
    ['# $0', []],
    ['gpus = 16 # $0', []],
    ['release = "4.6.0" $0', []],
    ['[unknown]\n$0', ['[severity]', '[[overrides]]']],
  ])('offers after %j', (marked, expected) => {
    expect(labelsAt(marked)).toEqual(expected);
  });

  it('offers all releases, the newest first', () => {
    for (const marked of ['release = $0', 'release = "$0"', '[[overrides]]\nrelease = "4$0'])
      expect(labelsAt(marked)).toEqual(service.catalog.releases.toReversed());
  });

  it('offers all groups and rules with their titles, also between braces, without those that are set', () => {
    for (const marked of [
      '[severity]\n$0',
      '[severity]\n"cli.$0',
      'severity = { $0',
      '[[overrides]]\nseverity = { "mem.*" = "off", "$0',
    ]) {
      const items = completeAt(marked);
      const labels = items.map(({ label }) => label);
      expect(labels).toEqual(expect.arrayContaining(['cli.*', 'cli.bool', ...service.rules.map(({ id }) => id)]));
      expect(labels.includes('mem.*')).toBe(!marked.includes('mem.*'));
      expect(items.find(({ label }) => label === 'cli.bool')?.detail).toBe(service.docs.rule('cli.bool')?.title);
    }
  });

  it.each([
    ['$0', 'release', 'release = '],
    ['rel$0 = "4.6.0"', 'release', 'release = "4.6.0"'],
    ['release = $0', '4.6.0', 'release = "4.6.0"'],
    ['release = "4$0"', '4.6.0', 'release = "4.6.0"'],
    ["release = '4$0'", '4.6.0', "release = '4.6.0'"],
    ['release = 4$0 # newest', '4.6.0', 'release = "4.6.0" # newest'],
    ['[sev$0', '[severity]', '[severity]'],
    ['[sev$0]', '[severity]', '[severity]'],
    ['$0', '[[overrides]]', '[[overrides]]'],
    ['[severity]\ncli.bo$0', 'cli.bool', '[severity]\n"cli.bool" = '],
    ['[severity]\n"cli.bo$0"', 'cli.bool', '[severity]\n"cli.bool" = '],
    ['[severity]\n"cli.bo$0" = "off"', 'cli.bool', '[severity]\n"cli.bool" = "off"'],
    ['[[overrides]]\nsev$0', 'severity', '[[overrides]]\nseverity = { }'],
    ['severity = { "cli.bo$0 }', 'cli.bool', 'severity = { "cli.bool" =  }'],
    ['severity = { "cli.bool" = w$0 }', 'warning', 'severity = { "cli.bool" = "warning" }'],
    ['gpu-memory = $0', '80', 'gpu-memory = 80'],
  ])('makes of %j with %s %j', (marked, label, expected) => {
    expect(acceptAt(marked, label)).toBe(expected);
  });

  it('is found by what is typed, with and without a quote', () => {
    for (const [marked, filter] of [
      ['release = "4$0', '"4.6.0'],
      ['release = 4$0', '4.6.0'],
    ] as const)
      expect(completeAt(marked).find(({ label }) => label === '4.6.0')?.filter).toBe(filter);
  });

  it('offers only values that are right', () => {
    for (const marked of ['release = $0', 'gpus = $0', 'gpu-memory = $0', '[severity]\n"cli.bool" = $0']) {
      const { text } = atCursor(marked);
      const items = completeAt(marked);
      expect(items.length).toBeGreaterThan(3);
      for (const { edit } of items) expect(readSettingsFile(applyEdits(text, [edit])).findings).toEqual([]);
    }
  });
});

describe('hover in preflight.toml', () => {
  const hoverAt = (marked: string): string | undefined => {
    const { text, offset } = atCursor(marked);
    const hover = service.project.hover(text, offset);
    return (
      hover && `${text.slice(hover.span.start, hover.span.end)}: ${hover.markdown.split('\n\n').slice(0, 2).join(' ')}`
    );
  };

  it.each([
    [
      'gp$0us = 16',
      'gpus: **gpus** The total number of GPUs of runs that do not say it themselves. The GPUs of all nodes together.',
    ],
    ['[sever$0ity]', /^severity: \*\*severity\*\* Severities of findings/],
    ['[[overrides]]\ngpus = 1\n[[over$0rides]] # more\ngpus = 2', /^\[\[overrides\]\] # more: \*\*overrides/],
    ['[[over$0rides]]', /^overrides: \*\*overrides\*\* Other settings for some files/],
    [
      '[[overrides]]\ngpus = 8\nfi$0les = ["a"]',
      /^files: \*\*files\*\* The files that the settings of this table are for/,
    ],
    ['files = ["a"]\nfil$0es2 = 1', undefined],
    ['[severity]\n"cli.b$0ool" = "off"', `"cli.bool": **cli.bool** ${service.docs.rule('cli.bool')?.title}`],
    ['severity = { "cli.$0*" = "off" }', /^"cli.\*": \*\*cli.\*\*\* All \d+ rules of the group$/],
    ['[[overrides]]\nfiles = []\n[overrides.severity]\n"cli.b$0ool" = "off"', /^"cli.bool": \*\*cli.bool\*\*/],
    ['rele$0ase = "', /^release: \*\*release\*\*/],
    ['gpus = 1$06', undefined],
    ['# gp$0us', undefined],
  ])('explains in %j', (marked, expected) => {
    if (expected instanceof RegExp) expect(hoverAt(marked)).toMatch(expected);
    else expect(hoverAt(marked)).toBe(expected);
  });
});
