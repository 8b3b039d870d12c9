import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { COUNTED_COMMANDS, countUses } from '../../../server/src/core/catalog/usage';
import { service } from '../../support/service';

const loadJson = (name: string) =>
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../../schemas', name), 'utf8'));

describe.each(['usage', 'path-flags', 'sections', 'hub-ids'])('the data of %s', (name) => {
  const data = loadJson(`${name}.json`);

  it('matches its schema', () => {
    const ajv = new Ajv({ allErrors: true });
    expect(ajv.validate(loadJson(`${name}.schema.json`), data), ajv.errorsText()).toBe(true);
  });

  it.skipIf(!data.uses && !data.paths)('names only flags of the catalog, in order', () => {
    const names = Object.keys(data.uses ?? data.paths);
    expect(names.filter((flag) => !service.catalog.byName.has(flag))).toEqual([]);
    expect(names).toEqual(names.toSorted());
  });
});

describe('the number of scripts that use a flag', () => {
  const { catalog } = service;

  it('is counted by command, and never exceeds the number of scripts', () => {
    const total = Number.parseInt(loadJson('usage.json').source, 10);
    expect(total).toBe(493);
    expect(loadJson('usage.json').commands).toEqual(COUNTED_COMMANDS);
    for (const counts of Object.values<string>(loadJson('usage.json').uses))
      expect(counts.split(' ').reduce((sum, count) => sum + Number(count), 0)).toBeLessThanOrEqual(total);
    expect(countUses(catalog, 'lr', 'sft')).toBe(347);
    expect(countUses(catalog, 'lr', 'export')).toBe(0);
  });

  it('includes those of releases that call the flag by another name', () => {
    const counts = (name: string) => Number(loadJson('usage.json').uses[name].split(' ')[1]);
    expect(countUses(catalog, 'tuner_type', 'sft')).toBe(counts('tuner_type') + counts('train_type'));
    expect(countUses(catalog, 'train_type', 'sft')).toBe(counts('tuner_type') + counts('train_type'));
  });
});

describe('the groups of flags', () => {
  it('cover every section of the catalog', () => {
    const { sections } = loadJson('sections.json');
    const names = service.catalog.flags.map(({ name }) => service.docs.flag(name, service.catalog.reference).section);
    expect([...new Set(names)].toSorted()).toEqual(Object.keys(sections).toSorted());
    expect(service.docs.flag('lora_rank', '3.8.1')).toMatchObject({ group: 'LoRA', icon: sections.LoRA.icon });
  });
});
