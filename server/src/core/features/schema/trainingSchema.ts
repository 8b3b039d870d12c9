import { formOf } from '../../catalog/catalog';
import { isInRange } from '../../catalog/release';
import type { Catalog, Flag, Form, Value } from '../../catalog/types';
import type { Command } from '../../config/config';
import type { Givens } from '../../facts/givens';
import { DERIVED_DEFAULTS, defaultOfOption } from '../../facts/values';
import type { Constraint } from '../../lint/constraint';
import type { LintRule } from '../../lint/rule';
import { type ConditionContext, combineAll, FALSE_TEXT, type JsonSchema, TRUE_TEXT, truthOf } from './conditionSchema';
import { createFailures } from './failingSchema';
import { toSchemaId } from './schemaId';

/** The release and the commands that a schema covers. */
interface SchemaScope {
  release: string;
  /** The schema accepts the flags of any of these commands, and checks the rules that apply to all of them. */
  commands: readonly Command[];
}

/** The part of the service that a schema is made from. */
interface SchemaSource {
  catalog: Catalog;
  rules: readonly LintRule[];
  docs: { rule: (id: string) => { title: string } | undefined };
}

/**
 * Creates a JSON schema of training configs, for editors that only support schemas: every flag with its type, and every
 * rejected combination that compares flags with fixed values only.
 */
export function createTrainingSchema(source: SchemaSource, scope: SchemaScope): JsonSchema {
  const { catalog } = source;
  const { release, commands } = scope;
  const properties = Object.fromEntries(
    catalog.flags.flatMap((flag): [string, JsonSchema][] => {
      const schema = createFlagSchema(catalog, flag, scope);
      return schema === undefined ? [] : [[flag.name, schema]];
    }),
  );
  const environment = catalog.environment
    .filter(({ releases }) => isInRange(release, releases))
    .map(({ name }) => [name, { description: catalog.docs.variable(name, release).summary }]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: toSchemaId('training-config', release, commands.join('+').replaceAll(' ', '-')),
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
    // A flag may also be spelled with dashes; those spellings are accepted without being listed.
    patternProperties: { '^[a-z0-9]+(?:-[a-z0-9]+)+$': true },
    additionalProperties: false,
    allOf: createConstraintSchemas(source, scope).map(({ schema }) => schema),
  };
}

function createFlagSchema({ docs }: Catalog, flag: Flag, { release, commands }: SchemaScope): JsonSchema | undefined {
  const forms = commands.flatMap((command) => formOf(flag, release, command) ?? []);
  const [form] = forms;
  if (!form) return undefined;
  const types = [
    ...new Map(forms.map((each) => [JSON.stringify(createValueSchema(each)), createValueSchema(each)])).values(),
  ];
  const defaultSchema = form.effective === undefined && form.default !== null ? { default: form.default } : {};
  return {
    description: `${docs.flag(flag.name, release).summary}${form.effective ? `. Default: ${form.effective}` : ''}`,
    ...defaultSchema,
    ...((form.noEffect || form.overwritten) && { deprecated: true }),
    ...(types.length === 1 ? (types[0] as object) : { anyOf: types }),
  };
}

const INT = '^\\s*[+-]?\\d+(?:_\\d+)*\\s*$';
const FLOAT =
  '^\\s*[+-]?(?:(?:\\d+(?:_\\d+)*)(?:\\.(?:\\d+(?:_\\d+)*)?)?|\\.\\d+)(?:[eE][+-]?\\d+)?\\s*$|^\\s*[+-]?(?:inf(?:inity)?|nan)\\s*$';

/** Creates the schema of a value, which the launcher prints as an argument for argparse. */
function createValueSchema(form: Form): JsonSchema {
  if (form.unreadable || form.type === 'dtype') return { not: {} };
  const item = createItemSchema(form);
  if (!form.list) return item;
  return { anyOf: [{ type: 'array', minItems: 1, items: { allOf: [{ type: 'string' }, item] } }, item] };
}

function createItemSchema({ type, choices }: Form): { [keyword: string]: unknown } {
  if (type === 'int')
    return { type: ['integer', 'string'], pattern: INT, patternErrorMessage: 'Write a whole number.' };
  if (type === 'float') return { type: ['number', 'string'], pattern: FLOAT, patternErrorMessage: 'Write a number.' };
  if (type === 'bool') return BOOLEAN;
  if (type === 'json') return { type: ['object', 'array', 'string'] };
  if (type === 'enum') {
    const choiceValues = (choices ?? []).flatMap((choice) =>
      choice === null ? [null, 'None'] : yamlSpellingsOf(choice),
    );
    return { enum: [...new Set(choiceValues)] };
  }
  return { type: ['string', 'number', 'boolean', 'null', 'object'] };
}

