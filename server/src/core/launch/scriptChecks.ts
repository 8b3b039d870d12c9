import type { Config, Entry } from '../config/config';
import { envValueOf, findVariable, nameOfCommand, variablesOf } from '../config/lookup';
import { pluralize } from '../text/plural';
import { LAUNCHER_VARIABLES } from './environment';
import type { LaunchSettings } from './plan';
import type { Resources } from './resources';
import { findUnknownValues } from './unknownValues';

/**
 * Returns the launcher variables that a script sets to another value than the job. The script sets its variables after
 * the job has, so the launcher would use wrong ranks or addresses, which may go unnoticed for an hour.
 */
export function findScriptProblems(
  config: Config,
  variables: readonly Entry[],
  { nodes, gpusPerNode }: Resources,
): string[] {
  const run = config.startsScript ? { variables } : config;
  const expected: Record<(typeof LAUNCHER_VARIABLES)[number], string | undefined> = {
    NNODES: String(nodes),
    NPROC_PER_NODE: String(gpusPerNode),
    // On several nodes the rank differs on each, and only the job knows the address.
    NODE_RANK: nodes === 1 ? '0' : undefined,
    MASTER_ADDR: nodes === 1 ? envValueOf(run, 'MASTER_ADDR') : undefined,
    MASTER_PORT: envValueOf(run, 'MASTER_PORT'),
  };
  return LAUNCHER_VARIABLES.flatMap((name) => {
    const entry = findVariable(run, name);
    const value = envValueOf(run, name);
    const expectedText = expected[name] ?? 'a value that only the job knows';
    if (config.startsScript && !entry && name !== 'MASTER_PORT' && (expected[name] ?? '') !== UNGIVEN_VALUES[name])
      return [
        `The script calls its launcher without ${name}, but the job needs ${expectedText}. Pass \`"$${name}"\` to the launcher, or call ${nameOfCommand(config.command)}, which reads the variable.`,
      ];
    if (value === undefined || value === expected[name] || usesJobValue(run, name)) return [];
    return [
      config.startsScript
        ? `The script passes ${value} to its launcher as ${name}, but the job needs ${expectedText}. Pass \`"$${name}"\` instead.`
        : `The script sets ${name} to ${value}, but the job needs ${expectedText}. Remove the assignment, or write \`${name}=\${${name}:-${value}}\`.`,
    ];
  });
}

/** The values that a launcher uses for arguments that it is not given. */
const UNGIVEN_VALUES: Partial<Record<(typeof LAUNCHER_VARIABLES)[number], string>> = {
  NNODES: '1',
  NPROC_PER_NODE: '1',
  NODE_RANK: '0',
  MASTER_ADDR: '',
};

/** Returns true for values such as `${NNODES:-1}`, which use the one that the job sets. */
const usesJobValue = (config: Pick<Config, 'exports' | 'variables'>, name: string): boolean => {
  const entry = findVariable(config, name);
  return (
    entry?.values[0]?.defaults?.includes(name) || new RegExp(`\\$\\{?${name}\\b`).test(entry?.values[0]?.text ?? '')
  );
};

/** Warns of parts of a script that mean something else when it runs inside a job. */
export function findScriptWarnings(
  config: Config,
  { commandCount, text = '', variables }: LaunchSettings,
  devices: Entry | undefined,
): string[] {
  const run = config.startsScript ? { variables } : config;
  const computedVariables = variablesOf(run).filter(({ name, values }) => {
    return (
      (LAUNCHER_VARIABLES as readonly string[]).includes(name) &&
      values[0]?.value === undefined &&
      values[0]?.text !== '' &&
      !usesJobValue(run, name)
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
