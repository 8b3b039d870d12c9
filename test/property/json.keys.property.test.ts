import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JSON_VALIDATORS } from '../../server/src/core/generated/validators';

/** What is compiled ahead says of every value what Ajv itself says of it: the same mistakes, at the same places. */

const folder = join(import.meta.dirname, '../../schemas/json');

interface JsonSchema {
  $id: string;
  properties?: Record<string, unknown>;
}

const schemas = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonSchema);

/** Values that a schema may speak of: its own keys and words, among others. */
function valuesFor(schema: JsonSchema) {
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

describe.each(schemas.map((schema) => [schema.$id, schema] as const))('%s', (id, schema) => {
  it('is judged as Ajv judges it', () => {
    const live = new Ajv({ allErrors: true, strict: false }).compile(schema);
    const ahead = JSON_VALIDATORS[id];
    const seen = { fits: 0, fails: 0 };
    fc.assert(
      fc.property(valuesFor(schema), (value) => {
        const fits = live(value);
        seen[fits ? 'fits' : 'fails']++;
        expect(ahead?.(value)).toBe(fits);
        const told = (live.errors ?? []).map(({ instancePath, keyword, params }) => ({
          instancePath,
          keyword,
          params,
        }));
        expect(ahead?.errors ?? []).toEqual(told);
      }),
      { numRuns: 400 },
    );
    expect(seen.fits).toBeGreaterThan(5);
    expect(seen.fails).toBeGreaterThan(50);
  });
});
