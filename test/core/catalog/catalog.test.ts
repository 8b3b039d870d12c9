import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { formOf } from '../../../server/src/core/catalog/catalog';
import { modelNameOf } from '../../../server/src/core/catalog/models';
import type { RecipesData } from '../../../server/src/core/catalog/recipes';
import { isInRange } from '../../../server/src/core/catalog/release';
import { parseLiteral } from '../../../server/src/core/catalog/source/literal';
import type { Form, Value } from '../../../server/src/core/catalog/types';
import { type Command, MEGATRON_COMMANDS } from '../../../server/src/core/config/config';
import { readModelFacts } from '../../../server/src/core/facts/modelConfig';
import { DERIVED_DEFAULTS } from '../../../server/src/core/facts/values';
import { type Condition, flagNamesOfCondition } from '../../../server/src/core/lint/condition';
import { service } from '../../support/service';

const root = resolve(import.meta.dirname, '../../..');
const loadJson = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'));
const groups = readdirSync(resolve(root, 'schemas/constraints')).map((name) => `schemas/constraints/${name}`);
const { catalog, rules } = service;

describe('the data files of the catalog', () => {
  const ajv = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true, strictRequired: false });
  ajv.addSchema(loadJson('schemas/flags.schema.json'), 'flags.schema.json');
  ajv.addSchema(loadJson('schemas/constraints.schema.json'), 'constraints.schema.json');
  ajv.addSchema(loadJson('schemas/names.schema.json'), 'names.schema.json');

  it.each(['schemas/flags.json', ...groups])('match the schema: %s', (path) => {
    const validate = ajv.getSchema(path === 'schemas/flags.json' ? 'flags.schema.json' : 'constraints.schema.json');
    const fits = validate?.(loadJson(path));
    expect(validate?.errors?.slice(0, 5) ?? []).toEqual([]);
    expect(fits).toBe(true);
  });

  it('describe the flags of swift export in the releases of the catalog, each once', () => {
    ajv.addSchema(loadJson('schemas/swift-export.schema.json'), 'swift-export.schema.json');
    const data = loadJson('schemas/swift-export.json');
    expect(ajv.validate('swift-export.schema.json', data), ajv.errorsText()).toBe(true);
    const isInCatalog = ({ releases }: Form) => catalog.releases.some((release) => isInRange(release, releases));
    const known = new Set(loadJson('schemas/flags.json').flags.map(({ name }: { name: string }) => name));
    const forms = Object.entries<Form[]>(data.forms).filter(([, each]) => each.some(isInCatalog));
    expect(forms.map(([name]) => name).filter((name) => !known.has(name))).toEqual([]);
    expect(data.flags.filter(({ name }: { name: string }) => known.has(name))).toEqual([]);
  });

  it('contain only models of types and templates that the release has', () => {
    ajv.addSchema(loadJson('schemas/models.schema.json'), 'models.schema.json');
    expect(ajv.validate('models.schema.json', loadJson('schemas/models.json')), ajv.errorsText()).toBe(true);
    for (const release of catalog.releases) {
      const known = catalog.modelsOf(release);
      const { names } = catalog.view(release, 'sft');
      const types = [...known.byName.values(), ...[...known.templates.keys()].map((type) => ({ type }))];
      expect(types.filter(({ type }) => !names.get('model_type')?.has(type))).toEqual([]);
      expect([...known.byArchitecture.values()].flat().filter((type) => !names.get('model_type')?.has(type))).toEqual(
        [],
      );
      expect(
        [...known.allTemplates.values()].flat().filter((template) => !names.get('template')?.has(template)),
      ).toEqual([]);
    }
  });

  it('record verified releases as the schema requires', () => {
    ajv.addSchema(loadJson('schemas/verified.schema.json'), 'verified.schema.json');
    expect(ajv.validate('verified.schema.json', loadJson('schemas/verified.json')), ajv.errorsText()).toBe(true);
  });

  it('describe new configs with flags that a release of the recipe has, each part used', () => {
    ajv.addSchema(loadJson('schemas/recipes.schema.json'), 'recipes.schema.json');
    const { recipes, parts } = loadJson('schemas/recipes.json') as RecipesData;
    expect(ajv.validate('recipes.schema.json', loadJson('schemas/recipes.json')), ajv.errorsText()).toBe(true);
    const names = recipes.flatMap((recipe) => recipe.parts);
    expect(Object.keys(parts).filter((name) => !names.includes(name))).toEqual([]);
    expect(names.filter((name) => parts[name] === undefined)).toEqual([]);
    const flags = Object.values(parts).flatMap((entries) => entries.flatMap((entry) => entry.flags));
    expect(flags.filter((flag) => !catalog.byName.has(flag))).toEqual([]);
  });

  it('contain names for flags that exist, in every release of the flag', () => {
    expect(ajv.validate('names.schema.json', loadJson('schemas/names.json')), ajv.errorsText()).toBe(true);
    const others = catalog.names.filter(({ flag }) => !catalog.byName.has(flag)).map(({ flag }) => flag);
    // These lists belong to no flag; rules look up names in them.
    expect(others.sort()).toEqual([
      'hybrid_model',
      'hybrid_model_type',
      'hybrid_template',
      'megatron_model_type',
      'model_config_key',
      'padded_template',
      'padding_free_template',
    ]);
    for (const { flag } of catalog.names.filter((row) => catalog.byName.has(row.flag))) {
      const freeTextForms = catalog.byName.get(flag)?.forms.filter(({ type }) => type === 'string') ?? [];
      const commands = freeTextForms[0]?.commands ?? ['sft'];
      const releases = catalog.releases.filter((release) =>
        freeTextForms.some((form) => isInRange(release, form.releases)),
      );
      const withoutNames = releases.filter((release) => !catalog.view(release, commands[0] ?? 'sft').names.has(flag));
      expect(
        withoutNames.filter((release) => catalog.view(release, 'sft').forms.has(flag)),
        flag,
      ).toEqual([]);
    }
  });

  it('contain every flag once and refer only to flags that exist', () => {
    expect(new Set(catalog.flags.map(({ name }) => name)).size).toBe(catalog.flags.length);
    const named = [
      ...catalog.foreign.flatMap(({ flags }) => flags ?? []),
      ...catalog.flags.flatMap(({ renamed }) => renamed?.to ?? []),
      ...groups.flatMap((path) =>
        loadJson(path).constraints.flatMap(
          ({ at, when, must }: { at: string[]; when?: Condition; must: Condition }) => [
            ...at,
            ...(when ? flagNamesOfCondition(when) : []),
            ...flagNamesOfCondition(must),
          ],
        ),
      ),
    ];
    // Conditions may also refer to a launcher variable or to a fact about the model.
    const ofModel = readModelFacts({ torch_dtype: 'bfloat16', max_position_embeddings: 1 }, '3.8.1');
    const isKnown = (name: string) =>
      catalog.byName.has(name) ||
      ofModel.has(name) ||
      name in DERIVED_DEFAULTS ||
      catalog.megatronByName.has(name) ||
      name === name.toUpperCase();
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
    const isFlagOf = (name: string, commands: readonly Command[]) =>
      commands.some((command) => catalog.releases.some((release) => catalog.view(release, command).forms.has(name)));
    expect(catalog.foreign.filter(({ name, commands = MEGATRON_COMMANDS }) => isFlagOf(name, commands))).toEqual([]);
  });

  it('have a distinct id for every rule', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
    const superseded = rules.flatMap(({ supersedes }) => supersedes ?? []);
    expect(superseded.filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
  });
});

