import type { Schema } from './schema';
import { HOST } from './ssh';

/** The fields of launch targets, as settings describe and complete them and as `readTargets` checks them. */

const text = (markdownDescription: string, more: Partial<Schema> = {}): Schema => ({
  type: 'string',
  pattern: '^[^\\r\\n]+$',
  patternErrorMessage: 'a text on one line',
  markdownDescription,
  ...more,
});

const whole = (markdownDescription: string): Schema => ({ type: 'integer', minimum: 1, markdownDescription });

const absolute = (markdownDescription: string): Schema =>
  text(markdownDescription, { pattern: '^/[^\\r\\n]*$', patternErrorMessage: 'an absolute path' });

const list = (markdownDescription: string, items: Schema): Schema => ({ type: 'array', markdownDescription, items });

const map = (markdownDescription: string, values: Schema, pattern?: string, is?: string): Schema => ({
  type: 'object',
  markdownDescription,
  additionalProperties: values,
  ...(pattern && { propertyNames: { pattern, ...(is && { patternErrorMessage: is }) } }),
});

const VARIABLE = '^[A-Za-z_][A-Za-z0-9_]*$';

const NAME = text('What you call the target. It is shown wherever a target is chosen.');
const PREAMBLE = (when: string): Schema =>
  list(
    `Lines of bash in front of the run, ${when}. What finds \`megatron\` belongs here: a module, a conda environment.`,
    {
      type: 'string',
      examples: ['source /shared/venv/bin/activate'],
    },
  );
const ENVIRONMENT = map(
  'Variables for the run. A variable that the config sets itself goes before it, and the launcher’s own (`NNODES`, ...) come from the job.',
  { type: 'string' },
  VARIABLE,
  'the name of a variable',
);
const GPUS = whole(
  'GPUs of each node, and so processes of each node. Without it, `NPROC_PER_NODE` of the config. Nodes times GPUs is the world size that all rules judge by.',
);

const SLURM: Record<string, Schema> = {
  kind: text('A Slurm cluster.', { const: 'slurm' }),
  name: NAME,
  host: text(
    'Alias or name of the login node, for your own `ssh` and its config. Without it, `sbatch` runs on this machine. The connection must work without a password.',
    {
      pattern: HOST.source,
      patternErrorMessage: 'a name for ssh, which is no option and has no blanks',
      examples: ['cluster'],
    },
  ),
  slurmPath: absolute(
    'Folder of `sbatch`, `squeue` and their relatives on the machine that submits, where they are not on its PATH.',
  ),
  partition: text('Partition (`--partition`). Without it, the default one.'),
  account: text('Account that is charged (`--account`).'),
  qos: text('Quality of service (`--qos`).'),
  nodes: whole('Number of nodes (`--nodes`). Without it, `NNODES` of the config, else 1.'),
  gpusPerNode: GPUS,
  gpuType: text('GPU type as the cluster names it, such as `h100`.', {
    pattern: '^[\\w.-]+$',
    patternErrorMessage: 'one name',
  }),
  cpusPerTask: whole(
    'CPUs of each node (`--cpus-per-task`): one task runs on a node, and starts a process for each GPU.',
  ),
  memory: text('Memory of each node with its unit (`--mem`); `0` is all of it.', {
    pattern: '^\\d+[KMGT]?B?$',
    patternErrorMessage: 'a number with K, M, G or T, such as 512G',
    examples: ['512G', '0'],
  }),
  time: text('Time limit (`--time`): minutes, `hours:minutes:seconds`, `days-hours` or `days-hours:minutes:seconds`.', {
    pattern: '^(?:\\d+-\\d+(?::\\d+){0,2}|\\d+(?::\\d+){0,2}|UNLIMITED|INFINITE)$',
    patternErrorMessage: 'minutes, hours:minutes:seconds or days-hours',
    examples: ['12:00:00', '1-12'],
  }),
  constraint: text('Features that nodes must have (`--constraint`), such as `ib&nvme`.'),
  exclusive: { type: 'boolean', markdownDescription: 'No other job on the nodes (`--exclusive`).' },
  container: {
    type: 'object',
    markdownDescription: 'A container for the tasks, by the pyxis plugin of `srun`. The cluster has to have it.',
    properties: {
      image: text(
        'Image as enroot knows it, such as `nvcr.io#nvidia/pytorch:25.04-py3`, or the path of a `.sqsh` file.',
      ),
      mounts: list(
        'Folders of the node inside the container: `FROM:TO`, or `FROM:TO:ro`.',
        text('`FROM:TO`', { examples: ['/shared:/shared'] }),
      ),
      workdir: absolute('Folder that the run starts in. Without it, the working directory of the target.'),
    },
    required: ['image'],
    additionalProperties: false,
  },
  preamble: PREAMBLE('once, on the first node'),
  workingDirectory: absolute(
    'Folder that the job runs in (`--chdir`): it has to exist, and all nodes have to see it. Without it, the folder of the config. A target with a host needs one.',
  ),
  logDirectory: absolute('Folder of the logs, made if it is missing. Without it, the working directory.'),
  sbatch: list(
    'Further options, as they would stand behind `#SBATCH`.',
    text('An option', {
      pattern: '^-[^\\r\\n]*$',
      patternErrorMessage: 'an option, which begins with a dash',
      examples: ['--reservation=NAME'],
    }),
  ),
  environment: ENVIRONMENT,
};

