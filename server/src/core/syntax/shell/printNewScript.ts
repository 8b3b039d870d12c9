import { quoteWordInLine } from '../../text/shellQuote';
import { describeRun, describeStart, listLauncherAssignments, type NewRun } from '../newRun';

/** Prints a new run as a script. */
export function printNewScript(run: NewRun): string {
  const words = run.flags.map(({ name, value }) => `--${name} ${quoteWordInLine(value)}`);
  const command = [`megatron ${run.command}`, ...words].join(' \\\n    ');
  return [
    '#!/usr/bin/env bash',
    `# preflight: ms-swift=${run.release}`,
    `# ${describeRun(run)}`,
    ...(run.nodes > 1 ? [`# ${describeStart(run)}`] : []),
    '',
    [...listLauncherAssignments(run), command].join(' \\\n'),
    '',
  ].join('\n');
}
