import type { Config } from '../config/config';
import { dropLost } from '../config/lookup';
import { createEmptyPlan, type LaunchSettings, type Plan } from './plan';
import { readTarget } from './readTargets';
import type { Planner } from './targetKind';
import { PLANNERS, type Target } from './targets';
import { findUnsafeTexts } from './unsafeTexts';

/**
 * Plans a launch. Pure: writes, asks and starts nothing. Texts that cannot be carried unchanged are refused before any
 * planner sees them.
 */
export function planFor(written: Config, target: Target, settings: LaunchSettings): Plan {
  const config = dropLost(written);
  const planner = plannerOf(target);
  const problems = [...readTarget(target).problems, ...findUnsafeTexts(config, target, settings)];
  const parts = problems.length > 0 || !planner ? { problems } : planner.plan(config, target, settings);
  return { ...createEmptyPlan(target, settings), ...parts };
}

/** Returns true if the job sets the launcher variables, and with them the size of the run. */
export const setsJobSize = (target: Target, settings: LaunchSettings): boolean =>
  plannerOf(target)?.setsJobSize(settings) ?? false;

/** Returns the planner for a target; undefined for a target of unknown kind. */
const plannerOf = ({ kind }: Target): Planner<Target> | undefined => PLANNERS[kind];
