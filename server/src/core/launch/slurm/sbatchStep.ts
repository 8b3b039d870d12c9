import { createStep, type PlanStep } from '../plan';
import { toSshStep } from '../ssh';
import type { SlurmTarget } from './target';

/** Creates the step that runs sbatch, here or on the login node, with a script of the plan on its standard input. */
export function createSbatchStep(
  target: SlurmTarget,
  options: string[],
  file: string,
  passes: string[] = [],
): PlanStep {
  const program = target.slurmPath ? `${target.slurmPath.replace(/\/$/, '')}/sbatch` : 'sbatch';
  const step = createStep([program, ...options], file);
  return target.host === undefined ? step : toSshStep(target.host, { ...step, passes });
}
