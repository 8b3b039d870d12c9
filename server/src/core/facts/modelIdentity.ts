import { type KnownModels, nameOfModel } from '../catalog/models';
import type { Givens } from './givens';
import { isGiven, lastGiven } from './givens';

/** What ms-swift makes of the model that a run names. */
export interface ModelIdentity {
  /** The model as it is written, and the name that is looked up. */
  written: string;
  name: string;
  /** What tells the type: the flag, the name, or the architecture in config.json. */
  by: 'flag' | 'name' | 'architecture';
  /** The types that come into question: one is the type; with several the run stops, and none is known without any. */
  types: readonly string[];
  /** The template that belongs to the model; undefined where several come into question. */
  template?: string | undefined;
  known: KnownModels;
}

/** Flags that name Python files of the user's own, in the order in which 3.x imports them. */
export const PLUGINS = ['custom_register_path', 'external_plugins'];

/** An adapter or a checkpoint brings an args.json, which can say everything; code of the user's own can add models. */
const OTHER_SOURCES = ['adapters', 'lora_modules', 'mcore_adapter', 'mcore_adapters', 'ckpt_dir', ...PLUGINS];

/**
 * The type of the model: what `model_type` says, else the name, else the first architecture of config.json. Undefined
 * where that cannot be known, and where an args.json beside config.json may say something else.
 * Source: swift/llm/model/register.py of 3.8.1, get_model_info_meta; swift/model/model_meta.py of 4.2.3.
 */
export function modelIdentity(facts: Givens): ModelIdentity | undefined {
  const [model, type] = [lastGiven(facts, 'model'), lastGiven(facts, 'model_type')];
  if (typeof model?.value !== 'string' || OTHER_SOURCES.some((name) => isGiven(facts, name) !== false))
    return undefined;
  if (facts.model?.get('has_args') === true) return undefined;
  const known = facts.catalog.modelsOf(facts.release.version);
  const name = nameOfModel(model.value);
  const named = known.byName.get(name);
  const around = { written: model.value, name, known };
  if (type) {
    if (typeof type.value !== 'string') return undefined;
    const own = named?.type === type.value ? named.template : undefined;
    return { ...around, by: 'flag', types: [type.value], template: own ?? templateOf(known, type.value) };
  }
  if (named)
    return { ...around, by: 'name', types: [named.type], template: named.template ?? templateOf(known, named.type) };
  const architecture = facts.model?.get('architecture');
  if (typeof architecture !== 'string') return undefined;
  const types = known.byArchitecture.get(architecture) ?? [];
  const [only = ''] = types.length === 1 ? types : [];
  return { ...around, by: 'architecture', types, template: templateOf(known, only) };
}

/** Whether the model is multimodal, with images, videos or audio; undefined where its type is not known. */
export function isMultimodal(facts: Givens): boolean | undefined {
  const { types, known } = modelIdentity(facts) ?? {};
  const [type, ...others] = types ?? [];
  return type === undefined || others.length > 0 ? undefined : known?.multimodal.has(type);
}

/** A type without a template of its own has the only one of its groups. */
function templateOf({ templates, allTemplates }: KnownModels, type: string): string | undefined {
  const all = allTemplates.get(type) ?? [];
  return templates.get(type) ?? (all.length === 1 ? all[0] : undefined);
}
