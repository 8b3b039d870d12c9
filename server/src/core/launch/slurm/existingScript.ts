import type { Config } from '../../config/config';
import { entriesOf } from '../../config/lookup';
import { findSecrets, namesOfSecrets } from '../../text/secrets';
import { fingerprintOf } from '../fingerprint';
import { createPlanFile, type LaunchSettings, type PlanParts, type SbatchRequest } from '../plan';
import { describeResources, hoursOf, type Resources } from '../resources';
import { createSbatchStep } from './sbatchStep';
import { checkFolders } from './slurmChecks';
import type { SlurmTarget } from './target';

/** Plans a script with #SBATCH lines, submitted unchanged: the target only decides where. */
export function planExistingScript(
  config: Config,
  request: SbatchRequest,
  target: SlurmTarget,
  settings: LaunchSettings,
): PlanParts {
  const { options } = request;
  const { text = '', name } = settings;
  const fingerprint = fingerprintOf(text);
  const jobName = options['job-name'] ?? toJobName(name);
  const directory = options.chdir ?? target.workingDirectory ?? settings.directory;
  const addedOptions = [
    // Through ssh the folder would be the home of the user, and from standard input the name that of sbatch.
    ...(options.chdir === undefined ? [`--chdir=${directory}`] : []),
    ...(options['job-name'] === undefined ? [`--job-name=${jobName}`] : []),
    ...(options.comment === undefined ? [`--comment=preflight:${fingerprint}`] : []),
  ];
  const secrets = findSecrets(entriesOf(config));
  const secretNames = namesOfSecrets(secrets);
  const secretValues = secrets.map(({ value }) => value);
  return {
    problems: [...checkDirectory(request, target), ...checkFolders({ directory, logs: '' })],
    jobName,
    directory,
    files: [createPlanFile(name, text, secretValues)],
    secrets: secretNames,
    warnings: secretNames.map(
      (secretName) => `${secretName} contains a secret that is written in the script, where others may read it.`,
    ),
    directories: [options.output, options.error].flatMap((path) => logFolderOf(path, directory)),
    submit: createSbatchStep(target, ['--parsable', ...addedOptions], name),
    validate: createSbatchStep(target, ['--test-only', ...addedOptions], name),
    resources: resourcesOfRequest(request),
    explain: explainRequest(request, target, settings),
    fingerprint,
  };
}

/** Returns the name of the file without its extension, in characters that the records of Slurm show unchanged. */
const toJobName = (file: string): string => file.replace(/\.\w+$/, '').replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '-');

function checkDirectory({ options }: SbatchRequest, { name, host, workingDirectory }: SlurmTarget): string[] {
  if (host === undefined || options.chdir !== undefined || workingDirectory !== undefined) return [];
  return [
    `The folder to run in on ${host} is unknown. Set --chdir in the script, or workingDirectory of target ${name}.`,
  ];
}

function explainRequest(request: SbatchRequest, target: SlurmTarget, { commandCount }: LaunchSettings): string[] {
  const unusedFields = JOB_FIELDS.filter((field) => target[field] !== undefined);
  return [
    'The file is a batch script and is submitted unchanged.',
    ...(request.gpusPerNode === undefined ? [] : [`${describeResources(resourcesOfRequest(request))}.`]),
    ...(unusedFields.length > 0
      ? [`The #SBATCH lines of the script take precedence. Ignored fields of the target: ${unusedFields.join(', ')}.`]
      : []),
    ...(request.options.export === undefined
      ? ['The job gets the submitting environment, because the script has no --export.']
      : []),
    ...(commandCount > 1 ? [`The file contains ${commandCount} training commands. All of them run.`] : []),
  ];
}

/** Fields of a target that only apply to new scripts. */
const JOB_FIELDS = [
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

function resourcesOfRequest({ nodes = 0, gpusPerNode = 0, options: { time } }: SbatchRequest): Resources {
  const hours = time === undefined ? undefined : hoursOf(time);
  return { nodes, gpusPerNode, gpus: nodes * gpusPerNode, ...(hours !== undefined && { hours }) };
}

/** Returns the folder of a log, unless the folder contains a pattern. */
function logFolderOf(path: string | undefined, directory: string): string[] {
  const lastSlash = path?.lastIndexOf('/') ?? -1;
  if (path === undefined || lastSlash <= 0) return [];
  const folder = path.slice(0, lastSlash);
  return /[%\\]/.test(folder) ? [] : [folder.startsWith('/') ? folder : `${directory}/${folder}`];
}
