import type { Machine } from '../lsp/machine';
import { createFindRelease, listActiveEnvironments } from './environment';
import { createFileReader } from './fileReader';
import { createNeighborReader } from './files';
import { createListValues } from './listValues';
import { createFindModels } from './models';
import { planLaunchLazily } from './planner';
import { createFindProject } from './projectFile';
import { loadSizing } from './sizing';

/** The host of a server on a machine with files, which are all read by one reader. */
export function createHost(reader = createFileReader()): Machine {
  const findRelease = createFindRelease(reader);
  return {
    ...createNeighborReader(reader),
    findRelease: (folder, top, known, chosen) =>
      findRelease(folder, top, known, { ...chosen, active: listActiveEnvironments() }),
    findProject: createFindProject(reader),
    findModels: createFindModels(process.env, undefined, reader),
    listValues: createListValues(reader),
    planLaunch: planLaunchLazily,
    loadSizing,
  };
}
