import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createProjectSchema } from '../../server/src/core/features/schema/projectSchema';
import { PROJECT_KEYS } from '../../server/src/core/project/keys';
import { readSettingsFile } from '../support/project';
import { service } from '../support/service';

/** Compares the schema of `preflight.toml`, for other editors, with our own findings. */

const validate = new Ajv({ strict: false }).compile(createProjectSchema(service) as object);

type Value = string | number | boolean | Value[] | { [key: string]: Value };

/** Prints a value as TOML. The texts of JSON are texts of TOML as well. */
function printValue(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(printValue).join(', ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)} = ${printValue(each)}`);
  return `{ ${members.join(', ')} }`;
}

const printFile = (settings: { [key: string]: Value }): string =>
  Object.entries(settings)
    .map(([key, value]) => `${JSON.stringify(key)} = ${printValue(value)}\n`)
    .join('');

const WRONG: Value[] = ['', 'x', 0, -1, 1.5, true, [], [1], [''], {}, { a: 1 }];
/** One of the right values most of the time, so that a file often has no mistake. */
const mostly = (right: readonly Value[], wrong: readonly Value[]) =>
  fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...right) }, fc.constantFrom(...wrong));
const either = (value: fc.Arbitrary<Value>) => fc.oneof({ weight: 20, arbitrary: value }, fc.constantFrom(...WRONG));

const release = mostly(
  ['4.6.0', '3.8', 'v4.1', 'main', '>=4.1,<4.4', '4.0.0.dev0', '4.6.0 '],
  ['newest', '4.6.x.y', ''],
);
const pattern = mostly(['a', 'a/**/*.{yaml,json}', './a', '**', 'a..b/c'], ['!a', '..', '../a', 'a/../b', '/']);
const severities = fc
  .array(
    fc.tuple(
      mostly(['cli.bool', 'cli.*', 'par.tp-heads'], ['cli.bol', '*', 'cli', '__proto__x']),
      mostly(['error', 'warning', 'hint', 'off'], ['warn', false]),
    ),
    { maxLength: 3 },
  )
  .map((rows) => Object.fromEntries(rows));

const runSettings = {
  release: either(release),
  gpus: either(fc.constantFrom<Value>(1, 16, '16')),
  'gpu-memory': either(fc.constantFrom<Value>(80, 79.6, '80')),
  models: either(fc.array(fc.constantFrom<Value>('m', '/data/models', '~/models'), { maxLength: 2 })),
  severity: either(severities),
};
const files = either(fc.array(pattern, { maxLength: 2 }));
const override = fc
  .tuple(
    fc.record({ ...runSettings, files }, { requiredKeys: ['files'] }),
    mostly([{}], [{ exclude: [] }, { launch: 1 }]),
  )
  .map(([own, more]) => ({ ...own, ...(more as object) })) as fc.Arbitrary<Value>;
const settings = fc.record(
  {
    ...runSettings,
    files,
    exclude: files,
    overrides: either(fc.array(override, { maxLength: 2 })),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<{ [key: string]: Value }>;
const unknown = mostly([{}], [{ launch: {} }, { colour: 1 }, { overrides: [{ gpus: 1 }] }]) as fc.Arbitrary<object>;

describe('the schema of preflight.toml', () => {
  it('accepts exactly the files without findings', () => {
    let accepted = 0;
    fc.assert(
      fc.property(settings, unknown, (known, more) => {
        const generated = { ...known, ...more };
        const text = printFile(generated);
        const { findings } = readSettingsFile(text);
        const isValid = validate(generated);
        if (isValid) accepted++;
        expect([text, findings.map(({ message }) => message)]).toEqual([
          text,
          isValid ? [] : expect.arrayContaining([expect.any(String)]),
        ]);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });

  it('describes every key, rule and group', () => {
    const { properties, definitions, $id } = createProjectSchema(service) as {
      $id: string;
      properties: Record<string, { description: string }>;
      definitions: { severities: { properties: object } };
    };
    expect($id).toMatch(/^urn:/);
    for (const { name, summary } of PROJECT_KEYS) expect(properties[name]?.description).toContain(summary);
    const names = Object.keys(definitions.severities.properties);
    expect(names).toEqual(expect.arrayContaining(['cli.*', ...service.rules.map(({ id }) => id)]));
  });
});
