import { formOf } from '../../catalog/catalog';
import { inRange } from '../../catalog/release';
import type { Catalog, Flag, Form, Value } from '../../catalog/types';
import type { Command } from '../../config/config';
import type { Givens } from '../../facts/givens';
import { DERIVED, optionDefault } from '../../facts/values';
import type { Constraint } from '../../lint/constraint';
import type { Rule } from '../../lint/rule';
import { type Exported, every, type Schema, truthOf } from './conditionSchema';

/** What a config file is for. */
interface SchemaScope {
  release: string;
  /** A file that may be for any of them takes the flags of all, and the rules that hold for each. */
  commands: readonly Command[];
}

/** What is known of flags and rules: the service, of which nothing else is needed. */
interface Known {
  catalog: Catalog;
  rules: readonly Rule[];
}

/**
 * A JSON schema of training configs, for editors that know nothing but schemas: every flag with its type, and every
 * rejected combination that compares flags with fixed values only.
 */
export function trainingSchema(known: Known, scope: SchemaScope): Schema {
  const { catalog } = known;
  const { release, commands } = scope;
  const properties = Object.fromEntries(
    catalog.flags.flatMap((flag): [string, Schema][] => {
      const schema = flagSchema(flag, scope);
      return schema === undefined ? [] : [[flag.name, schema]];
    }),
  );
  const environment = catalog.environment.map(({ name, summary }) => [name, { description: summary }]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `Training config of ms-swift ${release} for megatron ${commands.join(', ')}`,
    type: 'object',
    properties: {
      ...properties,
      ENV: {
        type: ['object', 'null'],
        description: 'Environment variables',
        properties: Object.fromEntries(environment),
      },
    },
    // A flag may be spelled with dashes as well; those are not listed once more.
    patternProperties: { '^[a-z0-9]+(?:-[a-z0-9]+)+$': true },
    additionalProperties: false,
    allOf: constraintSchemas(known, scope).map(({ schema }) => schema),
  };
}

function flagSchema(flag: Flag, { release, commands }: SchemaScope): Schema | undefined {
  const forms = commands.flatMap((command) => formOf(flag, release, command) ?? []);
  const [form] = forms;
  if (!form) return undefined;
  const types = [...new Map(forms.map((each) => [JSON.stringify(valueSchema(each)), valueSchema(each)])).values()];
  const about = form.effective === undefined && form.default !== null ? { default: form.default } : {};
  return {
    description: `${flag.summary}${form.effective ? `. Default: ${form.effective}` : ''}`,
    ...about,
    ...((form.noEffect || form.overwritten) && { deprecated: true }),
    ...(types.length === 1 ? (types[0] as object) : { anyOf: types }),
  };
}

const INT = '^\\s*[+-]?\\d+(?:_\\d+)*\\s*$';
const FLOAT =
  '^\\s*[+-]?(?:(?:\\d+(?:_\\d+)*)(?:\\.(?:\\d+(?:_\\d+)*)?)?|\\.\\d+)(?:[eE][+-]?\\d+)?\\s*$|^\\s*[+-]?(?:inf(?:inity)?|nan)\\s*$';
const BOOL = '^(?:[yY][eE][sS]|[nN][oO]|[tT][rR][uU][eE]|[fF][aA][lL][sS][eE]|[tTfFyYnN01])$';

/** What a key may hold: the launcher prints every value as a word, and argparse reads that. */
function valueSchema(form: Form): Schema {
  if (form.unreadable || form.type === 'dtype') return { not: {} };
  const item = itemSchema(form);
  if (!form.list) return item;
  return { anyOf: [{ type: 'array', minItems: 1, items: { allOf: [{ type: 'string' }, item] } }, item] };
}

