import type { SettingSchema } from './schema';
import { VARIABLE_NAME_PATTERN } from './variableNames';

/** Schemas of the fields of launch targets, shared by all kinds of target. */

export const textSchema = (markdownDescription: string, overrides: Partial<SettingSchema> = {}): SettingSchema => ({
  type: 'string',
  pattern: '^[^\\r\\n]+$',
  patternErrorMessage: 'a single line of text',
  markdownDescription,
  ...overrides,
});

export const integerSchema = (markdownDescription: string): SettingSchema => ({
  type: 'integer',
  minimum: 1,
  markdownDescription,
});

export const booleanSchema = (markdownDescription: string): SettingSchema => ({
  type: 'boolean',
  markdownDescription,
});

export const absolutePathSchema = (markdownDescription: string): SettingSchema =>
  textSchema(markdownDescription, { pattern: '^/[^\\r\\n]*$', patternErrorMessage: 'an absolute path' });

export const listSchema = (markdownDescription: string, items: SettingSchema): SettingSchema => ({
  type: 'array',
  markdownDescription,
  items,
});

export const mapSchema = (
  markdownDescription: string,
  values: SettingSchema,
  propertyNames?: SettingSchema['propertyNames'],
): SettingSchema => ({
  type: 'object',
  markdownDescription,
  additionalProperties: values,
  ...(propertyNames && { propertyNames }),
});

/** Schema of an object that has no other fields than these. */
export const objectSchema = (properties: Record<string, SettingSchema>, required: string[]): SettingSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

export const VARIABLE_NAMES = {
  pattern: VARIABLE_NAME_PATTERN,
  patternErrorMessage: 'the name of a variable',
};

export const NAME_SCHEMA = textSchema('Your name for the target, shown wherever you choose a target.');

export const preambleSchema = (when: string): SettingSchema =>
  listSchema(
    `Lines of bash that run before the training command, ${when}. Load here whatever \`megatron\` needs: a module, a conda environment.`,
    { type: 'string', examples: ['source /shared/venv/bin/activate'] },
  );

export const ENVIRONMENT_SCHEMA = mapSchema(
  'Variables for the run. Variables that the config sets take precedence, and the launcher variables (`NNODES`, ...) come from the job.',
  { type: 'string' },
  VARIABLE_NAMES,
);

export const GPUS_SCHEMA = integerSchema(
  'GPUs per node, and therefore processes per node. Default: `NPROC_PER_NODE` of the config. Nodes times GPUs is the world size that all rules use.',
);
