import { activeEnvironments, findRelease } from './environment.node';
import { readMentioning, readNamed } from './host.node';
import type { Host } from './lsp/neighbours';
import { createFindModel } from './models.node';
import { planLaunch } from './planner.node';

/** What a machine with files and programs can do for the server. */
export const machine = (): Host => ({
  named: readNamed,
  mentioning: readMentioning,
  release: (folder, top, known, chosen) => findRelease(folder, top, known, { ...chosen, active: activeEnvironments() }),
  model: createFindModel(),
  plan: planLaunch,
});
