import type { Secret } from '../text/secretIndex';
import { findSecretsInVariables, type SecretFinder } from '../text/secrets';
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
