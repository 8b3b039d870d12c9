import { printCommentLine } from './commentLine';
import type { Plan } from './plan';

/** Returns the plan as a document for people: what runs, where it runs, and the exact script. */
export function describePlan(plan: Plan, notes: readonly string[]): string {
  // The reasons against the launch come first: the rest of the plan matters after they are gone.
  const remarks = [
    ...plan.problems.map((problem) => `Cannot be launched: ${problem}`),
    ...plan.explain,
    ...plan.warnings.map((warning) => `Warning: ${warning}`),
    ...notes,
  ];
  const header = [
    `Plan for target ${plan.target}. Nothing has run yet.`,
    ...remarks,
    `Folder: ${plan.directory || 'the working directory of the image'}`,
    ...(plan.directories.length > 0 ? [`Creates if missing: ${plan.directories.join(', ')}`] : []),
    ...(plan.validate ? [`Validates with: ${plan.validate.commandLine}`] : []),
    `Runs: ${plan.submit.commandLine || 'nothing'}`,
  ];
  const sections = plan.files.flatMap(({ name, text, shown, script }) => [
    ...(script === undefined ? [] : [printSection('script of each pod', script)]),
    printSection(name, shown ?? text),
  ]);
  return `${header.map(printCommentLine).join('\n')}\n${sections.join('')}`;
}

const printSection = (title: string, text: string): string => `\n${printCommentLine(`--- ${title} ---`)}\n${text}`;
