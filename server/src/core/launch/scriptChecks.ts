import type { Config, Entry } from '../config/config';
import { envValueOf, findVariable, variablesOf } from '../config/lookup';
import { pluralize } from '../text/plural';
import { LAUNCHER_VARIABLES } from './environment';
import type { LaunchSettings } from './plan';
import type { Resources } from './resources';
import { findUnknownValues } from './unknownValues';

/**
 * Returns the launcher variables that a script sets to another value than the job. The script sets its variables after
 * the job has, so the launcher would use wrong ranks or addresses, which may go unnoticed for an hour.
 */
export function findScriptProblems(config: Config, { nodes, gpusPerNode }: Resources): string[] {
  const expected: Record<(typeof LAUNCHER_VARIABLES)[number], string | undefined> = {
    NNODES: String(nodes),
    NPROC_PER_NODE: String(gpusPerNode),
    // On several nodes the rank differs on each, and only the job knows the address.
    NODE_RANK: nodes === 1 ? '0' : undefined,
    MASTER_ADDR: nodes === 1 ? envValueOf(config, 'MASTER_ADDR') : undefined,
    MASTER_PORT: envValueOf(config, 'MASTER_PORT'),
  };
  return LAUNCHER_VARIABLES.flatMap((name) => {
    const value = envValueOf(config, name);
    if (value === undefined || value === expected[name] || usesJobValue(config, name)) return [];
    const expectedText = expected[name] ?? 'a value that only the job knows';
    return [
      `The script sets ${name} to ${value}, but the job needs ${expectedText}. Remove the assignment, or write \`${name}=\${${name}:-${value}}\`.`,
    ];
  });
}

/** Returns true for values such as `${NNODES:-1}`, which use the one that the job sets. */
const usesJobValue = (config: Config, name: string): boolean => {
  const entry = findVariable(config, name);
  return new RegExp(`\\$\\{?${name}\\b`).test(entry?.values[0]?.text ?? '');
};

/** Warns of parts of a script that mean something else when it runs inside a job. */
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
    .map((scalar) => scalar.text)
    .join(' ');
  return [
    ...computedVariables.map(
      ({ name, values }) =>
        `The script computes ${name} itself (\`${values[0]?.text}\`). The result must equal the value that the job sets.`,
    ),
    ...(otherCommands > 0
      ? [`The entire file runs, including ${pluralize(otherCommands, 'more training command')}.`]
      : []),
    ...(/\$\{?[1-9@*]/.test(unknownText)
      ? ['The script reads arguments, but the job passes none. Write the values in the script.']
      : []),
    ...(/BASH_SOURCE/.test(text)
      ? ['The script reads its own path (BASH_SOURCE), which is unknown inside a job. Use an absolute path.']
      : []),
    ...(devices
      ? ['The script sets CUDA_VISIBLE_DEVICES, against the GPUs that the scheduler assigns to the job. Remove it.']
      : []),
  ];
}