/** A switch. Its other spellings are accepted without being listed, so that editors offer `true` and `false` only. */
const BOOLEAN = {
  type: ['boolean', 'string', 'integer'],
  minimum: 0,
  maximum: 1,
  pattern: `${TRUE_TEXT}|${FALSE_TEXT}`,
  patternErrorMessage: 'Write true or false.',
};

/** A choice as YAML may write it: `1` is a number. `no` is false, which the launcher does not print as `no` again. */
const yamlSpellingsOf = (choice: string): (string | number)[] =>
  String(Number(choice)) === choice ? [choice, Number(choice)] : [choice];

/** Creates a schema for each rejected combination that a schema can detect. An inexact one detects only some cases. */
export function createConstraintSchemas(
  { catalog, rules, docs }: SchemaSource,
  { release, commands }: SchemaScope,
): { id: string; isExact: boolean; schema: JsonSchema }[] {
  const context: ConditionContext = {
    release,
    commands,
    isFlag: (name) => commands.some((command) => catalog.view(release, command).forms.has(name)),
    defaultOf: (flag) => findDefault(catalog, release, commands, flag),
    isList: (flag) => commands.some((command) => catalog.view(release, command).forms.get(flag)?.list === true),
  };
  return rules.filter(isConstraint).flatMap((constraint) => {
    const { id, at, severity, variants, when, must } = constraint;
    const hasMilderVariant = variants?.some(
      (variant) => variant.severity !== undefined && variant.severity !== 'error',
    );
    const isApplicable =
      isInRange(release, constraint.releases) &&
      commands.every((command) => constraint.commands?.includes(command) ?? true);
    if (severity !== 'error' || hasMilderVariant || !isApplicable) return [];
    const whenTruth = when && truthOf(when, context);
    const mustTruth = truthOf(must, context);
    const [condition, violation] = [whenTruth?.holds ?? true, mustTruth.fails];
    if (condition === false || violation === false) return [];
    // Extra options take precedence over every flag, and the schema does not look into them.
    const noExtraOptions = {
      not: { anyOf: [{ required: ['extra_megatron_kwargs'] }, { required: ['megatron_extra_kwargs'] }] },
    };
    const message = `${docs.rule(id)?.title} [${id}]`;
    const failures = createFailures(combineAll([condition, violation]), [at].flat(), message);
    const schema = {
      $comment: id,
      if: noExtraOptions,
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON schemas
      then: combineAll(failures),
    };
    return [{ id, isExact: mustTruth.isExact && (whenTruth?.isExact ?? true), schema }];
  });
}

/** Whether a rule is data, with conditions. */
const isConstraint = (rule: LintRule): rule is LintRule & Constraint => 'must' in rule;

/** Finds the default of a flag, and whether it depends on other flags. */
function findDefault(catalog: Catalog, release: string, commands: readonly Command[], name: string): DefaultValue {
  const derive = DERIVED_DEFAULTS[name];
  if (derive) return evaluateIndependent(derive);
  const values = commands.map((command): DefaultValue => {
    const form = catalog.view(release, command).forms.get(name);
    if (!form)
      return {
        value: defaultOfOption({ catalog, release: { version: release, from: 'setting' } }, name),
        depends: false,
      };
    if (form.inEffect) return { value: form.inEffect.value, depends: form.inEffect.flag !== undefined };
    return { value: form.effective === undefined ? form.default : undefined, depends: false };
  });
  const [first = { value: undefined, depends: true }] = values;
  const isSame = values.every(({ value, depends }) => !depends && value === first.value);
  return isSame ? first : { value: undefined, depends: true };
}

type DefaultValue = ReturnType<ConditionContext['defaultOf']>;

/** Evaluates a derived default that reads no facts of the run. Undefined for one that reads any. */
function evaluateIndependent(derive: (facts: Givens) => Value | undefined): DefaultValue {
  const noFacts = new Proxy({} as Givens, {
    get: () => {
      throw new RangeError('it depends on the run');
    },
  });
  try {
    return { value: derive(noFacts), depends: false };
  } catch (error) {
    if (error instanceof RangeError) return { value: undefined, depends: true };
    throw error;
  }
}
