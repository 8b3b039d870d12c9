import type { Config } from '../../config/config';
import { entriesOf } from '../../config/lookup';
import { fingerprintOf } from '../fingerprint';
import { emptyPlan, type LaunchSettings, type Plan, type SbatchRequest } from '../plan';
import { describeResources, hoursOf } from '../resources';
import { findSecrets, redactSecrets } from '../secrets';
import type { SlurmTarget } from '../target';
import { createSbatchStep } from './sbatchStep';

/** A script with #SBATCH lines is submitted as it is: its author has said everything, and the target only says where. */
export function planExistingScript(
  config: Config,
  request: SbatchRequest,
  target: SlurmTarget,
  settings: LaunchSettings,
): Plan {
  const { options } = request;
  const { text = '', name } = settings;
  const fingerprint = fingerprintOf(text);
  const secrets = findSecrets(entriesOf(config));
  const shown = redactSecrets(
    text,
    secrets.map(({ value }) => value),
  );
  const jobName = options['job-name'] ?? name.replace(/\.\w+$/, '');
  const directory = options.chdir ?? target.workingDirectory ?? settings.directory;
  const addedOptions = [
    // Through a connection the folder would be the home of the user, and from standard input the name that of sbatch.
    ...(options.chdir === undefined ? [`--chdir=${directory}`] : []),
    ...(options['job-name'] === undefined ? [`--job-name=${jobName}`] : []),
    ...(options.comment === undefined ? [`--comment=preflight:${fingerprint}`] : []),
  ];
  const hasNoDirectory =
    target.host !== undefined && options.chdir === undefined && target.workingDirectory === undefined;
  const unusedOptions = JOB_OPTIONS.filter((field) => target[field] !== undefined);
  return {
    ...emptyPlan(target, settings, []),
    ...(hasNoDirectory && {
      problems: [
        `Neither the script (--chdir) nor target ${target.name} (workingDirectory) says where it runs on ${target.host}.`,
      ],
    }),
    jobName,
    directory,
    files: [{ name, text, ...(shown !== text && { shown }) }],
    secrets: secrets.map((secret) => secret.name),
    warnings: secrets.map(
      (secret) => `${secret.name} holds a secret that is written in the script, where others may read it.`,
    ),
    directories: [options.output, options.error].flatMap((path) => logFolderOf(path, directory)),
    submit: createSbatchStep(target, ['--parsable', ...addedOptions], name),
    validate: createSbatchStep(target, ['--test-only', ...addedOptions], name),
    resources: resourcesOfRequest(request),
    explain: [
      'The file is a batch script and is submitted as it is.',
      ...(request.gpusPerNode === undefined ? [] : [`${describeResources(resourcesOfRequest(request))}.`]),
      ...(unusedOptions.length > 0
        ? [`Its own #SBATCH lines hold, and these of the target do not: ${unusedOptions.join(', ')}.`]
        : []),
      ...(options.export === undefined
        ? ['It gets the environment of whoever submits it, since it has no --export.']
        : []),
      ...(settings.commandCount > 1
        ? [`The file holds ${settings.commandCount} training commands; all of them run.`]
        : []),
    ],
    fingerprint,
  };
}

/** What a target asks for by itself. */
const JOB_OPTIONS = [
  'partition',
  'account',
  'qos',
  'nodes',
  'gpusPerNode',
  'gpuType',
  'cpusPerTask',
  'memory',
  'time',
  'constraint',
  'exclusive',
  'container',
  'preamble',
  'logDirectory',
  'sbatch',
  'environment',
] as const;

function resourcesOfRequest({ nodes = 0, gpusPerNode = 0, options: { time } }: SbatchRequest): Plan['resources'] {
  const hours = time === undefined ? undefined : hoursOf(time);
  return { nodes, gpusPerNode, gpus: nodes * gpusPerNode, ...(hours !== undefined && { hours }) };
}

/** The folder of a log, where its name holds no pattern. */
function logFolderOf(path: string | undefined, directory: string): string[] {
  const lastSlash = path?.lastIndexOf('/') ?? -1;
  if (path === undefined || lastSlash <= 0) return [];
  const folder = path.slice(0, lastSlash);
  return /[%\\]/.test(folder) ? [] : [folder.startsWith('/') ? folder : `${directory}/${folder}`];
}
