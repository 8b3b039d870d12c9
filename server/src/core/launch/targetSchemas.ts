import type { SettingSchema } from './schema';
import { HOST_PATTERN } from './ssh';

/** The fields of launch targets, as settings describe and complete them and as `readTargets` checks them. */

const textSchema = (markdownDescription: string, overrides: Partial<SettingSchema> = {}): SettingSchema => ({
  type: 'string',
  pattern: '^[^\\r\\n]+$',
  patternErrorMessage: 'a text on one line',
  markdownDescription,
  ...overrides,
});

const integerSchema = (markdownDescription: string): SettingSchema => ({
  type: 'integer',
  minimum: 1,
  markdownDescription,
});

const absolutePathSchema = (markdownDescription: string): SettingSchema =>
  textSchema(markdownDescription, { pattern: '^/[^\\r\\n]*$', patternErrorMessage: 'an absolute path' });

const listSchema = (markdownDescription: string, items: SettingSchema): SettingSchema => ({
  type: 'array',
  markdownDescription,
  items,
});

const mapSchema = (
  markdownDescription: string,
  values: SettingSchema,
  pattern?: string,
  patternErrorMessage?: string,
): SettingSchema => ({
  type: 'object',
  markdownDescription,
  additionalProperties: values,
  ...(pattern && {
    propertyNames: { pattern, ...(patternErrorMessage && { patternErrorMessage: patternErrorMessage }) },
  }),
});

const VARIABLE_PATTERN = '^[A-Za-z_][A-Za-z0-9_]*$';

const NAME_SCHEMA = textSchema('What you call the target. It is shown wherever a target is chosen.');
const preambleSchema = (when: string): SettingSchema =>
  listSchema(
    `Lines of bash in front of the run, ${when}. What finds \`megatron\` belongs here: a module, a conda environment.`,
    {
      type: 'string',
      examples: ['source /shared/venv/bin/activate'],
    },
  );
const ENVIRONMENT_SCHEMA = mapSchema(
  'Variables for the run. A variable that the config sets itself goes before it, and the launcher’s own (`NNODES`, ...) come from the job.',
  { type: 'string' },
  VARIABLE_PATTERN,
  'the name of a variable',
);
const GPUS_SCHEMA = integerSchema(
  'GPUs of each node, and so processes of each node. Without it, `NPROC_PER_NODE` of the config. Nodes times GPUs is the world size that all rules judge by.',
);

const SLURM_FIELDS: Record<string, SettingSchema> = {
  kind: textSchema('A Slurm cluster.', { const: 'slurm' }),
  name: NAME_SCHEMA,
  host: textSchema(
    'Alias or name of the login node, for your own `ssh` and its config. Without it, `sbatch` runs on this machine. The connection must work without a password.',
    {
      pattern: HOST_PATTERN.source,
      patternErrorMessage: 'a name for ssh, which is no option and has no blanks',
      examples: ['cluster'],
    },
  ),
  slurmPath: absolutePathSchema(
    'Folder of `sbatch`, `squeue` and their relatives on the machine that submits, where they are not on its PATH.',
  ),
  partition: textSchema('Partition (`--partition`). Without it, the default one.'),
  account: textSchema('Account that is charged (`--account`).'),
  qos: textSchema('Quality of service (`--qos`).'),
  nodes: integerSchema('Number of nodes (`--nodes`). Without it, `NNODES` of the config, else 1.'),
  gpusPerNode: GPUS_SCHEMA,
  gpuType: textSchema('GPU type as the cluster names it, such as `h100`.', {
    pattern: '^[\\w.-]+$',
    patternErrorMessage: 'one name',
  }),
  cpusPerTask: integerSchema(
    'CPUs of each node (`--cpus-per-task`): one task runs on a node, and starts a process for each GPU.',
  ),
  memory: textSchema('Memory of each node with its unit (`--mem`); `0` is all of it.', {
    pattern: '^\\d+[KMGT]?B?$',
    patternErrorMessage: 'a number with K, M, G or T, such as 512G',
    examples: ['512G', '0'],
  }),
  time: textSchema(
    'Time limit (`--time`): minutes, `hours:minutes:seconds`, `days-hours` or `days-hours:minutes:seconds`.',
    {
      pattern: '^(?:\\d+-\\d+(?::\\d+){0,2}|\\d+(?::\\d+){0,2}|UNLIMITED|INFINITE)$',
      patternErrorMessage: 'minutes, hours:minutes:seconds or days-hours',
      examples: ['12:00:00', '1-12'],
    },
  ),
  constraint: textSchema('Features that nodes must have (`--constraint`), such as `ib&nvme`.'),
  exclusive: { type: 'boolean', markdownDescription: 'No other job on the nodes (`--exclusive`).' },
  container: {
    type: 'object',
    markdownDescription: 'A container for the tasks, by the pyxis plugin of `srun`. The cluster has to have it.',
    properties: {
      image: textSchema(
        'Image as enroot knows it, such as `nvcr.io#nvidia/pytorch:25.04-py3`, or the path of a `.sqsh` file.',
      ),
      mounts: listSchema(
        'Folders of the node inside the container: `FROM:TO`, or `FROM:TO:ro`.',
        textSchema('`FROM:TO`', { examples: ['/shared:/shared'] }),
      ),
      workdir: absolutePathSchema('Folder that the run starts in. Without it, the working directory of the target.'),
    },
    required: ['image'],
    additionalProperties: false,
  },
  preamble: preambleSchema('once, on the first node'),
  workingDirectory: absolutePathSchema(
    'Folder that the job runs in (`--chdir`): it has to exist, and all nodes have to see it. Without it, the folder of the config. A target with a host needs one.',
  ),
  logDirectory: absolutePathSchema('Folder of the logs, made if it is missing. Without it, the working directory.'),
  sbatch: listSchema(
    'Further options, as they would stand behind `#SBATCH`.',
    textSchema('An option', {
      pattern: '^-[^\\r\\n]*$',
      patternErrorMessage: 'an option, which begins with a dash',
      examples: ['--reservation=NAME'],
    }),
  ),
  environment: ENVIRONMENT_SCHEMA,
};

