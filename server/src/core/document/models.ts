import type { Modeline } from '../comments/modeline';
import { type Config, envOf, flagNamed } from '../config/config';
import type { Document, FoundModel, WantedModel } from './document';

/** Variables that move the caches of the hubs. */
const CACHES = ['HF_HOME', 'HF_HUB_CACHE', 'HUGGINGFACE_HUB_CACHE', 'XDG_CACHE_HOME', 'MODELSCOPE_CACHE'];

/** The model of a run: the config.json of a modeline, else what `model` names; undefined where neither is known. */
export function wantedModel(config: Config, modeline: Modeline): WantedModel | undefined {
  const variables = Object.fromEntries(
    CACHES.flatMap((name) => {
      const value = envOf(config, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  if (modeline.modelConfig !== undefined) return { name: modeline.modelConfig, isFile: true, variables };
  const [name, revision] = [wordOf(config, 'model'), wordOf(config, 'model_revision')];
  if (!name) return undefined;
  return { name, isFile: false, ...(revision && { revision }), variables };
}

const wordOf = (config: Config, flag: string): string | undefined => flagNamed(config, flag)?.values[0]?.value;

/** The model among those that were found. */
export const foundModel = ({ around }: Document, wanted: WantedModel | undefined): FoundModel | undefined =>
  wanted && around.models?.find((found) => isSameModel(found.wanted, wanted));

export const isSameModel = (a: WantedModel, b: WantedModel): boolean =>
  a.name === b.name &&
  a.isFile === b.isFile &&
  a.revision === b.revision &&
  CACHES.every((name) => a.variables[name] === b.variables[name]);
