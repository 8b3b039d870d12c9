import { isInRange } from '../../catalog/release';
import type { Change, Fix } from '../../config/edit';
import type { Facts } from '../../facts/facts';
import { findGiven, isGiven } from '../../facts/givens';
import { identifyModel, type ModelIdentity } from '../../facts/modelIdentity';
import { fixOf } from '../../lint/fix';
import type { Found } from '../../lint/rule';

/** Fixes of one finding; a longer list would be hard to read. */
export const MAX_TYPE_FIXES = 6;

/** A model in a folder whose name ms-swift does not know, for examples. */
export const LOCAL_MODEL_FLAGS = '--model my/own-model';

/** A model with 10 layers, for examples. */
export const TEN_LAYERS = { num_hidden_layers: 10 };

/** Returns the finding of a check of the model, on the flag that names the model unless the check says otherwise. */
export function reportOnModel(
  facts: Facts,
  check: (identity: ModelIdentity) => (Omit<Found, 'span'> & Partial<Found>) | undefined,
): Found[] {
  const identity = identifyModel(facts);
  const found = identity && check(identity);
  return found ? [{ span: findGiven(facts, 'model')?.entry.fullSpan ?? facts.config.head, ...found }] : [];
}

/** Creates fixes that set model_type to each trainable type, and also template if the type leaves it open. */
export function createTypeFixes(facts: Facts, { types, knownModels }: ModelIdentity): Fix[] {
  const { version } = facts.release;
  const trainable = facts.catalog.view(version, facts.config.command).names.get('megatron_model_type');
  const isTemplateOpen = isInRange(version, '4.0+') && isGiven(facts, 'template') === false;
  const modelType = facts.model?.get('model_type');
  const offeredTypes = types
    .filter((type) => trainable?.has(type) ?? true)
    .toSorted((a, b) => Number(b === modelType) - Number(a === modelType));
  const fixes = offeredTypes.flatMap((type) => {
    const templates =
      isTemplateOpen && !knownModels.templates.has(type) ? (knownModels.allTemplates.get(type) ?? []) : [];
    return templates.length > 1
      ? templates.map((template) => fixFlags({ model_type: type, template }))
      : [fixFlags({ model_type: type })];
  });
  return fixes.slice(0, MAX_TYPE_FIXES);
}

/** Creates a fix that sets flags to values. */
export function fixFlags(values: Readonly<Record<string, string>>): Fix {
  const assignments = Object.entries(values).map(([flag, value]) => `${flag} to ${value}`);
  const changes = Object.entries(values).map(([flag, value]): Change => ({ op: 'set', flag, values: [value] }));
  return fixOf(`Set ${assignments.join(' and ')}`, ...changes);
}