const QUANTITY_PATTERN = {
  pattern: '^\\d+(?:\\.\\d+)?(?:m|[kKMGTP]i?)?$',
  patternErrorMessage: 'a quantity of Kubernetes, such as 64, 500m or 512Gi',
};

const KUBERNETES_FIELDS: Record<string, SettingSchema> = {
  kind: textSchema('A Kubernetes cluster with Kubeflow’s training operator or trainer, through your own `kubectl`.', {
    const: 'kubernetes',
  }),
  name: NAME_SCHEMA,
  context: textSchema('Context of your kubeconfig. Without it, the current one.', {
    pattern: '^[^-\\s]\\S*$',
    patternErrorMessage: 'the name of a context',
  }),
  namespace: textSchema('Namespace. Without it, that of the context.', {
    pattern: '^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$',
    patternErrorMessage: 'a name in small letters, digits and dashes',
  }),
  image: textSchema('Image of the container, with ms-swift in it.', {
    pattern: '^\\S+$',
    patternErrorMessage: 'an image',
  }),
  resource: textSchema('What is created.', {
    enum: ['PyTorchJob', 'TrainJob'],
    markdownEnumDescriptions: [
      '`kubeflow.org/v1`, of the training operator 1.x',
      '`trainer.kubeflow.org/v1alpha1`, of the trainer 2.x',
    ],
  }),
  nodes: integerSchema('Number of pods, one a node. Without it, `NNODES` of the config, else 1.'),
  gpusPerNode: GPUS_SCHEMA,
  gpuResource: textSchema('What the cluster calls a GPU.', { default: 'nvidia.com/gpu' }),
  cpus: textSchema('CPUs of each pod.', { ...QUANTITY_PATTERN, examples: ['64'] }),
  memory: textSchema('Memory of each pod.', { ...QUANTITY_PATTERN, examples: ['512Gi'] }),
  resources: mapSchema('Further resources of each pod.', textSchema('Amount', QUANTITY_PATTERN)),
  sharedMemory: textSchema(
    'Most that the memory of `/dev/shm` may grow to. It is always there; without this, the memory of the pod is the limit.',
    { ...QUANTITY_PATTERN, examples: ['64Gi'] },
  ),
  volumes: listSchema(
    'Folders of the container that outlive it: each with one of `claim`, `hostPath` and `configMap`.',
    {
      type: 'object',
      properties: {
        mountPath: absolutePathSchema('Where the folder is in the container.'),
        claim: textSchema('Name of a PersistentVolumeClaim.'),
        hostPath: absolutePathSchema('Folder of the node.'),
        configMap: textSchema('Name of a ConfigMap.'),
        readOnly: { type: 'boolean', markdownDescription: 'Nothing can be written to it.' },
      },
      required: ['mountPath'],
      additionalProperties: false,
    },
  ),
  secrets: mapSchema(
    'Variables whose values the cluster keeps, such as `{"HF_TOKEN": {"secret": "hf", "key": "token"}}`. A secret is never written into a manifest.',
    {
      type: 'object',
      properties: { secret: textSchema('Name of the Secret.'), key: textSchema('Key inside it.') },
      required: ['secret', 'key'],
      additionalProperties: false,
    },
    VARIABLE_PATTERN,
    'the name of a variable',
  ),
  nodeSelector: mapSchema('Labels that nodes must have.', textSchema('Value of the label')),
  imagePullSecret: textSchema('Name of the Secret that the image is pulled with.'),
  hostNetwork: {
    type: 'boolean',
    markdownDescription:
      'The network of the node instead of one of its own, as RDMA often needs. For a TrainJob, its runtime decides that.',
  },
  capabilities: listSchema(
    'Linux capabilities of the container, such as `IPC_LOCK` for RDMA.',
    textSchema('Capability', { examples: ['IPC_LOCK'] }),
  ),
  runtime: textSchema('Runtime of a TrainJob: a ClusterTrainingRuntime whose pods and container are called `node`.', {
    default: 'torch-distributed',
  }),
  preamble: preambleSchema('in every pod'),
  workingDirectory: absolutePathSchema(
    'Folder of the container that the run starts in. Without it, that of the image.',
  ),
  environment: ENVIRONMENT_SCHEMA,
};

const LOCAL_FIELDS: Record<string, SettingSchema> = {
  kind: textSchema('This machine, in a terminal.', { const: 'local' }),
  name: NAME_SCHEMA,
};

const targetSchema = (properties: Record<string, SettingSchema>, required: string[]): SettingSchema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

/** The schema of each kind of target. */
export const TARGET_SCHEMAS = {
  local: targetSchema(LOCAL_FIELDS, ['kind', 'name']),
  slurm: targetSchema(SLURM_FIELDS, ['kind', 'name']),
  kubernetes: targetSchema(KUBERNETES_FIELDS, ['kind', 'name', 'image', 'resource']),
} as const;
