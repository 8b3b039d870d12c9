import { type ModelRegistry, modelNameOf } from '../catalog/models';
import { findGiven, type Givens, isGiven } from './givens';

/** The identity that ms-swift derives for the model that a run names. */
export interface ModelIdentity {
  /** The model as it is written, and the name that is looked up. */
  written: string;
  name: string;
  /** The source of the type: the flag, the name, or the architecture in config.json. */
  identifiedBy: 'flag' | 'name' | 'architecture';
  /** The possible types. With several of them the run stops; an empty list means unknown. */
  types: readonly string[];
  /** The template of the model; undefined if several are possible. */
  template?: string | undefined;
  knownModels: ModelRegistry;
}

/** Flags that name the user's own Python files, in the order in which 3.x imports them. */
export const PLUGIN_FLAGS = ['custom_register_path', 'external_plugins'];

/** Flags that may set the model elsewhere: adapters and checkpoints contain an args.json, and plugins can register models. */
const OTHER_SOURCE_FLAGS = ['adapters', 'lora_modules', 'mcore_adapter', 'mcore_adapters', 'ckpt_dir', ...PLUGIN_FLAGS];

/**
 * Identifies the model by `model_type`, else by its name, else by the first architecture of config.json. Returns
 * undefined if that is unknown, or if an args.json next to config.json may override it.
 * Source: swift/llm/model/register.py of 3.8.1, get_model_info_meta; swift/model/model_meta.py of 4.2.3.
 */
export function identifyModel(facts: Givens): ModelIdentity | undefined {
  const [model, type] = [findGiven(facts, 'model'), findGiven(facts, 'model_type')];
  if (typeof model?.value !== 'string' || OTHER_SOURCE_FLAGS.some((name) => isGiven(facts, name) !== false))
    return undefined;
  if (facts.model?.get('has_args') === true) return undefined;
  const knownModels = facts.catalog.modelsOf(facts.release.version);
  const name = modelNameOf(model.value);
  const registered = knownModels.byName.get(name);
  const common = { written: model.value, name, knownModels };
  if (type) {
    if (typeof type.value !== 'string') return undefined;
    const ownTemplate = registered?.type === type.value ? registered.template : undefined;
    return {
      ...common,
      identifiedBy: 'flag',
      types: [type.value],
      template: ownTemplate ?? templateOf(knownModels, type.value),
    };
  }
  if (registered)
    return {
      ...common,
      identifiedBy: 'name',
      types: [registered.type],
      template: templateOfModel(knownModels, registered),
    };
  const architecture = facts.model?.get('architecture');
  if (typeof architecture !== 'string') return undefined;
  const types = knownModels.byArchitecture.get(architecture) ?? [];
  const [onlyType = ''] = types.length === 1 ? types : [];
  return { ...common, identifiedBy: 'architecture', types, template: templateOf(knownModels, onlyType) };
}

/** Whether the model is multimodal (images, videos or audio); undefined if its type is unknown. */
export function isMultimodal(facts: Givens): boolean | undefined {
  const { types, knownModels } = identifyModel(facts) ?? {};
  const [type, ...others] = types ?? [];
  return type === undefined || others.length > 0 ? undefined : knownModels?.multimodal.has(type);
}

/** Returns the template of a registered model: that of its group, else that of its type. */
export const templateOfModel = (
  registry: ModelRegistry,
  model: { type: string; template?: string },
): string | undefined => model.template ?? templateOf(registry, model.type);

/** Returns the template of a type, or the only template of its groups. */
export function templateOf({ templates, allTemplates }: ModelRegistry, type: string): string | undefined {
  const all = allTemplates.get(type) ?? [];
  return templates.get(type) ?? (all.length === 1 ? all[0] : undefined);
}
