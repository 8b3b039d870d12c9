import { reportFindingsOf } from '../checkReport';
import type { WorkflowCommand } from '../output';
import type { FormatInput } from './format';

/** Returns the findings as workflow commands of GitHub Actions, which shows them as annotations of the lines. */
export const workflowCommandsOf = ({ files }: FormatInput): WorkflowCommand[] =>
  files.flatMap(({ report }) =>
    reportFindingsOf(report).map(({ severity, rule, message, range: { start, end } }) => ({
      name: COMMAND_NAMES[severity] ?? 'notice',
      properties: [
        ['file', report.path],
        ['line', start.line + 1],
        ['endLine', end.line + 1],
        // GitHub accepts columns only within one line.
        ...(start.line === end.line
          ? ([
              ['col', start.character + 1],
              ['endColumn', end.character + 1],
            ] as const)
          : []),
        ['title', `preflight: ${rule}`],
      ] as const,
      message,
    })),
  );

const COMMAND_NAMES: Readonly<Record<string, string>> = { error: 'error', warning: 'warning', hint: 'notice' };
