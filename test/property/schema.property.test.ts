import Ajv, { type ValidateFunction } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Form } from '../../server/src/core/catalog/types';
import type { Command } from '../../server/src/core/config/config';
import { createConstraintSchemas, createTrainingSchema } from '../../server/src/core/features/schema/trainingSchema';
import type { Rule } from '../../server/src/core/lint/rule';
import { readShell, readYaml, service } from '../support/service';

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

/** The examples of a rule that a plain config file can say, as its contents; their values are written as what they are. */
function examplesOf({ bad, good }: Rule, release: string): Config[] {
  const { forms } = service.catalog.view(release, 'sft');
  const plain = (word: string | undefined, type: Form['type'] | undefined): unknown =>
    type === 'int' || type === 'float' ? Number(word) : type === 'bool' ? /^(?:true|1|y)/i.test(word ?? '') : word;
  return [...bad, ...good]
    .filter(
      ({ flags, command = 'sft', model, neighbor: neighbour, env }) =>
        flags && command === 'sft' && !model && !neighbour && !env,
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

/** Every text that a schema names, which is what the rule compares with. */
const wordsIn = (schema: unknown): string[] =>
  [...JSON.stringify(schema).matchAll(/"([\w.-]+)"/g)].map(([, word = '']) => word);

/** Configs in which the flags of a rule stand, with those of others around them. */
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
  const own = flags.flatMap((name) => entry(name) ?? []).map((each) => fc.option(each, { freq: 4, nil: undefined }));
  const other = OTHERS.flatMap((name) => entry(name) ?? []).map((each) => fc.option(each, { freq: 1, nil: undefined }));
  const random = fc
    .tuple(...own, ...other)
    .map((entries) => Object.fromEntries([['model', 'm'], ...entries.filter((each) => each !== undefined)]));
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

describe.each(['3.8.1', '3.12.6', '4.2.3', '4.5.2'])('the schema for ms-swift %s', (release) => {
  const exported = createConstraintSchemas(service, { release, commands: COMMANDS });

  it('holds the rules that compare flags with fixed values', () => expect(exported.length).toBeGreaterThan(20));

  it('agrees with every rule that it can tell whole, and says no more than the others do', () => {
    expect(exported.filter(({ isExact }) => isExact).length).toBeGreaterThan(10);
    const seen = new Set<string>();
    for (const { id, schema, isExact } of exported) {
      const rule = service.rules.find((each) => each.id === id);
      if (!rule) throw new Error(id);
      const validate: ValidateFunction = ajv.compile(schema as object);
      const examples = examplesOf(rule, release);
      fc.assert(
        fc.property(configsFor(release, schema, examples), (config) => {
          const text = `# preflight: ms-swift=${release}\n${JSON.stringify(config)}\n`;
          const document = readYaml(text);
          const [read] = document.reading.configs;
          if (!read) throw new Error('the text is read as a config');
          const isBroken = rule.check(service.getFacts(document, read)).length > 0;
          const isRefused = !validate(config);
          if (isExact || isRefused) expect(isRefused, `${id} on ${JSON.stringify(config)}`).toBe(isBroken);
          if (isExact) seen.add(`${id} ${isRefused ? 'refuses' : 'takes'}`);
        }),
        { numRuns: 20 + examples.length, examples: examples.map((example) => [example]) },
      );
    }
    // Each of them has been on both sides, but for a few that random values hardly ever break.
    const exact = exported.filter(({ isExact }) => isExact);
    expect(exact.filter(({ id }) => !seen.has(`${id} takes`))).toEqual([]);
    expect(exact.filter(({ id }) => seen.has(`${id} refuses`)).length).toBeGreaterThan(0.8 * exact.length);
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

  it('refuse what the trainer refuses, and nothing else, key by key', () => {
    const names = [...flags.map(({ name }) => name), 'no_such_flag', 'learning_rat'];
    let [refusals, compared] = [0, 0];
    fc.assert(
      fc.property(fc.constantFrom(...names), scalars, (name, value) => {
        const form = forms.get(name);
        // Maps are JSON, whose keys other rules look at; a list of one is read like its item.
        if (form?.type === 'json' || (!form?.list && Array.isArray(value))) return;
        const text = `# preflight: ms-swift=${release}\n${JSON.stringify({ model: 'm', [name]: value })}\n`;
        const refused = service
          .lintDocument(readYaml(text))
          .filter(({ rule, severity }) => severity === 'error' && TYPES.test(rule))
          .map(({ rule }) => rule);
        const errors = validate({ model: 'm', [name]: value }) ? [] : (validate.errors ?? []);
        expect(
          errors.length > 0,
          `${name}: ${JSON.stringify(value)}: ${refused.join()} / ${JSON.stringify(errors)}`,
        ).toBe(refused.length > 0);
        compared++;
        if (refused.length > 0) refusals++;
      }),
      { numRuns: 600 },
    );
    expect(compared).toBeGreaterThan(300);
    expect(refusals / compared).toBeGreaterThan(0.2);
    expect(refusals / compared).toBeLessThan(0.8);
  }, 60_000);
});
