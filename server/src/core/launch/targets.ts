import { kubernetesPlanner } from './kubernetes/planKubernetes';
import { kubernetesTargetKind } from './kubernetes/target';
import { localPlanner } from './local/planLocal';
import { localTargetKind } from './local/target';
import type { SettingSchema } from './schema';
import { slurmPlanner } from './slurm/planSlurm';
import { slurmTargetKind } from './slurm/target';
import type { Planner, TargetKind } from './targetKind';

/**
 * Registry of the kinds of targets: a new kind is a folder here and a line in each table. The tables are separate so
 * that the bundles of the client and the command line contain no planner.
 */
export const TARGET_KINDS = { local: localTargetKind, slurm: slurmTargetKind, kubernetes: kubernetesTargetKind };

/** Named profile of a place to run configs, as in the setting `preflight.launch.targets`. */
export type Target = TargetOf<(typeof TARGET_KINDS)[keyof typeof TARGET_KINDS]>;

type TargetOf<K> = K extends TargetKind<infer T> ? T : never;

export const PLANNERS: { [T in Target as T['kind']]: Planner<T> } = {
  local: localPlanner,
  slurm: slurmPlanner,
  kubernetes: kubernetesPlanner,
};

/** Schema of each kind, for the manifest of the extension. */
export const TARGET_SCHEMAS: Record<string, SettingSchema> = Object.fromEntries(
  Object.entries(TARGET_KINDS).map(([kind, { schema }]) => [kind, schema]),
);
