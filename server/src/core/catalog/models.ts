import { isInRange, type Release } from './release';

/** The models that releases register, as in `schemas/models.json`. Lists are texts separated by spaces. */
export interface ModelsData {
  architectures: { releases: string; architecture: string; types: string }[];
  templates: { releases: string; template: string; types: string }[];
  multimodal: { releases: string; types: string }[];
  names: { releases: string; type: string; template?: string; names: string }[];
}

/** The models of one release. */
export interface ModelRegistry {
  /**
   * Type and template by name, which is the last part of a hub id in lower case. The template is that of the model's
   * group.
   */
  byName: ReadonlyMap<string, { type: string; template?: string }>;
  /** The types of models by the first architecture of their config.json. */
  byArchitecture: ReadonlyMap<string, readonly string[]>;
  /** The template of a type whose groups have no template of their own. */
  templates: ReadonlyMap<string, string>;
  /** All templates of the models of a type. */
  allTemplates: ReadonlyMap<string, readonly string[]>;
  multimodal: ReadonlySet<string>;
}

export function createModelRegistry(data: ModelsData, release: Release): ModelRegistry {
  const rowsOfRelease = <Row extends { releases: string }>(rows: readonly Row[]): Row[] =>
    rows.filter(({ releases }) => isInRange(release, releases));
  const byName = new Map<string, { type: string; template?: string }>();
  const byArchitecture = new Map<string, string[]>();
  const templates = new Map<string, string>();
  const templatesByType = new Map<string, Set<string>>();
  const addTemplate = (type: string, template: string) =>
    templatesByType.set(type, (templatesByType.get(type) ?? new Set()).add(template));
  for (const { template, types } of rowsOfRelease(data.templates)) {
    for (const type of types.split(' ')) {
      templates.set(type, template);
      addTemplate(type, template);
    }
  }
  for (const { type, template, names } of rowsOfRelease(data.names)) {
    if (template) addTemplate(type, template);
    for (const name of names.split(' ')) byName.set(name, { type, ...(template && { template }) });
  }
  for (const { architecture, types } of rowsOfRelease(data.architectures))
    byArchitecture.set(architecture, [...(byArchitecture.get(architecture) ?? []), ...types.split(' ')]);
  return {
    byName,
    byArchitecture,
    templates,
    allTemplates: new Map([...templatesByType].map(([type, typeTemplates]) => [type, [...typeTemplates]])),
    multimodal: new Set(rowsOfRelease(data.multimodal).flatMap(({ types }) => types.split(' '))),
  };
}

/**
 * Returns the name by which ms-swift looks up a model: the last part of an id or a path, in lower case. In hub caches,
 * the folder of a commit follows it.
 * Source: swift/llm/model/register.py of 3.8.1, get_model_name; swift/model/model_meta.py of 4.2.3 and,
 * for the cache of ModelScope, of 4.5.2.
 */
export function modelNameOf(idOrPath: string): string {
  const path = idOrPath.replace(/(?<!\/)\/+$/, '');
  const cached = findCachedName(path, '/models--') ?? findCachedName(path, '/models/');
  return (cached ?? path.slice(path.lastIndexOf('/') + 1).replaceAll('___', '.')).toLowerCase();
}

/** Finds `name` in `<folder>name/snapshots/` or `<folder>owner--name/snapshots/`. */
function findCachedName(path: string, folder: string): string | undefined {
  const at = path.indexOf(folder);
  if (at < 0) return undefined;
  const rest = path.slice(at + folder.length);
  const owner = rest.indexOf('--', 1);
  for (const start of owner < 0 ? [0] : [owner + 2, 0]) {
    const end = rest.indexOf('/snapshots/', start + 1);
    if (end >= 0) return rest.slice(start, end);
  }
  return undefined;
}