describe('the catalog for ms-swift 3.8.1', () => {
  const rows = readFileSync(resolve(root, 'test/data/flags-3.8.1.tsv'), 'utf8').trim().split('\n');
  const facts = rows.map((row) => row.split('\t') as [name: string, commands: string, declared: string]);

  it('has exactly the 276 flags of the release', () => {
    const here = catalog.view('3.8.1', 'rlhf').flags.map(({ name }) => name);
    expect(here.sort()).toEqual(facts.map(([name]) => name).sort());
    expect(facts.length).toBe(276);
  });

  it.each(facts)('has %s in %s with the declared default %s', (name, commands, declared) => {
    const flag = catalog.byName.get(name);
    const exists = (['pt', 'sft', 'rlhf', 'export'] as const).filter(
      (command) => flag && formOf(flag, '3.8.1', command),
    );
    expect(exists.join(',')).toBe(commands);
    const form = flag && formOf(flag, '3.8.1', 'rlhf');
    // These two are declared again for rlhf.
    const redeclared: Record<string, Value> = { loss_scale: 'last_round', calculate_per_token_loss: false };
    expect(form?.default).toEqual(name in redeclared ? redeclared[name] : parseLiteral(declared));
  });

  it('has a distinct description for every flag', () => {
    const { flags } = catalog.view('3.8.1', 'rlhf');
    const texts = flags.map(({ name }) => catalog.docs.flag(name, '3.8.1').description);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

it.each([
  ['Qwen/Qwen3-8B', 'qwen3-8b'],
  ['/data/Qwen3-8B/', 'qwen3-8b'],
  ['/data/models/foo/hub/models--Qwen--Qwen3-8B/snapshots/a1', 'qwen3-8b'],
  ['/cache/models/Qwen--Qwen3-8B/snapshots/master', 'qwen3-8b'],
  ['/cache/Qwen2___5-7B', 'qwen2.5-7b'],
])('modelNameOf returns for %s the name %s', (path, name) => expect(modelNameOf(path)).toBe(name));