const QUANTITY = {
  pattern: '^\\d+(?:\\.\\d+)?(?:m|[kKMGTP]i?)?$',
  patternErrorMessage: 'a quantity of Kubernetes, such as 64, 500m or 512Gi',
};

const KUBERNETES: Record<string, Schema> = {
  kind: text('A Kubernetes cluster with Kubeflow’s training operator or trainer, through your own `kubectl`.', {
    const: 'kubernetes',
  }),
  name: NAME,
  context: text('Context of your kubeconfig. Without it, the current one.', {
    pattern: '^[^-\\s]\\S*$',
    patternErrorMessage: 'the name of a context',
  }),
  namespace: text('Namespace. Without it, that of the context.', {
    pattern: '^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$',
    patternErrorMessage: 'a name in small letters, digits and dashes',
  }),
  image: text('Image of the container, with ms-swift in it.', { pattern: '^\\S+$', patternErrorMessage: 'an image' }),
  resource: text('What is created.', {
    enum: ['PyTorchJob', 'TrainJob'],
    markdownEnumDescriptions: [
      '`kubeflow.org/v1`, of the training operator 1.x',
      '`trainer.kubeflow.org/v1alpha1`, of the trainer 2.x',
    ],
  }),
  nodes: whole('Number of pods, one a node. Without it, `NNODES` of the config, else 1.'),
  gpusPerNode: GPUS,
  gpuResource: text('What the cluster calls a GPU.', { default: 'nvidia.com/gpu' }),
  cpus: text('CPUs of each pod.', { ...QUANTITY, examples: ['64'] }),
  memory: text('Memory of each pod.', { ...QUANTITY, examples: ['512Gi'] }),
  resources: map('Further resources of each pod.', text('Amount', QUANTITY)),
  sharedMemory: text(
    'Most that the memory of `/dev/shm` may grow to. It is always there; without this, the memory of the pod is the limit.',
    { ...QUANTITY, examples: ['64Gi'] },
  ),
  volumes: list('Folders of the container that outlive it: each with one of `claim`, `hostPath` and `configMap`.', {
    type: 'object',
    properties: {
      mountPath: absolute('Where the folder is in the container.'),
      claim: text('Name of a PersistentVolumeClaim.'),
      hostPath: absolute('Folder of the node.'),
      configMap: text('Name of a ConfigMap.'),
      readOnly: { type: 'boolean', markdownDescription: 'Nothing can be written to it.' },
    },
    required: ['mountPath'],
    additionalProperties: false,
  }),
  secrets: map(
    'Variables whose values the cluster keeps, such as `{"HF_TOKEN": {"secret": "hf", "key": "token"}}`. A secret is never written into a manifest.',
    {
      type: 'object',
      properties: { secret: text('Name of the Secret.'), key: text('Key inside it.') },
      required: ['secret', 'key'],
      additionalProperties: false,
    },
    VARIABLE,
    'the name of a variable',
  ),
  nodeSelector: map('Labels that nodes must have.', text('Value of the label')),
  imagePullSecret: text('Name of the Secret that the image is pulled with.'),
  hostNetwork: {
    type: 'boolean',
    markdownDescription:
      'The network of the node instead of one of its own, as RDMA often needs. For a TrainJob, its runtime decides that.',
  },
  capabilities: list(
    'Linux capabilities of the container, such as `IPC_LOCK` for RDMA.',
    text('Capability', { examples: ['IPC_LOCK'] }),
  ),
  runtime: text('Runtime of a TrainJob: a ClusterTrainingRuntime whose pods and container are called `node`.', {
    default: 'torch-distributed',
  }),
  preamble: PREAMBLE('in every pod'),
  workingDirectory: absolute('Folder of the container that the run starts in. Without it, that of the image.'),
  environment: ENVIRONMENT,
};

const LOCAL: Record<string, Schema> = {
  kind: text('This machine, in a terminal.', { const: 'local' }),
  name: NAME,
};

const target = (properties: Record<string, Schema>, required: string[]): Schema => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});

/** The schema of each kind of target. */
export const TARGET_SCHEMAS = {
  local: target(LOCAL, ['kind', 'name']),
  slurm: target(SLURM, ['kind', 'name']),
  kubernetes: target(KUBERNETES, ['kind', 'name', 'image', 'resource']),
} as const;
