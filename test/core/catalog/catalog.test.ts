import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseLiteral } from '../../../scripts/upstream/literal';
import { formOf } from '../../../server/src/core/catalog/catalog';
import { modelNameOf } from '../../../server/src/core/catalog/models';
import { isInRange } from '../../../server/src/core/catalog/release';
import type { Value } from '../../../server/src/core/catalog/types';
import { readModelFacts } from '../../../server/src/core/facts/modelConfig';
import { DERIVED_DEFAULTS } from '../../../server/src/core/facts/values';
import { type Condition, flagNamesOfCondition } from '../../../server/src/core/lint/condition';
import { service } from '../../support/service';

const root = resolve(import.meta.dirname, '../../..');
const load = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'));
const groups = readdirSync(resolve(root, 'schemas/constraints')).map((name) => `schemas/constraints/${name}`);
const { catalog, rules } = service;

describe('the data files', () => {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
  ajv.addSchema(load('schemas/flags.schema.json'), 'flags.schema.json');
  ajv.addSchema(load('schemas/constraints.schema.json'), 'constraints.schema.json');
  ajv.addSchema(load('schemas/names.schema.json'), 'names.schema.json');

  it.each(['schemas/flags.json', ...groups])('%s fits its schema', (path) => {
    const validate = ajv.getSchema(path === 'schemas/flags.json' ? 'flags.schema.json' : 'constraints.schema.json');
    const fits = validate?.(load(path));
    expect(validate?.errors?.slice(0, 5) ?? []).toEqual([]);
    expect(fits).toBe(true);
  });

  it('hold models of types and templates that each release knows', () => {
    ajv.addSchema(load('schemas/models.schema.json'), 'models.schema.json');
    expect(ajv.validate('models.schema.json', load('schemas/models.json')), ajv.errorsText()).toBe(true);
    for (const release of catalog.releases) {
      const known = catalog.modelsOf(release);
      const { names } = catalog.view(release, 'sft');
      const types = [...known.byName.values(), ...[...known.templates.keys()].map((type) => ({ type }))];
      expect(types.filter(({ type }) => !names.get('model_type')?.has(type))).toEqual([]);
      expect([...known.byArchitecture.values()].flat().filter((type) => !names.get('model_type')?.has(type))).toEqual(
        [],
      );
      expect([...known.allTemplates.values()].flat().filter((each) => !names.get('template')?.has(each))).toEqual([]);
    }
  });

  it('hold names of flags that exist, in every release that has them', () => {
    expect(ajv.validate('names.schema.json', load('schemas/names.json')), ajv.errorsText()).toBe(true);
    const others = catalog.names.filter(({ flag }) => !catalog.byName.has(flag)).map(({ flag }) => flag);
    // Lists that no flag takes its words from; rules look things up in them.
    expect(others.sort()).toEqual([
      'hybrid_model',
      'hybrid_model_type',
      'hybrid_template',
      'megatron_model_type',
      'padded_template',
      'padding_free_template',
    ]);
    for (const { flag } of catalog.names.filter((each) => catalog.byName.has(each.flag))) {
      const free = catalog.byName.get(flag)?.forms.filter(({ type }) => type === 'string') ?? [];
      const commands = free[0]?.commands ?? ['sft'];
      const releases = catalog.releases.filter((each) => free.some((form) => isInRange(each, form.releases)));
      const without = releases.filter((each) => !catalog.view(each, commands[0] ?? 'sft').names.has(flag));
      expect(
        without.filter((each) => catalog.view(each, 'sft').forms.has(flag)),
        flag,
      ).toEqual([]);
    }
  });

  it('name every flag once, and speak only of flags that exist', () => {
    expect(new Set(catalog.flags.map(({ name }) => name)).size).toBe(catalog.flags.length);
    const named = [
      ...catalog.flags.flatMap(({ name }) => catalog.docs.flag(name).see ?? []),
      ...catalog.foreign.flatMap(({ flags }) => flags ?? []),
      ...catalog.flags.flatMap(({ renamed }) => renamed?.to ?? []),
      ...groups.flatMap((path) =>
        load(path).constraints.flatMap((each: { at: string[]; when?: Condition; must: Condition }) => [
          ...each.at,
          ...(each.when ? flagNamesOfCondition(each.when) : []),
          ...flagNamesOfCondition(each.must),
        ]),
      ),
    ];
    // Conditions may also ask for a launcher variable, or for what is known of the model.
    const ofModel = readModelFacts({ torch_dtype: 'bfloat16', max_position_embeddings: 1 }, '3.8.1');
    const isKnown = (name: string) =>
      catalog.byName.has(name) ||
      ofModel.has(name) ||
      name in DERIVED_DEFAULTS ||
      catalog.megatronByName.has(name) ||
      name === name.toUpperCase();
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
    expect(catalog.foreign.filter(({ name }) => catalog.byName.has(name))).toEqual([]);
  });

  it('give every rule an id of its own', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    const replaced = rules.flatMap(({ supersedes: instead }) => instead ?? []);
    expect(replaced.filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
  });
});

describe('ms-swift 3.8.1', () => {
  const rows = readFileSync(resolve(root, 'test/data/flags-3.8.1.tsv'), 'utf8').trim().split('\n');
  const facts = rows.map((row) => row.split('\t') as [name: string, commands: string, declared: string]);

  it('has its 276 flags, no more and no fewer', () => {
    const here = catalog.view('3.8.1', 'rlhf').flags.map(({ name }) => name);
    expect(here.sort()).toEqual(facts.map(([name]) => name).sort());
    expect(facts.length).toBe(276);
  });

  it.each(facts)('%s exists in %s and has the declared default %s', (name, commands, declared) => {
    const flag = catalog.byName.get(name);
    const exists = (['pt', 'sft', 'rlhf', 'export'] as const).filter(
      (command) => flag && formOf(flag, '3.8.1', command),
    );
    expect(exists.join(',')).toBe(commands);
    const form = flag && formOf(flag, '3.8.1', 'rlhf');
    // These two are declared anew for rlhf.
    const anew: Record<string, Value> = { loss_scale: 'last_round', calculate_per_token_loss: false };
    expect(form?.default).toEqual(name in anew ? anew[name] : parseLiteral(declared));
  });

  it('explains every flag in words of its own', () => {
    const texts = catalog.flags.map(({ name }) => catalog.docs.flag(name).description);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('says of every choice what it does', () => {
    const silent = catalog.flags.flatMap((flag) =>
      flag.forms.flatMap((form) =>
        (form.choices ?? [])
          .filter((choice) => choice !== null && !catalog.docs.flag(flag.name).values?.[choice])
          .map((choice) => `${flag.name} ${choice}`),
      ),
    );
    expect(silent).toEqual([]);
  });
});

it.each([
  ['Qwen/Qwen3-8B', 'qwen3-8b'],
  ['/data/Qwen3-8B/', 'qwen3-8b'],
  ['/data/models/foo/hub/models--Qwen--Qwen3-8B/snapshots/a1', 'qwen3-8b'],
  ['/cache/models/Qwen--Qwen3-8B/snapshots/master', 'qwen3-8b'],
  ['/cache/Qwen2___5-7B', 'qwen2.5-7b'],
])('the model in %s is called %s', (path, name) => expect(modelNameOf(path)).toBe(name));
