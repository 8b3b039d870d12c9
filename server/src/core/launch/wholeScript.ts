import { type Config, envOf, variableNamed, variablesOf } from '../config/config';
import { count } from '../text/plural';
import { PLACES } from './environment';
import type { LaunchSettings } from './plan';
import type { Resources } from './resources';
import { unknownWords } from './words';

/**
 * A script that runs as a whole sets its own variables, after the job has set them. Whatever it sets to something else
 * than the job would take the run out of its place, which nobody would notice before the first hour has passed.
 */
export function scriptProblems(config: Config, { nodes, gpusPerNode }: Resources): string[] {
  const expected: Record<(typeof PLACES)[number], string | undefined> = {
    NNODES: String(nodes),
    NPROC_PER_NODE: String(gpusPerNode),
    // Behind these is another value on every node, or one that only the job knows.
    NODE_RANK: nodes === 1 ? '0' : undefined,
    MASTER_ADDR: nodes === 1 ? envOf(config, 'MASTER_ADDR') : undefined,
    MASTER_PORT: envOf(config, 'MASTER_PORT'),
  };
  return PLACES.flatMap((name) => {
    const value = envOf(config, name);
    if (value === undefined || value === expected[name] || asksFor(config, name)) return [];
    const wanted = expected[name] ?? 'a value of its own';
    return [
      `The script sets ${name} to ${value} itself, where the job needs ${wanted}. Take it out, or write \`${name}=\${${name}:-${value}}\`.`,
    ];
  });
}

/** `${NNODES:-1}` takes what the job sets. */
const asksFor = (config: Config, name: string): boolean => {
  const entry = variableNamed(config, name);
  return new RegExp(`\\$\\{?${name}\\b`).test(entry?.values[0]?.text ?? '');
};

/** What has to be said of a script that runs on every node as it is. */
export function scriptWarnings(config: Config, { commands, text = '' }: LaunchSettings): string[] {
  const set = variablesOf(config).filter(({ name, values }) => {
    return (PLACES as readonly string[]).includes(name) && values[0]?.value === undefined && !asksFor(config, name);
  });
  const others = commands - 1;
  const unknown = unknownWords(config)
    .map((word) => word.text)
    .join(' ');
  return [
    ...set.map(
      ({ name, values }) =>
        `The script works out ${name} itself (\`${values[0]?.text}\`); it has to come to what the job sets.`,
    ),
    ...(others > 0 ? [`The file holds ${count(others, 'more training command')}, which run too.`] : []),
    ...(/\$\{?[1-9@*]/.test(unknown) ? ['The script asks for arguments, and gets none.'] : []),
    ...(/BASH_SOURCE/.test(text)
      ? ['The script asks where it lies (BASH_SOURCE), which it cannot know inside a job.']
      : []),
  ];
}
