import type { Plan } from './plan';

/** The plan as a document for people: what runs, where, and the script to the letter. */
export function describePlan(plan: Plan, notes: readonly string[]): string {
  const remarks = [
    ...plan.explain,
    ...plan.warnings.map((warning) => `Warning: ${warning}`),
    ...notes,
    ...plan.problems.map((problem) => `Cannot be launched: ${problem}`),
  ];
  const header = [
    `Plan for target ${plan.target}. Nothing has run yet.`,
    ...remarks,
    `Folder: ${plan.directory || 'as the image has it'}`,
    ...(plan.directories.length > 0 ? [`Makes where missing: ${plan.directories.join(', ')}`] : []),
    ...(plan.validate ? [`Asks first: ${plan.validate.commandLine}`] : []),
    `Runs: ${plan.submit.commandLine || 'nothing'}`,
  ];
  const files = plan.files.map(({ name, text, shown }) => `\n# --- ${name} ---\n${shown ?? text}`);
  return `${header.map((line) => `# ${line}`).join('\n')}\n${files.join('')}`;
}
