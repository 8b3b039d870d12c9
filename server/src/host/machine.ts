import type { Host } from '../lsp/host';
import { findRelease, listActiveEnvironments } from './environment';
import { readMentioningScripts, readNamedFiles } from './files';
import { createFindModel } from './models';
import { planLaunchLazily } from './planner';

/** What a machine with files and programs can do for the server. */
export const createHost = (): Host => ({
  readNamedFiles: readNamedFiles,
  readMentioningScripts: readMentioningScripts,
  findRelease: (folder, top, known, chosen) =>
    findRelease(folder, top, known, { ...chosen, active: listActiveEnvironments() }),
  findModel: createFindModel(),
  planLaunch: planLaunchLazily,
});
