import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findDifferences } from '../../scripts/upstream/compare';
import { type Declarations, updateDeclarations } from '../../scripts/upstream/declarations';
import { insertAfter, replaceValue } from '../../scripts/upstream/flagsText';
import { createForms, updateForms } from '../../scripts/upstream/forms';
import { updateLifetimes } from '../../scripts/upstream/lifetimes';
import { closeRange, updateModels, updateNames } from '../../scripts/upstream/ranges';
import { compareRequirements, readRequirements } from '../../scripts/upstream/requirements';
import type { Declaration } from '../../server/src/core/catalog/argumentTree';
import { formOf } from '../../server/src/core/catalog/catalog';
import { readDeclaration } from '../../server/src/core/catalog/source/declared';
import type { Flag, Form } from '../../server/src/core/catalog/types';
import { COMMANDS, type Command, MEGATRON_COMMANDS } from '../../server/src/core/config/config';
import { service } from '../support/service';

// The data that `npm run release` writes for a new release, here one that is newer than every real one.
const NEXT = '99.0.0';
const { catalog } = service;
const newest = catalog.releases.at(-1) ?? '';

/** The declarations that the catalog has for the newest release, with changes of some flags. */
function declarationsWith(changes: Record<string, [annotation: string, value: string] | undefined>) {
  const declarations = new Map<Command, Map<string, Declaration>>();
  for (const command of COMMANDS) {
    const flags = new Map(
      [...catalog.view(newest, command).forms].map(([name, form]) => [name, form as unknown as Declaration]),
    );
    for (const [name, change] of Object.entries(changes)) {
      const declared = change && readDeclaration(...change);
      if (declared) flags.set(name, declared);
      else flags.delete(name);
    }
    declarations.set(command, flags);
  }
  return declarations;
}

function updated(name: string, change: [string, string] | undefined): Form[] {
  const declarations = declarationsWith({ [name]: change });
  const differences = findDifferences(catalog, NEXT, declarations);
  expect(new Set(differences.map(({ flag }) => flag))).toEqual(new Set([name]));
  return updateForms(catalog.byName.get(name) as Flag, differences, declarations, NEXT, newest);
}

describe('updateDeclarations', () => {
  const treeOf = (...places: [name: string, path: string, line: number][]) =>
    ({
      fields: new Map([['sft', new Map(places.map(([name, path, line]) => [name, { name, path, line }]))]]),
    }) as never;

  it('records a declaration only in the releases that move it', () => {
    const [first, second, third] = ['swift/a.py', 'swift/a.py', 'swift/b.py'];
    const places = [
      ['3.7.0', treeOf(['lr', first, 10], ['seed', first, 11])],
      ['3.8.0', treeOf(['lr', second, 12], ['seed', first, 11])],
      ['3.8.1', treeOf(['lr', second, 9])],
      ['4.0.0', treeOf(['lr', third, 9], ['seed', first, 11])],
    ] as const;
    expect(
      places.reduce<Declarations>((known, [release, tree]) => updateDeclarations(known, tree, release), {}),
    ).toEqual({ lr: '3.7.0 swift/a.py:10 3.8.0 +2 3.8.1 -3 4.0.0 swift/b.py:9', seed: '3.7.0 swift/a.py:11' });
  });
});

