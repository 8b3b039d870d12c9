import type { Machine } from '../lsp/machine';
import { createFindRelease, listActiveEnvironments } from './environment';
import { createFileReader, type FileReader } from './fileReader';
import { createNeighborReader } from './files';
import { createListValues } from './listValues';
import type { Variables } from './modelCaches';
import { createFindModels } from './models';
import { planLaunchLazily } from './planner';
import { createFindProject } from './projectFile';
import { loadSizing } from './sizing';

/** The readers of the files around a document, by the question that they answer. */
interface HostReaders {
  texts: FileReader;
  releases: FileReader;
  models: FileReader;
}

/** The host of a server on a machine with files, which are all read by one reader. */
export function createHost(reader = createFileReader()): Machine {
  return createHostOf({ texts: reader, releases: reader, models: reader });
}

/** The host of a machine whose files are read by several readers. */
export function createHostOf(
  { texts, releases, models }: HostReaders,
  variables: Variables = process.env,
  home?: string,
): Machine {
  const findRelease = createFindRelease(releases);
  return {
    ...createNeighborReader(texts),
    findRelease: (folder, top, known, chosen) =>
      findRelease(folder, top, known, { ...chosen, active: listActiveEnvironments(variables) }),
    findProject: createFindProject(texts),
    findModels: createFindModels(variables, home, models),
    listValues: createListValues(texts),
    planLaunch: planLaunchLazily,
    loadSizing,
  };
}
