// Compiles the schemas of JSON values to plain code with Ajv, so that nothing is compiled while a config is linted.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { root } from './setup.mjs';

/** Creates server/src/core/generated/validators.js: one function per schema in schemas/json, by its `$id`. */
export function generateValidators() {
  const folder = join(root, 'schemas/json');
  const schemas = readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8'), dropDescriptions));
  const ajv = new Ajv.default({
    schemas,
    allErrors: true,
    strict: false,
    messages: false,
    code: { source: true, esm: true },
  });
  const exported = Object.fromEntries(schemas.map(({ $id }) => [nameOf($id), $id]));
  const code = standalone.default(ajv, exported).replace(FAILED, toCall);
  if (/\brequire\(|new Function/.test(code))
    throw new Error('a schema needs a part of Ajv at run time; use other keywords');
  const table = schemas.map(({ $id }) => `  ${JSON.stringify($id)}: ${nameOf($id)},`);
  return `// Written by \`npm run generate\` from schemas/json.\n${TOLD}\n${code}\nexport const JSON_VALIDATORS = {\n${table.join('\n')}\n};\n`;
}

/** Code of Ajv for each possible error. Its schema path is not used. */
const FAILED =
  /const (err\d+) = \{instancePath(:[^{}]*)?,schemaPath:"[^"]*",keyword:("\w+"),params:(\{[^{}]*\})\};if\(vErrors === null\)\{vErrors = \[\1\];\}else \{vErrors\.push\(\1\);\}/g;

const TOLD =
  'const told = (errors, instancePath, keyword, params) => [...(errors ?? []), { instancePath, keyword, params }];';

/** The same code as a call, which is a third as long. */
const toCall = (_, _error, path = ':instancePath', keyword, params) =>
  `vErrors = told(vErrors, ${path.slice(1)}, ${keyword}, ${params});`;

/** Drops descriptions, which the code would contain. */
const dropDescriptions = (key, value) => (key === 'description' && typeof value === 'string' ? undefined : value);

const nameOf = (id) => id.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
