import type { Config } from '../config/config';
import type { LaunchSettings, PlanParts } from './plan';
import type { SettingSchema } from './schema';

/** Fields that all targets have. */
export interface TargetBase {
  kind: string;
  name: string;
}

/** Checks for one kind of target. The client uses them too, so planners are kept apart. */
export interface TargetKind<T extends TargetBase> {
  /** Schema of a target, which also documents its fields in the editor. */
  schema: SettingSchema;
  /** Returns the problems that the schema cannot express. */
  findProblems?(target: T, label: string): string[];
}

/** Planner for one kind of target. */
export interface Planner<T extends TargetBase> {
  /** Returns true if the job sets the launcher variables, and with them the size of the run. */
  setsJobSize(settings: LaunchSettings): boolean;
  /** Returns all parts of a plan that differ from an empty one. */
  plan(config: Config, target: T, settings: LaunchSettings): PlanParts;
}
