import type * as Planner from '../core/planner';

/** Loads the planner from its own bundle next to the server, which the first launch reads. */
export const planLaunchLazily: typeof Planner.planLaunch = (...args) =>
  (require('./planner.js') as typeof Planner).planLaunch(...args);
