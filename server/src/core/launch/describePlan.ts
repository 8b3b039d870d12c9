import { escapeControls } from '../text/printable';
import type { Plan } from './plan';

/** Returns the plan as a document for people: what runs, where it runs, and the exact script. */
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
    `Folder: ${plan.directory || 'the working directory of the image'}`,
    ...(plan.directories.length > 0 ? [`Creates if missing: ${plan.directories.join(', ')}`] : []),
    ...(plan.validate ? [`Validates with: ${plan.validate.commandLine}`] : []),
    `Runs: ${plan.submit.commandLine || 'nothing'}`,
  ];
  const files = plan.files.map(({ name, text, shown }) => `\n# --- ${escapeControls(name)} ---\n${shown ?? text}`);
  // A line break in a remark would end the comment, and its rest would look like a line that runs.
  return `${header.map((line) => `# ${escapeControls(line)}`).join('\n')}\n${files.join('')}`;
}
