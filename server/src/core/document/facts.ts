import type { Release } from '../catalog/release';
import type { Catalog } from '../catalog/types';
import type { Config } from '../config/config';
import { originOf } from '../config/shiftedConfig';
import { type Facts, factsOf } from '../facts/facts';
import type { FactsContext } from '../facts/givens';
import { type ModelFacts, readModelFacts } from '../facts/modelConfig';
import { type Document, isExcessive, type RunModel, type WantedModel } from './document';
import { findFoundModel, findModelDefaults, findWantedModel, toRunModel, uniqueModels } from './models';
import { catalogOfRelease, chooseReleaseOf, joinedConfigOf, mergeModelines } from './releases';

/** Returns the facts of one config, cached in the document. */
export function getFacts(catalog: Catalog, document: Document, config: Config): Facts {
  const cached = document.cache.get(config) ?? {};
  document.cache.set(config, cached);
  cached.facts ??= createFacts(catalog, document, config);
  return cached.facts;
}

/** The model that the run of a config names. */
export const wantedModelOf = (document: Document, config: Config): WantedModel | undefined =>
  findWantedModel(originOf(joinedConfigOf(document, config)), mergeModelines(document, config));

/** The models that the runs of a document name, each once. */
export function listWantedModels(document: Document): WantedModel[] {
  if (isExcessive(document)) return [];
  return uniqueModels(document.reading.configs.flatMap((config) => wantedModelOf(document, config) ?? []));
}

/** The config.json that applies to a config. A file takes precedence over the numbers known for the model's name. */
export function modelOf(catalog: Catalog, document: Document, config: Config): RunModel | undefined {
  const wanted = wantedModelOf(document, config);
  const { modelConfig } = document.context;
  if (modelConfig !== undefined && !wanted?.isFile) return { config: modelConfig };
  const found = findFoundModel(document, wanted);
  if (found || !wanted || wanted.isFile) return found;
  const named = catalog.findModel(wanted.name, wanted.revision);
  return named && toRunModel(named);
}

/** The facts of a model in a release. They are read once, not with every version of a document. */
function modelFactsOf({ modelFacts }: Catalog, model: RunModel, release: Release): ModelFacts {
  if (typeof model.config !== 'object' || model.config === null) return readModelFacts(model.config, release, model);
  const known = modelFacts.get(model.config) ?? new Map<Release, ModelFacts>();
  modelFacts.set(model.config, known);
  const facts = known.get(release) ?? readModelFacts(model.config, release, model);
  known.set(release, facts);
  return facts;
}

const createFacts = (catalog: Catalog, document: Document, config: Config): Facts =>
  factsOf(joinedConfigOf(document, config), contextOf(catalog, document, config));

/** Everything that decides about the facts of a run besides its text. */
export function contextOf(catalog: Catalog, document: Document, config: Config): FactsContext {
  const { context } = document;
  const modeline = mergeModelines(document, config);
  const run = originOf(joinedConfigOf(document, config));
  const model = modelOf(catalog, document, config);
  const release = chooseReleaseOf(catalog, document, config);
  return {
    catalog: catalogOfRelease(catalog, release),
    release,
    worldSize: context.targetSize ?? modeline.worldSize ?? context.worldSize,
    gpuMemory: context.targetGpuMemory ?? modeline.gpuMemory,
    usualGpuMemory: context.gpuMemory,
    model: model && modelFactsOf(catalog, model, release.version),
    assumedModel: model?.assumedModel,
    modelDefaults: context.modelConfig === undefined ? findModelDefaults(run, modeline) : undefined,
  };
}
