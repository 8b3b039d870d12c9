import { type Step, stepOf } from '../plan';
import { overSsh } from '../ssh';
import type { SlurmTarget } from '../target';

/** sbatch with a script of the plan on its standard input, here or on the login node. */
export function sbatchStep(target: SlurmTarget, options: string[], file: string, passes: string[] = []): Step {
  const program = target.slurmPath ? `${target.slurmPath.replace(/\/$/, '')}/sbatch` : 'sbatch';
  const step = stepOf([program, ...options], file);
  return target.host === undefined ? step : overSsh(target.host, { ...step, passes });
}
