import type { Machine } from '../lsp/machine';
import { findRelease, listActiveEnvironments } from './environment';
import { readMentioningScripts, readNamedFiles } from './files';
import { createFindModel } from './models';
import { planLaunchLazily } from './planner';

/** The host of a server on a machine with files. */
export const createHost = (): Machine => ({
  readNamedFiles,
  readMentioningScripts,
  findRelease: (folder, top, known, chosen) =>
    findRelease(folder, top, known, { ...chosen, active: listActiveEnvironments() }),
  findModel: createFindModel(),
  planLaunch: planLaunchLazily,
});
