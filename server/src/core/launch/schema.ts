import { findNearestNames } from '../text/spelling';

/** What one value of a setting may be: the part of JSON Schema that both an editor and `problemsIn` understand. */
export interface SettingSchema {
  type: 'string' | 'integer' | 'boolean' | 'array' | 'object';
  markdownDescription?: string;
  enum?: string[];
  markdownEnumDescriptions?: string[];
  const?: string;
  pattern?: string;
  /** What a text that does not fit has to be, in words. */
  patternErrorMessage?: string;
  minimum?: number;
  items?: SettingSchema;
  properties?: Record<string, SettingSchema>;
  required?: string[];
  /** Values of names that are not among the properties; false where there are none. */
  additionalProperties?: SettingSchema | false;
  propertyNames?: { pattern: string; patternErrorMessage?: string };
  default?: unknown;
  examples?: unknown[];
}

const TYPE_DESCRIPTIONS: Record<SettingSchema['type'], string> = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What is wrong with a value, in words; empty where nothing is. `at` says where it stands. */
export function validateSetting(schema: SettingSchema, value: unknown, label: string): string[] {
  if (jsonTypeOf(value) !== schema.type)
    return [`${label} is ${printShort(value)}; it has to be ${TYPE_DESCRIPTIONS[schema.type]}.`];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((each, index) => validateSetting(items, each, `${label}[${index}]`)) : [];
  }
  if (typeof value === 'object') return validateObject(schema, value as Record<string, unknown>, label);
  if (typeof value === 'string') return validateText(schema, value, label);
  if (typeof value === 'number' && value < (schema.minimum ?? value))
    return [`${label} is ${value}; it has to be at least ${schema.minimum}.`];
  return [];
}

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function validateText(schema: SettingSchema, value: string, label: string): string[] {
  const allowed = schema.const === undefined ? schema.enum : [schema.const];
  if (allowed && !allowed.includes(value)) return [`${label} is "${value}"; it has to be ${allowed.join(' or ')}.`];
  if (schema.pattern === undefined || new RegExp(schema.pattern).test(value)) return [];
  return [`${label} is ${printShort(value)}; it has to be ${schema.patternErrorMessage ?? `like ${schema.pattern}`}.`];
}

function validateObject(schema: SettingSchema, value: Record<string, unknown>, label: string): string[] {
  const { properties = {}, additionalProperties, propertyNames } = schema;
  const missing = (schema.required ?? []).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${label} has no ${name}: ${properties[name]?.markdownDescription ?? 'it needs one.'}`),
    ...Object.entries(value).flatMap(([name, each]) => {
      if (each === undefined) return [];
      const fieldSchema = properties[name] ?? additionalProperties;
      if (!fieldSchema) return [describeUnknownField(name, Object.keys(properties), label)];
      const isValidName = !propertyNames || properties[name] || new RegExp(propertyNames.pattern).test(name);
      const nameProblems = isValidName
        ? []
        : [`${label}: ${printShort(name)} has to be ${propertyNames?.patternErrorMessage ?? 'a name'}.`];
      return [...nameProblems, ...validateSetting(fieldSchema, each, `${label}.${name}`)];
    }),
  ];
}

function describeUnknownField(name: string, names: readonly string[], label: string): string {
  const [nearestName] = findNearestNames(name, names);
  return `${label} has no field called ${name}${nearestName ? `; did you mean ${nearestName}?` : `; there are ${names.join(', ')}.`}`;
}

const printShort = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
