import type { DocumentContext } from '../document/document';
import type { FileSettings, ProjectSettings } from './projectSettings';

/** Returns the settings for a file, by its path below the folder of the project, with `/` between its parts. */
export function resolveSettings({ base, files, exclude, overrides }: ProjectSettings, path: string): FileSettings {
  const matching = overrides.filter((each) => each.files.some((matches) => matches(path)));
  const layers = [base, ...matching.map(({ settings }) => settings)];
  const { release, gpus, gpuMemory, models = [] } = Object.assign({}, ...layers) as ProjectSettings['base'];
  return {
    ...(release !== undefined && { release }),
    ...(gpus !== undefined && { gpus }),
    ...(gpuMemory !== undefined && { gpuMemory }),
    models,
    severities: layers
      .map(({ severity }) => severity)
      .filter((severity) => severity !== undefined)
      .reverse(),
    isConfigFile: files.some((matches) => matches(path)),
    isExcluded: exclude.some((matches) => matches(path)),
  };
}

/** Adds the settings of a project to a context, where it has none. `file` is the path of their file, for display. */
export const addSettings = (context: DocumentContext, settings: FileSettings, file: string): DocumentContext => ({
  ...context,
  worldSize: context.worldSize ?? settings.gpus,
  gpuMemory: context.gpuMemory ?? settings.gpuMemory,
  isConfigFile: context.isConfigFile ?? settings.isConfigFile,
  project: {
    file,
    release: context.swiftVersion === undefined ? settings.release : undefined,
    severities: settings.severities,
    isExcluded: settings.isExcluded,
  },
});
