import Ajv, { type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Form } from '../../server/src/core/catalog/catalog';
import type { Command } from '../../server/src/core/config';
import { constraintSchemas, trainingSchema } from '../../server/src/core/features/schema';
import { readYaml, service } from '../support/service';

/** The schema that is exported for other editors, held against our own verdicts on random configs. */

const ajv = new Ajv({ strict: false, allErrors: false });
const COMMANDS: Command[] = ['sft'];

type Config = Record<string, unknown>;

/** Values of a flag that are all written as what they are, so that reading them is no question here. */
function valuesOf(form: Form, words: readonly string[]): fc.Arbitrary<unknown> {
  const one = ((): fc.Arbitrary<unknown> => {
    if (form.type === 'bool') return fc.boolean();
    if (form.type === 'int') return fc.constantFrom(-1, 0, 1, 2, 3, 4, 8, 16);
    if (form.type === 'float') return fc.constantFrom(-1, 0, 0.25, 0.5, 1, 2);
    if (form.type === 'enum') return fc.constantFrom(...(form.choices ?? []).filter((choice) => choice !== null));
    return fc.constantFrom('x', ...words);
  })();
  return form.list ? fc.array(one.map(String), { minLength: 1, maxLength: 3 }) : one;
}

/** Every text that a schema names, which is what the rule compares with. */
const wordsIn = (schema: unknown): string[] =>
  [...JSON.stringify(schema).matchAll(/"([\w.-]+)"/g)].map(([, word = '']) => word);

/** Configs in which the flags of a rule stand, with those of others around them. */
function configsFor(release: string, schema: unknown, others: readonly string[]): fc.Arbitrary<Config> {
  const { forms } = service.catalog.view(release, 'sft');
  const words = wordsIn(schema);
  const flags = [...new Set(words.filter((word) => forms.has(word)))];
  const entry = (name: string) => {
    const form = forms.get(name);
    return form && form.type !== 'json' && !form.unreadable
      ? valuesOf(form, words).map((value) => [name, value])
      : undefined;
  };
  const own = flags.flatMap((name) => entry(name) ?? []).map((each) => fc.option(each, { freq: 4, nil: undefined }));
  const other = others.flatMap((name) => entry(name) ?? []).map((each) => fc.option(each, { freq: 1, nil: undefined }));
  return fc
    .tuple(...own, ...other)
    .map((entries) => Object.fromEntries([['model', 'm'], ...entries.filter((each) => each !== undefined)]));
}

const OTHERS = [
  'tensor_model_parallel_size',
  'sequence_parallel',
  'packing',
  'micro_batch_size',
  'recompute_granularity',
];

describe.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2'])('the schema for ms-swift %s', (release) => {
  const exported = constraintSchemas(service, { release, commands: COMMANDS });

  it('holds the rules that compare flags with fixed values', () => expect(exported.length).toBeGreaterThan(20));

  it('agrees with every rule that it can tell whole, and says no more than the others do', () => {
    expect(exported.filter(({ isExact }) => isExact).length).toBeGreaterThan(10);
    for (const { id, schema, isExact } of exported) {
      const rule = service.rules.find((each) => each.id === id);
      if (!rule) throw new Error(id);
      const validate: ValidateFunction = ajv.compile(schema as object);
      fc.assert(
        fc.property(configsFor(release, schema, OTHERS), (config) => {
          const text = `# preflight: ms-swift=${release}\n${JSON.stringify(config)}\n`;
          const document = readYaml(text);
          const [read] = document.reading.configs;
          if (!read) throw new Error('the text is read as a config');
          const isBroken = rule.check(service.factsIn(document, read)).length > 0;
          const isRefused = !validate(config);
          if (isExact || isRefused) expect(isRefused, `${id} on ${JSON.stringify(config)}`).toBe(isBroken);
        }),
        { numRuns: 20 },
      );
    }
  }, 60_000);
});

describe('the types in the schema', () => {
  const release = '4.5.2';
  const { allOf: _, ...types } = trainingSchema(service, { release, commands: COMMANDS }) as { allOf?: unknown };
  const validate = ajv.compile(types);
  const TYPES =
    /^(?:cli\.(?:enum|int|float|bool|none-word|enum-none|unknown-flag|json|scalar-many|list-empty|unreadable)|yaml\.(?:null|list-nonstring|map-value)|release\.)/;

  const { flags, forms } = service.catalog.view(release, 'sft');
  const scalars = fc.constantFrom<unknown>(
    true,
    false,
    0,
    1,
    7,
    -3,
    0.5,
    'x',
    '8',
    '0.25',
    'true',
    'off',
    null,
    ['a'],
    ['a', 'b'],
  );

  it('refuse what the trainer refuses, and nothing else, key by key', () => {
    const names = [...flags.map(({ name }) => name), 'no_such_flag', 'learning_rat'];
    fc.assert(
      fc.property(fc.constantFrom(...names), scalars, (name, value) => {
        const form = forms.get(name);
        // Maps are JSON, whose keys other rules look at; a list of one is read like its item.
        if (form?.type === 'json' || (!form?.list && Array.isArray(value))) return;
        const text = `# preflight: ms-swift=${release}\n${JSON.stringify({ model: 'm', [name]: value })}\n`;
        const refused = service
          .findings(readYaml(text))
          .filter(({ rule, severity }) => severity === 'error' && TYPES.test(rule))
          .map(({ rule }) => rule);
        const errors = validate({ model: 'm', [name]: value }) ? [] : (validate.errors ?? []);
        expect(
          errors.length > 0,
          `${name}: ${JSON.stringify(value)}: ${refused.join()} / ${JSON.stringify(errors)}`,
        ).toBe(refused.length > 0);
      }),
      { numRuns: 600 },
    );
  }, 60_000);
});
