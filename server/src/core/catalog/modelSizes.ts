import { memoize } from './memoize';
import { modelNameOf } from './models';

/** The sizes of models, as in `schemas/model-sizes.json`. Lists are texts separated by spaces. */
export interface ModelSizesData {
  sizes: ModelSize[];
}

/** The numbers that several models share. */
export interface ModelSize {
  /** The ids of the models on the hubs. */
  models: string;
  /** The fields of their config.json that are known. */
  config: Readonly<Record<string, unknown>>;
  /** Fields that their config.json has with an unknown value. */
  unknown?: string;
}

/** A model whose numbers ship with the product. */
export interface NamedModel {
  id: string;
  size: ModelSize;
  /** Only the last part of a path names the model, or a revision is requested, which may differ. */
  isGuess: boolean;
}

/** Finds models by id or path. The table of names is built at the first search. */
export function createModelFinder(data: ModelSizesData): (name: string, revision?: string) => NamedModel | undefined {
  const tableOf = memoize(createTable);
  return (name, revision) => {
    const { byId, byLastPart } = tableOf(data);
    const size = byId.get(name);
    if (size) return { id: name, size, isGuess: revision !== undefined };
    return isPath(name) ? findByPath(byId, byLastPart, name) : undefined;
  };
}

/** Lists the ids of all models with known numbers. */
export const listSizedModels = ({ sizes }: ModelSizesData): string[] =>
  sizes.flatMap(({ models }) => models.split(' '));

type Sizes = ReadonlyMap<string, ModelSize>;

function createTable({ sizes }: ModelSizesData): { byId: Sizes; byLastPart: ReadonlyMap<string, NamedModel> } {
  const byId = new Map(sizes.flatMap((size) => size.models.split(' ').map((id) => [id, size] as const)));
  const byLastPart = new Map<string, NamedModel>();
  // Of the ids of one name, such as those on two hubs, the first one is shown.
  for (const [id, size] of byId) {
    const name = modelNameOf(id);
    if (!byLastPart.has(name)) byLastPart.set(name, { id, size, isGuess: true });
  }
  return { byId, byLastPart };
}

/** Whether a name can only be a path: on a hub, an id is `owner/name`. */
const isPath = (name: string): boolean => /^[./~]/.test(name) || !/^[^/\\]+\/[^/\\]+$/.test(name);

/** Finds the model that the last part of a path names; a folder of the Hugging Face cache names the owner as well. */
function findByPath(byId: Sizes, byLastPart: ReadonlyMap<string, NamedModel>, path: string): NamedModel | undefined {
  const id = findCachedId(path);
  if (id === undefined) return byLastPart.get(modelNameOf(path));
  const size = byId.get(id);
  return size && { id, size, isGuess: true };
}

/** Finds `owner/name` in `<folder>/models--owner--name/snapshots/<commit>`. */
function findCachedId(path: string): string | undefined {
  const [, rest] = path.split('/models--', 2);
  const end = rest?.indexOf('/snapshots/') ?? -1;
  return end < 0 ? undefined : rest?.slice(0, end).replace('--', '/');
}
