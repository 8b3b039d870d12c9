import { type ModelRegistry, modelNameOf } from '../../catalog/models';
import { isInRange, type Release } from '../../catalog/release';
import type { Change } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findGiven } from '../../facts/givens';
import { identifyModel, templateOf, templateOfModel } from '../../facts/modelIdentity';
import type { MigrationData } from '../../lint/changedDefaults';

/** A group of models that train alike: their type, and their template if it is the same for all. */
interface ModelGroup {
  type: string;
  template: string | undefined;
}

/** Changes to the flags that name the type of a model, and notes about them. */
export interface MigratedModelType {
  changes: Change[];
  notes: string[];
}

const UNCHANGED: MigratedModelType = { changes: [], notes: [] };

/**
 * Carries the type of a model to a release that registers its models under other types, and writes down the template
 * that the type implied before. 4.0 joined the types of models with the same architecture, and split those whose models
 * have several.
 */
export function migrateModelType(facts: Facts, data: MigrationData, to: Release): MigratedModelType {
  const before = findGroup(facts);
  if (!before) return UNCHANGED;
  const registry = facts.catalog.modelsOf(to);
  const groups = findNewGroups(facts, before, registry);
  const types = new Set(groups.map(({ type }) => type));
  const [type = ''] = types;
  const isWritten = findGiven(facts, 'model_type') !== undefined;
  if (types.size === 0) return isWritten ? { changes: [], notes: describeGone(facts, before.type, to) } : UNCHANGED;
  if (types.size > 1) return isWritten ? { changes: [], notes: describeSplit(before.type, types, to) } : UNCHANGED;
  const { changes, notes } = writeTemplate(type);
  if (!isWritten || type === before.type) return { changes, notes };
  return {
    changes: [{ op: 'set', flag: 'model_type', values: [type] }, ...changes],
    notes: [`model_type becomes ${type}: it is what ms-swift ${to} calls the models of ${before.type}.`, ...notes],
  };

  function writeTemplate(newType: string): MigratedModelType {
    if (findGiven(facts, 'template') || before?.template === undefined) return UNCHANGED;
    const after = impliedTemplateOf(facts, registry, newType);
    const templates = new Set(groups.flatMap(({ template }) => template ?? []));
    const [only] = templates.size === 1 ? templates : [];
    const template = renamedTemplateOf(data, before.template, facts.release.version, to) ?? only;
    if (template === undefined || template === after) return UNCHANGED;
    const why = `it is the one of ${before.type} in ${facts.release.version}, and ${describeImplied(newType, after, to)}`;
    return facts.config.mayHaveMoreFlags
      ? { changes: [], notes: [`Add template ${template}, unless it is set elsewhere: ${why}.`] }
      : {
          changes: [{ op: 'set', flag: 'template', values: [template] }],
          notes: [`Added template ${template}: ${why}.`],
        };
  }
}

const describeImplied = (type: string, template: string | undefined, to: Release): string =>
  template === undefined
    ? `${to} knows several for the models of type ${type}`
    : `${to} uses ${template} for this model`;

const describeSplit = (type: string, types: ReadonlySet<string>, to: Release): string[] => [
  `model_type ${type} is left unchanged: ms-swift ${to} registers its models as ${[...types].join(', ')}. Write the one of your model.`,
];

/** The note on a type of which a release has no model. One that neither release registers comes from a plugin. */
const describeGone = ({ catalog, release }: Facts, type: string, to: Release): string[] =>
  catalog.modelsOf(to).allTemplates.has(type) || !catalog.modelsOf(release.version).allTemplates.has(type)
    ? []
    : [`model_type ${type} is left unchanged: ms-swift ${to} registers none of its models.`];

/** The group of the model that a run names, by its type or by its architecture. Models known by their name need none. */
function findGroup(facts: Facts): ModelGroup | undefined {
  const identity = identifyModel(facts);
  if (identity?.identifiedBy === 'name') return undefined;
  const given = findGiven(facts, 'model_type')?.value;
  const [type] = identity?.types.length === 1 ? identity.types : [given];
  const template = findGiven(facts, 'template')?.value ?? identity?.template;
  return typeof type === 'string' ? groupOf(type, typeof template === 'string' ? template : undefined) : undefined;
}

const groupOf = (type: string, template: string | undefined): ModelGroup => ({ type, template });

/**
 * Finds the groups in which a release registers the models of a group: that of the model if its name is known, else
 * those of all models of the group, limited to the architecture of the model.
 */
function findNewGroups(facts: Facts, before: ModelGroup, registry: ModelRegistry): ModelGroup[] {
  const known = facts.catalog.modelsOf(facts.release.version);
  const name = givenNameOf(facts);
  const namesOf = (isMember: (model: { type: string; template?: string }) => boolean): string[] =>
    [...known.byName].flatMap(([each, model]) => (model.type === before.type && isMember(model) ? each : []));
  const sameTemplate = namesOf((model) => templateOfModel(known, model) === before.template);
  const names = sameTemplate.length > 0 ? sameTemplate : namesOf(() => true);
  const groups = (name !== undefined && names.includes(name) && registry.byName.has(name) ? [name] : names).flatMap(
    (each) => {
      const model = registry.byName.get(each);
      return model ? groupOf(model.type, templateOfModel(registry, model)) : [];
    },
  );
  const architecture = facts.model?.get('architecture');
  const possible = typeof architecture === 'string' ? registry.byArchitecture.get(architecture) : undefined;
  const fitting = groups.filter(({ type }) => possible?.includes(type));
  return fitting.length > 0 ? fitting : groups;
}

/** The name by which the model of a run is looked up. */
function givenNameOf(facts: Facts): string | undefined {
  const model = findGiven(facts, 'model')?.value;
  return typeof model === 'string' ? modelNameOf(model) : undefined;
}

/** The template that a run without the flag gets in a release. */
function impliedTemplateOf(facts: Facts, registry: ModelRegistry, type: string): string | undefined {
  const model = registry.byName.get(givenNameOf(facts) ?? '');
  return (model?.type === type ? model.template : undefined) ?? templateOf(registry, type);
}

/** The new name of a template that a release has renamed. */
const renamedTemplateOf = (
  { reworded }: MigrationData,
  template: string,
  from: Release,
  to: Release,
): string | undefined =>
  reworded
    .filter((each) => each.flag === 'template' && isInRange(from, each.from))
    .flatMap((each) => each.to.filter(({ releases }) => isInRange(to, releases)))
    .flatMap(({ values }) => values[template] ?? [])[0];
