import type { Config, Entry } from '../config/config';
import { envValueOf, findVariable, variablesOf } from '../config/lookup';
import { pluralize } from '../text/plural';
import { LAUNCHER_VARIABLES } from './environment';
import type { LaunchSettings } from './plan';
import type { Resources } from './resources';
import { findUnknownValues } from './words';

/**
 * A script that runs as a whole sets its own variables, after the job has set them. Whatever it sets to something else
 * than the job would take the run out of its place, which nobody would notice before the first hour has passed.
 */
export function findScriptProblems(config: Config, { nodes, gpusPerNode }: Resources): string[] {
  const expected: Record<(typeof LAUNCHER_VARIABLES)[number], string | undefined> = {
    NNODES: String(nodes),
    NPROC_PER_NODE: String(gpusPerNode),
    // Behind these is another value on every node, or one that only the job knows.
    NODE_RANK: nodes === 1 ? '0' : undefined,
    MASTER_ADDR: nodes === 1 ? envValueOf(config, 'MASTER_ADDR') : undefined,
    MASTER_PORT: envValueOf(config, 'MASTER_PORT'),
  };
  return LAUNCHER_VARIABLES.flatMap((name) => {
    const value = envValueOf(config, name);
    if (value === undefined || value === expected[name] || usesJobValue(config, name)) return [];
    const expectedText = expected[name] ?? 'a value of its own';
    return [
      `The script sets ${name} to ${value} itself, where the job needs ${expectedText}. Take it out, or write \`${name}=\${${name}:-${value}}\`.`,
    ];
  });
}

/** `${NNODES:-1}` takes what the job sets. */
const usesJobValue = (config: Config, name: string): boolean => {
  const entry = findVariable(config, name);
  return new RegExp(`\\$\\{?${name}\\b`).test(entry?.values[0]?.text ?? '');
};

/** What has to be said of a script that runs on every node as it is. */
export function findScriptWarnings(
  config: Config,
  { commandCount, text = '' }: LaunchSettings,
  devices: Entry | undefined,
): string[] {
  const computedVariables = variablesOf(config).filter(({ name, values }) => {
    return (
      (LAUNCHER_VARIABLES as readonly string[]).includes(name) &&
      values[0]?.value === undefined &&
      !usesJobValue(config, name)
    );
  });
  const otherCommands = commandCount - 1;
  const unknownText = findUnknownValues(config)
    .map((word) => word.text)
    .join(' ');
  return [
    ...computedVariables.map(
      ({ name, values }) =>
        `The script works out ${name} itself (\`${values[0]?.text}\`); it has to come to what the job sets.`,
    ),
    ...(otherCommands > 0
      ? [`The file holds ${pluralize(otherCommands, 'more training command')}, which run too.`]
      : []),
    ...(/\$\{?[1-9@*]/.test(unknownText) ? ['The script asks for arguments, and gets none.'] : []),
    ...(/BASH_SOURCE/.test(text)
      ? ['The script asks where it lies (BASH_SOURCE), which it cannot know inside a job.']
      : []),
    ...(devices ? ['The script sets CUDA_VISIBLE_DEVICES itself, against what the scheduler gives to the job.'] : []),
  ];
}