function itemSchema({ type, choices }: Form): { [keyword: string]: unknown } {
  if (type === 'int') return { type: ['integer', 'string'], pattern: INT };
  if (type === 'float') return { type: ['number', 'string'], pattern: FLOAT };
  if (type === 'bool') return { anyOf: [{ type: 'boolean' }, { enum: [0, 1] }, { type: 'string', pattern: BOOL }] };
  if (type === 'json') return { type: ['object', 'array', 'string'] };
  if (type === 'enum') {
    const words = (choices ?? []).flatMap((choice) => (choice === null ? [null, 'None'] : wordsOf(choice)));
    return { enum: [...new Set(words)] };
  }
  return { type: ['string', 'number', 'boolean', 'null', 'object'] };
}

/** A choice as YAML may write it: `1` is a number there, and `no` is false, which nobody prints as `no` again. */
const wordsOf = (choice: string): (string | number)[] =>
  String(Number(choice)) === choice ? [choice, Number(choice)] : [choice];

/** The rejected combinations that a schema can tell, each as a schema of its own; one that is not exact tells some only. */
export function constraintSchemas(
  { catalog, rules }: Known,
  { release, commands }: SchemaScope,
): { id: string; isExact: boolean; schema: Schema }[] {
  const around: Exported = {
    release,
    commands,
    isFlag: (name) => commands.some((command) => catalog.view(release, command).forms.has(name)),
    absent: (flag) => valueByItself(catalog, release, commands, flag),
    isList: (flag) => commands.some((command) => catalog.view(release, command).forms.get(flag)?.list === true),
  };
  return rules.filter(isConstraint).flatMap((constraint) => {
    const { id, title, severity, variants, when, must } = constraint;
    const isMilder = variants?.some((variant) => variant.severity !== undefined && variant.severity !== 'error');
    const holdsHere =
      inRange(release, constraint.releases) &&
      commands.every((command) => constraint.commands?.includes(command) ?? true);
    if (severity !== 'error' || isMilder || !holdsHere) return [];
    const applies = when && truthOf(when, around);
    const kept = truthOf(must, around);
    const [condition, broken] = [applies?.holds ?? true, kept.fails];
    if (condition === false || broken === false) return [];
    // What stands among the extra options goes over every flag, and no schema looks in there.
    const plain = {
      not: { anyOf: [{ required: ['extra_megatron_kwargs'] }, { required: ['megatron_extra_kwargs'] }] },
    };
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schemas
    const schema = { $comment: id, if: every([plain, condition]), then: { not: broken, errorMessage: title } };
    return [{ id, isExact: kept.isExact && (applies?.isExact ?? true), schema }];
  });
}

/** Rules that are data still have their conditions. */
const isConstraint = (rule: Rule): rule is Rule & Constraint => 'must' in rule;

/** The value of a flag that is not given, and whether it depends on other flags. */
function valueByItself(catalog: Catalog, release: string, commands: readonly Command[], name: string): ByItself {
  const derive = DERIVED[name];
  if (derive) return withoutAsking(derive);
  const values = commands.map((command): ByItself => {
    const form = catalog.view(release, command).forms.get(name);
    if (!form)
      return {
        value: optionDefault({ catalog, release: { version: release, from: 'setting', known: true } }, name),
        depends: false,
      };
    if (form.inEffect) return { value: form.inEffect.value, depends: form.inEffect.flag !== undefined };
    return { value: form.effective === undefined ? form.default : undefined, depends: false };
  });
  const [first = { value: undefined, depends: true }] = values;
  const isSame = values.every(({ value, depends }) => !depends && value === first.value);
  return isSame ? first : { value: undefined, depends: true };
}

type ByItself = ReturnType<Exported['absent']>;

/** What a derived value is where it asks for nothing; undefined as soon as it asks for something. */
function withoutAsking(derive: (facts: Givens) => Value | undefined): ByItself {
  const nothing = new Proxy({} as Givens, {
    get: () => {
      throw new RangeError('it depends on the run');
    },
  });
  try {
    return { value: derive(nothing), depends: false };
  } catch (error) {
    if (error instanceof RangeError) return { value: undefined, depends: true };
    throw error;
  }
}
