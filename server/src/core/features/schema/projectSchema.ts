import type { Release } from '../../catalog/release';
import { idOfGroup } from '../../comments/suppressions';
import { SEVERITIES } from '../../document/severity';
import { type KeyType, keysOf, type ProjectKey } from '../../project/keys';
import type { JsonSchema } from './conditionSchema';
import { toSchemaId } from './schemaId';

/** The part of the service that the schema is made from. */
interface ProjectSchemaSource {
  catalog: { releases: readonly Release[] };
  rules: readonly { id: string }[];
  docs: { rule: (id: string) => { title: string } | undefined };
}

/** Forms of releases that the catalog does not list. */
const OTHER_RELEASE =
  '^\\s{0,9}(?:(?:v?\\d+(?:\\.\\d+)*(?:\\.[x*])?(?:[.-]?(?:a|b|rc|dev|post)\\d+)*(?:\\+[\\w.]+)?|main|master|[0-9a-f]{7,40})\\s{0,9}|[<>=~!^].*)$';
/** A path below the folder of the file. */
const PATTERN = '^(?!!)(?!(?:.*/)?\\.\\.(?:/|$))(?!/?$).{1,300}$';

/** Creates the JSON schema of `preflight.toml`, for editors of TOML without our server. */
export function createProjectSchema({ catalog, rules, docs }: ProjectSchemaSource): JsonSchema {
  const groups = [...new Set(rules.map(({ id }) => idOfGroup(id)))];
  const texts = { type: 'array', items: { type: 'string', minLength: 1 } };
  const schemas: Record<KeyType, { [keyword: string]: unknown }> = {
    release: { type: 'string', anyOf: [{ enum: catalog.releases.toReversed() }, { pattern: OTHER_RELEASE }] },
    gpus: { type: 'integer', minimum: 1 },
    gib: { type: 'number', exclusiveMinimum: 0 },
    folders: texts,
    patterns: { type: 'array', items: { type: 'string', pattern: PATTERN } },
    severities: {
      type: 'object',
      properties: Object.fromEntries([
        ...groups.map((group) => [group, { $ref: '#/definitions/severity' }]),
        ...rules.map(({ id }) => [id, { description: docs.rule(id)?.title, enum: SEVERITIES }]),
      ]),
      additionalProperties: false,
    },
    overrides: { type: 'array', items: { $ref: '#/definitions/override' } },
  };
  const describeKeys = (keys: readonly ProjectKey[]): JsonSchema =>
    Object.fromEntries(
      keys.map(({ name, type, summary, details }) => [
        name,
        {
          description: `${summary}. ${details}`,
          ...(type === 'severities' ? { $ref: '#/definitions/severities' } : schemas[type]),
        },
      ]),
    );
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: toSchemaId('preflight.toml'),
    title: 'preflight.toml',
    description: 'Settings of a project for Training Preflight',
    type: 'object',
    properties: describeKeys(keysOf('file')),
    additionalProperties: false,
    definitions: {
      severity: { enum: SEVERITIES },
      severities: schemas.severities,
      override: {
        type: 'object',
        required: ['files'],
        properties: describeKeys(keysOf('overrides')),
        additionalProperties: false,
      },
    },
  };
}
