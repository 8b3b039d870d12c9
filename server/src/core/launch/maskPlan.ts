import { MASK, type Secret } from '../text/secretIndex';
import { createSecretFinder, findSecretsInVariables, isSecret, type SecretFinder } from '../text/secrets';
import type { Plan, PlanStep } from './plan';
import type { Target } from './targets';

/** Returns the secrets among the variables of a target. Others are recognized in the texts of its plans. */
export const findTargetSecrets = (target: Target): Secret[] =>
  'environment' in target ? findSecretsInVariables(target.environment ?? {}) : [];

/** Hides secrets in all parts of a plan that are shown. The parts that run keep them. */
export function maskPlan(plan: Plan, { mask }: SecretFinder): Plan {
  const maskStep = (step: PlanStep): PlanStep => ({ ...step, commandLine: mask(step.commandLine) });
  return {
    ...plan,
    explain: plan.explain.map(mask),
    warnings: plan.warnings.map(mask),
    problems: plan.problems.map(mask),
    submit: maskStep(plan.submit),
    ...(plan.validate && { validate: maskStep(plan.validate) }),
    files: plan.files.map((file) => {
      const shown = mask(file.shown ?? file.text);
      return { ...file, ...(shown !== file.text && { shown }) };
    }),
  };
}

/** Returns a target without its secrets, as it may be stored. The fields that find its jobs are kept. */
export function hideTargetSecrets<T extends Target>(target: T): T {
  if (target.kind === 'local') return target;
  const { mask } = createSecretFinder(findTargetSecrets(target));
  const hideValue = ([name, value]: [string, string]): [string, string] => [name, isSecret(name, value) ? MASK : value];
  const { environment, preamble } = target;
  return {
    ...target,
    ...(environment && { environment: Object.fromEntries(Object.entries(environment).map(hideValue)) }),
    ...(preamble && { preamble: preamble.map(mask) }),
    ...(target.kind === 'slurm' && target.sbatch && { sbatch: target.sbatch.map(mask) }),
  };
}
