import { inferRelease, type Written } from '../catalog/infer';
import { chooseRelease, type ReleaseChoice } from '../catalog/release';
import type { Catalog } from '../catalog/types';
import { type Modeline, modelineAbove } from '../comments/modeline';
import type { Config } from '../config/config';
import { type Facts, factsOf } from '../facts/facts';
import { modelFacts } from '../facts/modelConfig';
import type { Document, FoundModel, Surroundings, WantedModel } from './document';
import { foundModel, wantedModel } from './models';

export const releaseOf = (
  catalog: Catalog,
  modeline: Modeline,
  around: Surroundings,
  config?: Config,
): ReleaseChoice => {
  const asked = { modeline: modeline.swiftVersion, setting: around.swiftVersion, found: around.found };
  const isAsked = asked.modeline || asked.setting || asked.found;
  const flags = config && !isAsked ? inferRelease(catalog, config.command, writtenIn(config)) : undefined;
  return chooseRelease(catalog.releases, catalog.reference, { ...asked, flags });
};

const writtenIn = (config: Config): Written[] =>
  config.flags.map(({ name, values }) => ({ name, word: values[0]?.value }));

/** The facts of one config of a document, remembered with the document. */
export function factsIn(catalog: Catalog, document: Document, config: Config): Facts {
  const memory = document.memory.get(config) ?? {};
  document.memory.set(config, memory);
  memory.facts ??= newFacts(catalog, document, config);
  return memory.facts;
}

/** What the modelines say of one config. */
const modelineFor = (document: Document, config: Config): Modeline => ({
  ...document.modeline,
  ...modelineAbove(document.text, config),
});

/** The whole run that a config is part of. */
const runOf = (document: Document, config: Config): Config => document.joins.get(config)?.config ?? config;

/** The model that the run of a config names. */
export const modelWantedBy = (document: Document, config: Config): WantedModel | undefined =>
  wantedModel(runOf(document, config), modelineFor(document, config));

/** The config.json that holds for a config, and where it was found. */
export function modelOf(document: Document, config: Config): Partial<FoundModel> | undefined {
  const wanted = modelWantedBy(document, config);
  const { modelConfig } = document.around;
  if (modelConfig !== undefined && !wanted?.isFile) return { config: modelConfig };
  return foundModel(document, wanted);
}

function newFacts(catalog: Catalog, document: Document, config: Config): Facts {
  const { around } = document;
  const modeline = modelineFor(document, config);
  const whole = runOf(document, config);
  const model = modelOf(document, config);
  const release = releaseOf(catalog, modeline, around, whole);
  return factsOf(whole, {
    catalog,
    release,
    worldSize: around.targetSize ?? modeline.worldSize ?? around.worldSize,
    model: model && modelFacts(model.config, release.version, model.hasArgs),
  });
}
