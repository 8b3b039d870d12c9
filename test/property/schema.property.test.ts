import Ajv, { type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Form } from '../../server/src/core/catalog/types';
import type { Command } from '../../server/src/core/config/config';
import { createConstraintSchemas, createTrainingSchema } from '../../server/src/core/features/schema/trainingSchema';
import { findMistakes } from '../../server/src/core/lint/linter';
import type { Rule } from '../../server/src/core/lint/rule';
import { readShell, readYaml, service } from '../support/service';

/** Compares the schema exported for other editors with our own findings on random configs. */

const ajv = new Ajv({ strict: false, allErrors: false });
const COMMANDS: Command[] = ['sft'];

type Config = Record<string, unknown>;

/** Generates values of a flag in their own type, so that YAML does not convert them. */
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

/** Converts the examples of a rule to configs, with values in their own type, if a plain config file can express them. */
function examplesOf({ bad, good }: Rule, release: string): Config[] {
  const { forms } = service.catalog.view(release, 'sft');
  const plain = (word: string | undefined, type: Form['type'] | undefined): unknown =>
    type === 'int' || type === 'float' ? Number(word) : type === 'bool' ? /^(?:true|1|y)/i.test(word ?? '') : word;
  return [...bad, ...good]
    .filter(
      ({ flags, command = 'sft', model, neighbor, env }) => flags && command === 'sft' && !model && !neighbor && !env,
    )
    .flatMap(({ flags }) => readShell(`megatron sft --model m ${flags}`).reading.configs)
    .map((config) =>
      Object.fromEntries(
        config.flags.map(({ name, values }) => {
          const form = forms.get(name);
          const words = values.map(({ value }) => value);
          return [name, form?.list ? words : words.length === 0 ? true : plain(words[0], form?.type)];
        }),
      ),
    )
    .filter((config) =>
      Object.entries(config).every(([name, value]) => {
        const { type = 'json', choices } = forms.get(name) ?? {};
        return type !== 'json' && (type !== 'enum' || choices?.includes(String(value)));
      }),
    );
}

/** Returns every text in a schema: the names and values that the rule compares. */
const wordsIn = (schema: unknown): string[] =>
  [...JSON.stringify(schema).matchAll(/"([\w.-]+)"/g)].map(([, word = '']) => word);

/** Generates configs with the flags of a rule and some others. */
function configsFor(release: string, schema: unknown, examples: readonly Config[]): fc.Arbitrary<Config> {
  const { forms } = service.catalog.view(release, 'sft');
  const words = wordsIn(schema);
  const flags = [...new Set(words.filter((word) => forms.has(word)))];
  const entry = (name: string) => {
    const form = forms.get(name);
    return form && form.type !== 'json' && !form.unreadable
      ? valuesOf(form, words).map((value) => [name, value])
      : undefined;
  };
  const optionalEntries = (names: readonly string[], freq: number) =>
    names.flatMap((name) => entry(name) ?? []).map((pair) => fc.option(pair, { freq, nil: undefined }));
  const random = fc
    .tuple(...optionalEntries(flags, 4), ...optionalEntries(OTHERS, 1))
    .map((entries) => Object.fromEntries([['model', 'm'], ...entries.filter((pair) => pair !== undefined)]));
  if (examples.length === 0) return random;
  const varied = fc.tuple(fc.constantFrom(...examples), random).map(([example, more]) => ({ ...more, ...example }));
  return fc.oneof(random, varied);
}

const OTHERS = [
  'tensor_model_parallel_size',
  'sequence_parallel',
  'packing',
  'micro_batch_size',
  'recompute_granularity',
];

describe.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2', '4.6.0'])('the schema for ms-swift %s', (release) => {
  const exported = createConstraintSchemas(service, { release, commands: COMMANDS });

  it('contains the rules that compare flags with fixed values', () => expect(exported.length).toBeGreaterThan(20));

  it('agrees with every rule that it expresses fully, and is not stricter than the others', () => {
    expect(exported.filter(({ isExact }) => isExact).length).toBeGreaterThan(10);
    const seen = new Set<string>();
    for (const { id, schema, isExact } of exported) {
      const rule = service.rules.find((candidate) => candidate.id === id);
      if (!rule) throw new Error(id);
      const validate: ValidateFunction = ajv.compile(schema as object);
      const examples = examplesOf(rule, release);
      fc.assert(
        fc.property(configsFor(release, schema, examples), (config) => {
          const text = `# preflight: ms-swift=${release}\n${JSON.stringify(config)}\n`;
          const document = readYaml(text);
          const [read] = document.reading.configs;
          if (!read) throw new Error('the text is read as a config');
          const isBroken = findMistakes(rule, service.getFacts(document, read)).length > 0;
          const isRejected = !validate(config);
          if (isExact || isRejected) expect(isRejected, `${id} on ${JSON.stringify(config)}`).toBe(isBroken);
          if (isExact) seen.add(`${id} ${isRejected ? 'rejects' : 'accepts'}`);
        }),
        { numRuns: 20 + examples.length, examples: examples.map((example) => [example]) },
      );
    }
    // Each of them has accepted and rejected a config, except for a few that random values hardly ever violate.
    const exact = exported.filter(({ isExact }) => isExact);
    expect(exact.filter(({ id }) => !seen.has(`${id} accepts`))).toEqual([]);
    expect(exact.filter(({ id }) => seen.has(`${id} rejects`)).length).toBeGreaterThan(0.8 * exact.length);
  }, 60_000);
});

describe('the types in the schema', () => {
  const release = '4.5.2';
  const { allOf: _, ...types } = createTrainingSchema(service, { release, commands: COMMANDS }) as { allOf?: unknown };
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

  it('reject exactly the values that the trainer rejects, for each key', () => {
    const names = [...flags.map(({ name }) => name), 'no_such_flag', 'learning_rat'];
    let [rejections, compared] = [0, 0];
    fc.assert(
      fc.property(fc.constantFrom(...names), scalars, (name, value) => {
        const form = forms.get(name);
        // Maps are JSON, whose keys other rules check; a list of one item is read like the item.
        if (form?.type === 'json' || (!form?.list && Array.isArray(value))) return;
        const text = `# preflight: ms-swift=${release}\n${JSON.stringify({ model: 'm', [name]: value })}\n`;
        const rules = service
          .lintDocument(readYaml(text))
          .filter(({ rule, severity }) => severity === 'error' && TYPES.test(rule))
          .map(({ rule }) => rule);
        const errors = validate({ model: 'm', [name]: value }) ? [] : (validate.errors ?? []);
        expect(
          errors.length > 0,
          `${name}: ${JSON.stringify(value)}: ${rules.join()} / ${JSON.stringify(errors)}`,
        ).toBe(rules.length > 0);
        compared++;
        if (rules.length > 0) rejections++;
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(300);
    expect(rejections / compared).toBeGreaterThan(0.2);
    expect(rejections / compared).toBeLessThan(0.8);
  }, 60_000);
});
