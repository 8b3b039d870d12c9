import type { NamedModel } from '../catalog/modelSizes';
import type { Modeline } from '../comments/modeline';
import type { Config } from '../config/config';
import { envValueOf, findFlag } from '../config/lookup';
import type { Document, FoundModel, RunModel, WantedModel } from './document';

/** Variables that set the cache folders of the hubs. */
const CACHE_VARIABLES = ['HF_HOME', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'XDG_CACHE_HOME', 'MODELSCOPE_CACHE'];

/** Finds the model of a run: the config.json of a modeline, else the value of `model`. Undefined without either. */
export function findWantedModel(config: Config, modeline: Modeline): WantedModel | undefined {
  const variables = Object.fromEntries(
    CACHE_VARIABLES.flatMap((name) => {
      const value = envValueOf(config, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  if (modeline.modelConfig !== undefined) return { name: modeline.modelConfig, isFile: true, variables };
  const [name, revision] = [firstValueOf(config, 'model'), firstValueOf(config, 'model_revision')];
  if (!name) return undefined;
  return { name, isFile: false, ...(revision && { revision }), variables };
}

const firstValueOf = (config: Config, flag: string): string | undefined => findFlag(config, flag)?.values[0]?.value;

/** Returns the variables of the caller whose defaults name the model, unless a modeline does. */
export const findModelDefaults = (config: Config, { modelConfig }: Modeline): readonly string[] | undefined =>
  modelConfig === undefined ? findFlag(config, 'model')?.values[0]?.defaults : undefined;

/** Finds a wanted model among those of the document's context. */
export const findFoundModel = ({ context }: Document, wanted: WantedModel | undefined): FoundModel | undefined =>
  wanted && context.models?.find((found) => isSameModel(found.wanted, wanted));

/** The known numbers of a model that ships with the product, in the form of a config.json. */
export const toRunModel = ({ id, size, isGuess }: NamedModel): RunModel => ({
  config: size.config,
  path: id,
  unknownFields: size.unknown?.split(' '),
  assumedModel: isGuess ? id : undefined,
});

/** Returns each model once. */
export function uniqueModels(wanted: readonly WantedModel[]): WantedModel[] {
  const keyOf = ({ name, isFile, revision, variables }: WantedModel): string =>
    JSON.stringify([name, isFile, revision, ...CACHE_VARIABLES.map((variable) => variables[variable])]);
  return [...new Map(wanted.map((model) => [keyOf(model), model])).values()];
}

export const isSameModel = (a: WantedModel, b: WantedModel): boolean =>
  a.name === b.name &&
  a.isFile === b.isFile &&
  a.revision === b.revision &&
  CACHE_VARIABLES.every((name) => a.variables[name] === b.variables[name]);
