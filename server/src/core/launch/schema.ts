import { nearest } from '../text/spelling';

/** What one value of a setting may be: the part of JSON Schema that both an editor and `problemsIn` understand. */
export interface Schema {
  type: 'string' | 'integer' | 'boolean' | 'array' | 'object';
  markdownDescription?: string;
  enum?: string[];
  markdownEnumDescriptions?: string[];
  const?: string;
  pattern?: string;
  /** What a text that does not fit has to be, in words. */
  patternErrorMessage?: string;
  minimum?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  /** Values of names that are not among the properties; false where there are none. */
  additionalProperties?: Schema | false;
  propertyNames?: { pattern: string; patternErrorMessage?: string };
  default?: unknown;
  examples?: unknown[];
}

const KINDS: Record<Schema['type'], string> = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What is wrong with a value, in words; empty where nothing is. `at` says where it stands. */
export function problemsIn(schema: Schema, value: unknown, at: string): string[] {
  if (typeOf(value) !== schema.type) return [`${at} is ${shown(value)}; it has to be ${KINDS[schema.type]}.`];
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((each, index) => problemsIn(items, each, `${at}[${index}]`)) : [];
  }
  if (typeof value === 'object') return objectProblems(schema, value as Record<string, unknown>, at);
  if (typeof value === 'string') return textProblems(schema, value, at);
  if (typeof value === 'number' && value < (schema.minimum ?? value))
    return [`${at} is ${value}; it has to be at least ${schema.minimum}.`];
  return [];
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

function textProblems(schema: Schema, value: string, at: string): string[] {
  const allowed = schema.const === undefined ? schema.enum : [schema.const];
  if (allowed && !allowed.includes(value)) return [`${at} is "${value}"; it has to be ${allowed.join(' or ')}.`];
  if (schema.pattern === undefined || new RegExp(schema.pattern).test(value)) return [];
  return [`${at} is ${shown(value)}; it has to be ${schema.patternErrorMessage ?? `like ${schema.pattern}`}.`];
}

function objectProblems(schema: Schema, value: Record<string, unknown>, at: string): string[] {
  const { properties = {}, additionalProperties, propertyNames } = schema;
  const missing = (schema.required ?? []).filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => `${at} has no ${name}: ${properties[name]?.markdownDescription ?? 'it needs one.'}`),
    ...Object.entries(value).flatMap(([name, each]) => {
      if (each === undefined) return [];
      const known = properties[name] ?? additionalProperties;
      if (!known) return [unknown(name, Object.keys(properties), at)];
      const isName = !propertyNames || properties[name] || new RegExp(propertyNames.pattern).test(name);
      const naming = isName
        ? []
        : [`${at}: ${shown(name)} has to be ${propertyNames?.patternErrorMessage ?? 'a name'}.`];
      return [...naming, ...problemsIn(known, each, `${at}.${name}`)];
    }),
  ];
}

function unknown(name: string, names: readonly string[], at: string): string {
  const [close] = nearest(name, names);
  return `${at} has no field called ${name}${close ? `; did you mean ${close}?` : `; there are ${names.join(', ')}.`}`;
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};
