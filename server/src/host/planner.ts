import type * as Planner from '../core/planner';

/** The planner has a bundle of its own beside the server, which is read when something is launched. */
export const planLaunchLazily: typeof Planner.planLaunch = (...args) =>
  (require('./planner.js') as typeof Planner).planLaunch(...args);