describe('updateForms', () => {
  const flag = (forms: Form[]): Flag => ({ name: 'lora_rank', forms }) as unknown as Flag;

  it('ends the form of a flag that the release changes, and begins another one', () => {
    const forms = updated('lora_rank', ['float', '16']);
    for (const command of MEGATRON_COMMANDS) {
      expect(formOf(flag(forms), newest, command)?.type).toBe('int');
      expect(formOf(flag(forms), NEXT, command)).toMatchObject({ releases: `${NEXT}+`, type: 'float', default: 16 });
    }
  });

  it('ends the forms of a removed flag', () => {
    const forms = updated('lora_rank', undefined);
    for (const command of MEGATRON_COMMANDS) {
      expect(formOf(flag(forms), newest, command)).toBeDefined();
      expect(formOf(flag(forms), NEXT, command)).toBeUndefined();
    }
  });

  it('changes nothing in earlier releases, whatever flag and command changes', () => {
    for (const { name, forms: before } of catalog.flags.filter((_, index) => index % 7 === 0)) {
      const own = { name, forms: before } as unknown as Flag;
      for (const command of COMMANDS.filter((each) => formOf(own, newest, each))) {
        const declarations = new Map([[command, new Map([[name, readDeclaration('int', '987') as Declaration]])]]);
        const difference = { flag: name, aspect: 'default', catalog: 0, upstream: 987, commands: [command] } as const;
        const forms = updateForms(own, [{ ...difference, commands: [command] }], declarations, NEXT, newest);
        for (const release of catalog.releases)
          for (const each of COMMANDS) {
            const { releases: _, commands: __, ...now } = formOf({ ...own, forms }, release, each) ?? ({} as Form);
            const { releases: ___, commands: ____, ...old } = formOf(own, release, each) ?? ({} as Form);
            expect([release, each, now]).toEqual([release, each, old]);
          }
        expect(formOf({ ...own, forms }, NEXT, command)?.default).toBe(987);
      }
    }
  });

  it('creates the forms of a new flag for the commands that have it', () => {
    const declarations = new Map<Command, Map<string, Declaration>>([
      ['sft', new Map([['new_flag', readDeclaration('Optional[float]', 'None') as Declaration]])],
      ['export', new Map()],
    ]);
    expect(createForms('new_flag', declarations, NEXT)).toEqual([
      { releases: `${NEXT}+`, commands: ['sft'], type: 'float', nullable: true, default: null },
    ]);
  });
});

