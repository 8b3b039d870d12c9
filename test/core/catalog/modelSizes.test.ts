import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { describe, expect, it } from 'vitest';
import { listSizedModels, type ModelSizesData } from '../../../server/src/core/catalog/modelSizes';
import { modelNameOf } from '../../../server/src/core/catalog/models';
import { flatten, type JsonObject } from '../../../server/src/core/facts/languageModel';
import { service } from '../../support/service';

const root = join(__dirname, '../../..');
const loadJson = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

interface Statement {
  source: string;
  entry: string;
  numbers: JsonObject;
}

interface Sources {
  sources: { name: string; package?: string; repository?: string; version: string; license: string }[];
  statements: { model: string; from: Statement[] }[];
  disputed: { model: string; field: string; source: string; entry: string; value: unknown; reason: string }[];
  unsourced: string;
}

const data: ModelSizesData = loadJson('schemas/model-sizes.json');
const record: Sources = loadJson('scripts/upstream/model-sources.json');
const fromByModel = new Map(record.statements.map(({ model, from }) => [model, from]));

/** Fields that identify the kind of a model, which are no numbers. */
const NAMES = ['architectures', 'model_type'];
const SECTIONS = ['text_config', 'llm_config', 'thinker_config', 'vision_config'];
/** Fields of which training scripts state a setting rather than a property of the model. */
const SECONDARY = ['max_position_embeddings', 'rope_theta', 'rms_norm_eps'];
/** Sources whose entries are complete config.json files. */
const COMPLETE = ['aiconfigurator', 'mlc-llm', 'tt-metal'];

const models = data.sizes.map(({ models: ids, config, unknown = '' }) => {
  const [first = ''] = ids.split(' ');
  const fields = flatten(config) ?? {};
  const numbers = Object.entries(fields).filter(([key]) => ![...NAMES, ...SECTIONS].includes(key));
  return { name: first, fields, numbers, unknown: unknown.split(' '), from: fromByModel.get(first) ?? [] };
});

const numberOf = (fields: JsonObject = {}, ...keys: string[]): number | undefined =>
  keys.map((key) => fields[key]).find((value) => typeof value === 'number') as number | undefined;

