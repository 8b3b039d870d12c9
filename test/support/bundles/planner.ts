// Stands in for `server/src/host/planner.ts`, which loads a bundle: the same functions, from the sources.
export { planLaunch as planLaunchLazily } from '../../../server/src/core/planner';