describe('updateNames and updateModels', () => {
  it('open a range for new names and end that of removed ones', () => {
    const table = {
      flag: 'template',
      ranges: [
        { releases: '4.0+', names: 'a b' },
        { releases: '3.7-3.12.6', names: 'b' },
      ],
    };
    const changes = [{ kind: 'template', added: ['c', 'a'], removed: ['b'] }];
    expect(updateNames([table], changes, NEXT, newest)).toEqual([
      {
        flag: 'template',
        ranges: [
          { releases: '4.0+', names: 'a' },
          { releases: `4.0-${newest}`, names: 'b' },
          { releases: '3.7-3.12.6', names: 'b' },
          { releases: `${NEXT}+`, names: 'c' },
        ],
      },
    ]);
  });

  it('keep the models of all releases when the new one registers the same', async () => {
    const { default: models } = await import('../../schemas/models.json');
    const items = { architectures: 'types', templates: 'types', multimodal: 'types', names: 'names' } as const;
    const rows = Object.entries(items).flatMap(([table, column]) =>
      (models[table as keyof typeof items] as Record<string, string>[])
        .filter(({ releases }) => releases?.endsWith('+'))
        .flatMap(({ releases: _, [column]: held = '', ...key }) => {
          const keys = table === 'names' ? [key.type ?? '', key.template ?? ''] : Object.values(key);
          return held.split(' ').map((item) => ({ table, key: keys, item }));
        }),
    );
    const result = updateModels(models, rows, NEXT, [...catalog.releases, NEXT]);
    const flat = (data: Record<string, unknown>) =>
      Object.entries(items).flatMap(([table, column]) =>
        (data[table] as Record<string, string>[]).flatMap(({ [column]: held = '', ...row }) =>
          held.split(' ').map((item) => JSON.stringify([table, Object.entries(row).sort(), item])),
        ),
      );
    expect(flat(result).sort()).toEqual(flat(models).sort());
    const without = updateModels(models, [], NEXT, [...catalog.releases, NEXT]);
    expect(flat(without).filter((row) => /\+"/.test(row))).toEqual([]);
  });

  it.each([
    ['4.1+', `4.1-${newest}`],
    [`${newest}+`, newest],
    ['4.1-4.2', '4.1-4.2'],
  ])('end %s as %s', (range, expected) => {
    expect(closeRange(range, newest)).toBe(expected);
  });
});

describe('updateLifetimes', () => {
  const table = 'a\tpt,sft\t4.0.0\t4.5.2\tint\t1\nb\tsft\t4.0.0\t4.5.1\tint\t1\n';
  const fields = (entries: [string, string, string][]) =>
    new Map<Command, Map<string, { name: string; annotation: string; default: string; path: string }>>(
      (['pt', 'sft'] as const).map((command) => [
        command,
        new Map(entries.map(([name, annotation, value]) => [name, { name, annotation, default: value, path: '' }])),
      ]),
    );

  it('continues equal declarations, and adds a row for new ones', () => {
    expect(
      updateLifetimes(
        table,
        fields([
          ['a', 'int', '1'],
          ['c', 'str', "'x'"],
        ]),
        '4.6.0',
        '4.5.2',
      ),
    ).toBe("a\tpt,sft\t4.0.0\t4.6.0\tint\t1\nb\tsft\t4.0.0\t4.5.1\tint\t1\nc\tpt,sft\t4.6.0\t4.6.0\tstr\t'x'\n");
  });

  it('ends a row where the declaration changes, and is the same when it runs again', () => {
    const changed = fields([['a', 'float', '1']]);
    const once = updateLifetimes(table, changed, '4.6.0', '4.5.2');
    expect(once).toContain('a\tpt,sft\t4.0.0\t4.5.2\tint\t1\na\tpt,sft\t4.6.0\t4.6.0\tfloat\t1\n');
    expect(updateLifetimes(once, changed, '4.6.0', '4.5.2')).toBe(once);
  });
});

describe('replaceValue and insertAfter', () => {
  const text = '{\n  "flags": [\n    {\n      "name": "a",\n      "forms": [{"releases": "3.7+"}]\n    }\n  ]\n}\n';

  it('change one value and keep the form of the rest', () => {
    const long = {
      releases: '4.6.0+',
      commands: ['pt', 'sft', 'rlhf', 'export'],
      type: 'string',
      default: 'a long default value',
    };
    const forms = [{ releases: '3.7-4.5.2', commands: ['pt', 'sft'] }, long];
    const changed = replaceValue(text, ['flags', 0, 'forms'], forms);
    expect(JSON.parse(changed).flags[0].forms).toEqual(forms);
    expect(changed).toContain(
      '        {"releases": "3.7-4.5.2", "commands": ["pt", "sft"]},\n        {\n          "releases"',
    );
    expect(replaceValue(changed, ['flags', 0, 'forms'], [{ releases: '3.7+' }])).toBe(text);
  });

  it('change no value of the catalog when a list of forms is written again', () => {
    const catalogText = readFileSync(resolve(import.meta.dirname, '../../schemas/flags.json'), 'utf8');
    for (const [index, { forms }] of JSON.parse(catalogText).flags.entries())
      if (index % 130 === 0)
        expect(JSON.parse(replaceValue(catalogText, ['flags', index, 'forms'], forms))).toEqual(
          JSON.parse(catalogText),
        );
  });

  it('add an item after another one', () => {
    const flag = {
      name: 'b',
      description: 'x'.repeat(100),
      source: { path: 'x', line: 1 },
      forms: [{ releases: '4.6.0+' }],
    };
    const changed = insertAfter(text, ['flags'], 0, flag);
    expect(JSON.parse(changed).flags[1]).toEqual(flag);
    expect(changed).toContain('      "source": {"path": "x", "line": 1},\n');
  });
});

describe('compareRequirements', () => {
  it('lists what a release requires differently', () => {
    const before = readRequirements(
      'Requires-Python: >=3.8\nRequires-Dist: datasets (<4.8.5,>=3.0)\nRequires-Dist: gradio<6\n',
    );
    const after = readRequirements(
      'Requires-Python: >=3.9\nRequires-Dist: datasets>=3.0,<4.8.5\nRequires-Dist: mcore-bridge>=1.6.3; extra == "megatron"\n',
    );
    expect(compareRequirements(before, after)).toEqual([
      'Python: >=3.8 -> >=3.9',
      'gradio: <6 -> not required',
      'mcore-bridge (extra == "megatron"): not required -> >=1.6.3',
    ]);
  });
});
