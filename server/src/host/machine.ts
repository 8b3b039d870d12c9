import type { Host } from '../lsp/neighborCache';
import { activeEnvironments, findRelease } from './environment';
import { readMentioning, readNamed } from './files';
import { createFindModel } from './models';
import { planLaunch } from './planner';

/** What a machine with files and programs can do for the server. */
export const machine = (): Host => ({
  named: readNamed,
  mentioning: readMentioning,
  release: (folder, top, known, chosen) => findRelease(folder, top, known, { ...chosen, active: activeEnvironments() }),
  model: createFindModel(),
  plan: planLaunch,
});
