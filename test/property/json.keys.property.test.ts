import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JSON_VALIDATORS } from '../../server/src/core/generated/validators';

const schemaFolder = join(import.meta.dirname, '../../schemas/json');

interface JsonSchema {
  $id: string;
  properties?: Record<string, unknown>;
}

const schemas = readdirSync(schemaFolder).map(
  (name) => JSON.parse(readFileSync(join(schemaFolder, name), 'utf8')) as JsonSchema,
);

/** Returns an arbitrary of values that may match a schema, built from its keys and words among others. */
function arbitraryValueFor(schema: JsonSchema) {
  const words = [...JSON.stringify(schema).matchAll(/"([\w/~.-]+)"/g)].map(([, word = '']) => word);
  const leaf = fc.oneof(
    fc.constantFrom(...words, 'a', '', 0, 1, -1, 1.5, 1e99, true, false, null),
    fc.integer(),
    fc.string({ maxLength: 4 }),
  );
  const list = fc.array(leaf, { maxLength: 3 });
  const key = fc.constantFrom(...Object.keys(schema.properties ?? {}), 'a/b', 'c~d');
  const map = fc.dictionary(key, fc.oneof(leaf, list, fc.dictionary(key, leaf, { maxKeys: 2 })), { maxKeys: 6 });
  return fc.oneof({ weight: 6, arbitrary: map }, list, leaf);
}

/** The precompiled validators report the same errors at the same paths as Ajv itself. */
describe.each(schemas.map((schema) => [schema.$id, schema] as const))(
  'the precompiled validator of %s',
  (id, schema) => {
    it('accepts the same values and reports the same errors as Ajv', () => {
      const validate = new Ajv({ allErrors: true, strict: false }).compile(schema);
      const precompiled = JSON_VALIDATORS[id];
      const counts = { valid: 0, invalid: 0 };
      fc.assert(
        fc.property(arbitraryValueFor(schema), (value) => {
          const isValid = validate(value);
          counts[isValid ? 'valid' : 'invalid']++;
          expect(precompiled?.(value)).toBe(isValid);
          const expectedErrors = (validate.errors ?? []).map(({ instancePath, keyword, params }) => ({
            instancePath,
            keyword,
            params,
          }));
          expect(precompiled?.errors ?? []).toEqual(expectedErrors);
        }),
        { numRuns: 400 },
      );
      expect(counts.valid).toBeGreaterThan(5);
      expect(counts.invalid).toBeGreaterThan(50);
    });
  },
);
