import { type Config, entriesOf } from '../../config/config';
import { fingerprintOf } from '../fingerprint';
import { type BatchRequest, cannotPlan, type LaunchSettings, type Plan } from '../plan';
import { describeResources, hoursOf } from '../resources';
import { secretsIn, withoutSecrets } from '../secrets';
import type { SlurmTarget } from '../target';
import { sbatchStep } from './sbatchStep';

/** A script with #SBATCH lines is submitted as it is: its author has said everything, and the target only says where. */
export function planAsItIs(config: Config, batch: BatchRequest, target: SlurmTarget, settings: LaunchSettings): Plan {
  const { options } = batch;
  const { text = '', name } = settings;
  const fingerprint = fingerprintOf(text);
  const secrets = secretsIn(entriesOf(config));
  const shown = withoutSecrets(
    text,
    secrets.map(({ value }) => value),
  );
  const jobName = options['job-name'] ?? name.replace(/\.\w+$/, '');
  const directory = options.chdir ?? target.workingDirectory ?? settings.directory;
  const words = [
    // Through a connection the folder would be the home of the user, and from standard input the name that of sbatch.
    ...(options.chdir === undefined ? [`--chdir=${directory}`] : []),
    ...(options['job-name'] === undefined ? [`--job-name=${jobName}`] : []),
    ...(options.comment === undefined ? [`--comment=preflight:${fingerprint}`] : []),
  ];
  const isLost = target.host !== undefined && options.chdir === undefined && target.workingDirectory === undefined;
  const unused = OWN.filter((field) => target[field] !== undefined);
  return {
    ...cannotPlan(target, settings, []),
    ...(isLost && {
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
    directories: [options.output, options.error].flatMap((path) => folderOf(path, directory)),
    submit: sbatchStep(target, ['--parsable', ...words], name),
    validate: sbatchStep(target, ['--test-only', ...words], name),
    resources: resourcesOf(batch),
    explain: [
      'The file is a batch script and is submitted as it is.',
      ...(batch.gpusPerNode === undefined ? [] : [`${describeResources(resourcesOf(batch))}.`]),
      ...(unused.length > 0
        ? [`Its own #SBATCH lines hold, and these of the target do not: ${unused.join(', ')}.`]
        : []),
      ...(options.export === undefined
        ? ['It gets the environment of whoever submits it, since it has no --export.']
        : []),
      ...(settings.commands > 1 ? [`The file holds ${settings.commands} training commands; all of them run.`] : []),
    ],
    fingerprint,
  };
}

/** What a target asks for by itself. */
const OWN = [
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

function resourcesOf({ nodes = 0, gpusPerNode = 0, options: { time } }: BatchRequest): Plan['resources'] {
  const hours = time === undefined ? undefined : hoursOf(time);
  return { nodes, gpusPerNode, gpus: nodes * gpusPerNode, ...(hours !== undefined && { hours }) };
}

/** The folder of a log, where its name holds no pattern. */
function folderOf(path: string | undefined, directory: string): string[] {
  const cut = path?.lastIndexOf('/') ?? -1;
  if (path === undefined || cut <= 0) return [];
  const folder = path.slice(0, cut);
  return /[%\\]/.test(folder) ? [] : [folder.startsWith('/') ? folder : `${directory}/${folder}`];
}
