import { MASK } from '../text/secretIndex';
import { isSecretByName, looksRandom } from '../text/secretNames';
import { maskSecrets } from '../text/secrets';
import { findNearestNames } from '../text/spelling';

/** Schema of a setting: the part of JSON Schema that both editors and `validateSetting` understand. */
export interface SettingSchema {
  type: 'string' | 'integer' | 'boolean' | 'array' | 'object';
  markdownDescription?: string;
  enum?: string[];
  markdownEnumDescriptions?: string[];
  const?: string;
  pattern?: string;
  /** Noun phrase for a text that matches `pattern`, such as `an absolute path`. */
  patternErrorMessage?: string;
  minimum?: number;
  maximum?: number;
  items?: SettingSchema;
  properties?: Record<string, SettingSchema>;
  required?: string[];
  /** Schema of all other properties; false if there are none. */
  additionalProperties?: SettingSchema | false;
  propertyNames?: { pattern: string; patternErrorMessage?: string };
  default?: unknown;
  examples?: unknown[];
}

const TYPE_DESCRIPTIONS: Record<SettingSchema['type'], string> = {
  string: 'a string',
  integer: 'an integer',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Returns the problems of a value; empty if it is valid. They begin with `label`, the name of the value. */
export function validateSetting(schema: SettingSchema, value: unknown, label: string): string[] {
  if (jsonTypeOf(value) !== schema.type)
    return [`${label} is ${printShort(value, label)}; it must be ${TYPE_DESCRIPTIONS[schema.type]}.`];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((item, index) => validateSetting(items, item, `${label}[${index}]`)) : [];
  }
  if (typeof value === 'object') return validateObject(schema, value as Record<string, unknown>, label);
  if (typeof value === 'string') return validateText(schema, value, label);
  if (typeof value === 'number' && value < (schema.minimum ?? value))
    return [`${label} is ${value}; it must be at least ${schema.minimum}.`];
  if (typeof value === 'number' && value > (schema.maximum ?? value))
    return [`${label} is ${value}; it must be at most ${schema.maximum}.`];
  return [];
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function validateText(schema: SettingSchema, value: string, label: string): string[] {
  const allowed = schema.const === undefined ? schema.enum : [schema.const];
  if (allowed && !allowed.includes(value))
    return [`${label} is "${maskSecrets(value)}"; it must be ${allowed.join(' or ')}.`];
  if (schema.pattern === undefined || new RegExp(schema.pattern).test(value)) return [];
  return [
    `${label} is ${printShort(value, label)}; it must be ${schema.patternErrorMessage ?? `like ${schema.pattern}`}.`,
  ];
}

function validateObject(schema: SettingSchema, value: Record<string, unknown>, label: string): string[] {
  const { properties = {}, additionalProperties, propertyNames } = schema;
  const missing = (schema.required ?? []).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${label} has no ${name}: ${properties[name]?.markdownDescription ?? 'it is required.'}`),
    ...Object.entries(value).flatMap(([name, field]) => {
      if (field === undefined) return [];
      const ownSchema = Object.hasOwn(properties, name) ? properties[name] : undefined;
      const fieldSchema = ownSchema ?? additionalProperties;
      if (!fieldSchema) return [describeUnknownField(name, Object.keys(properties), label)];
      const isValidName = !propertyNames || ownSchema || new RegExp(propertyNames.pattern).test(name);
      const nameProblems = isValidName
        ? []
        : [`${label}: ${printShort(name, '')} must be ${propertyNames?.patternErrorMessage ?? 'a name'}.`];
      return [...nameProblems, ...validateSetting(fieldSchema, field, `${label}.${name}`)];
    }),
  ];
}

function describeUnknownField(name: string, names: readonly string[], label: string): string {
  const [nearestName] = findNearestNames(name, names);
  const hint = nearestName ? `Did you mean ${nearestName}?` : `Known fields: ${names.join(', ')}.`;
  return `${label} has an unknown field, ${name}. ${hint}`;
}

const MAX_SHOWN_LENGTH = 60;

/** Prints a value without secrets. `label` ends with its name. */
function printShort(value: unknown, label: string): string {
  const name = label.slice(label.lastIndexOf('.') + 1);
  if (typeof value === 'string' && isSecretByName(name, value) && looksRandom(value)) return MASK;
  const text = maskSecrets(JSON.stringify(value) ?? String(value));
  return text.length > MAX_SHOWN_LENGTH ? `${text.slice(0, MAX_SHOWN_LENGTH)}…` : text;
}