describe('the numbers of models', () => {
  it('match their schema', () => {
    const ajv = new Ajv({ allErrors: true });
    expect(ajv.validate(loadJson('schemas/model-sizes.schema.json'), data), ajv.errorsText()).toBe(true);
  });

  it('cover more than 150 models, each under ids that a release of ms-swift registers', () => {
    const ids = listSizedModels(data);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.map(modelNameOf)).size).toBeGreaterThan(300);
    const registered = new Set(service.catalog.models.names.flatMap(({ names }) => names.split(' ')));
    expect(ids.filter((id) => !registered.has(modelNameOf(id)))).toEqual([]);
  });

  it('give one size to each name, so that a path names one model', () => {
    const sizesByName = new Map<string, Set<unknown>>();
    for (const size of data.sizes)
      for (const id of size.models.split(' '))
        sizesByName.set(modelNameOf(id), (sizesByName.get(modelNameOf(id)) ?? new Set()).add(size));
    expect([...sizesByName].filter(([, sizes]) => sizes.size > 1).map(([name]) => name)).toEqual([]);
  });

  it('contain no model that is listed as one without a source', () => {
    const known = new Set(listSizedModels(data));
    expect(record.unsourced.split(' ').filter((id) => known.has(id))).toEqual([]);
  });

  describe.each(models)('of $name', ({ fields, numbers, unknown, from }) => {
    it('are consistent', () => {
      const [layers, hidden, heads] = ['num_hidden_layers', 'hidden_size', 'num_attention_heads'].map((key) =>
        numberOf(fields, key),
      ) as [number, number, number];
      expect(layers).toBeGreaterThan(0);
      const usesLatentAttention = 'qk_rope_head_dim' in fields || 'kv_lora_rank' in fields;
      if (!usesLatentAttention && numberOf(fields, 'head_dim') === undefined) expect(hidden % heads).toBe(0);
      const groups = numberOf(fields, 'num_key_value_heads');
      if (groups !== undefined) expect(heads % groups).toBe(0);
      else expect(usesLatentAttention).toBe(true);
      const experts = numberOf(fields, 'num_experts', 'n_routed_experts', 'num_local_experts', 'moe_num_experts');
      const chosen = numberOf(fields, 'num_experts_per_tok', 'moe_k');
      if (chosen !== undefined) expect(experts).toBeGreaterThanOrEqual(chosen);
      if (experts !== undefined) {
        expect(chosen ?? 'unknown').not.toBe(0);
        expect(numberOf(fields, 'moe_intermediate_size', 'intermediate_size')).toBeGreaterThan(0);
      } else expect(numberOf(fields, 'intermediate_size')).toBeGreaterThan(0);
      const dense = numberOf(fields, 'first_k_dense_replace');
      if (dense !== undefined) expect(dense).toBeLessThan(layers);
      const [n, k] = [numberOf(fields, 'n_group'), numberOf(fields, 'topk_group')];
      if (n !== undefined && k !== undefined) expect(n).toBeGreaterThanOrEqual(k);
      expect(unknown.filter((field) => field in fields)).toEqual([]);
    });

    it('are stated by sources that agree', () => {
      for (const [field, value] of numbers) {
        const statements = from.filter((each) => field in each.numbers);
        expect(statements.length, field).toBeGreaterThan(0);
        for (const { source, numbers: stated } of statements)
          expect(stated[field], `${field}, ${source}`).toEqual(value);
        if (!SECONDARY.includes(field)) continue;
        const sources = new Set(statements.map(({ source }) => source));
        expect(sources.size > 1 || COMPLETE.some((name) => sources.has(name)), field).toBe(true);
      }
      for (const { numbers: stated } of from)
        expect(Object.keys(stated).filter((field) => !(field in fields))).toEqual([]);
    });
  });

  it.each(models.filter(({ fields }) => numberOf(fields.vision_config as JsonObject, 'depth') !== undefined))(
    'state the vision tower of $name as its source does',
    ({ fields, from }) => {
      const stated = from.flatMap(({ numbers }) => (numbers.vision_config ? [numbers.vision_config] : []));
      expect(stated.length).toBeGreaterThan(0);
      for (const each of stated) expect(each).toEqual(fields.vision_config);
    },
  );

  it('name the version and the license of every source, and the reason to prefer others', () => {
    const names = new Set(record.sources.map(({ name }) => name));
    for (const { package: pypi, repository, version, license } of record.sources) {
      expect(pypi ?? repository).toBeTruthy();
      expect(version).not.toBe('');
      expect(['Apache-2.0', 'BSD-3-Clause', 'MIT']).toContain(license);
    }
    for (const { source } of record.statements.flatMap(({ from }) => from)) expect(names).toContain(source);
    for (const { model, field, value, reason } of record.disputed) {
      expect(models.find(({ name }) => name === model)?.fields[field], `${model} ${field}`).not.toEqual(value);
      expect(reason).not.toBe('');
    }
  });
});

describe('finding a model by its name', () => {
  const find = (name: string, revision?: string) => service.catalog.findModel(name, revision);

  it.each(['Qwen/Qwen3-8B', 'LLM-Research/Meta-Llama-3.1-8B', 'meta-llama/Meta-Llama-3.1-8B'])('knows %s', (id) => {
    expect(find(id)).toMatchObject({ id, isGuess: false });
  });

  it.each([
    '/data/models/Qwen3-8B',
    './Qwen3-8B/',
    '~/models/qwen3-8b',
    'Qwen3-8B',
    'models/Qwen/Qwen3-8B',
    '/home/me/.cache/huggingface/hub/models--Qwen--Qwen3-8B/snapshots/abc123',
  ])('guesses the model of the path %s', (path) => {
    expect(find(path)).toMatchObject({ id: 'Qwen/Qwen3-8B', isGuess: true });
  });

  it('guesses if a revision is requested, which may differ', () => {
    expect(find('Qwen/Qwen3-8B', 'refs/pr/1')).toMatchObject({ isGuess: true });
  });

  it.each([
    'someone/Qwen3-8B',
    'someone/Qwen3-8B-lora',
    '/data/Qwen3-8B-sft',
    '/data/Qwen3-8B/checkpoint-100',
    '/cache/hub/models--someone--Qwen3-8B/snapshots/abc123',
    '',
  ])('knows nothing of %s', (name) => {
    expect(find(name)).toBeUndefined();
  });
});
