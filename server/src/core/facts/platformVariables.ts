/** Variables that platforms set for the processes or nodes of a job. Their values are known only inside the job. */

/** The quantity or name that a variable holds. */
type Role = 'nodes' | 'gpusPerNode' | 'processes' | 'processesPerNode' | 'nodeRank' | 'rank' | 'address' | 'port';

interface PlatformVariable {
  role: Role;
  /** The platforms that set it. */
  platforms: readonly string[];
}

/** The rendezvous variables of PyTorch, which operators set for each pod; the counts are of pods, not of GPUs. */
const POD_PLATFORMS = ['PyTorchJob', 'Volcano', 'PAI-DLC'];

/**
 * Sources: Kubeflow training-operator pkg/controller.v1/pytorch; torch/distributed/argparse_util.py (PET_ variables);
 * Volcano's pytorch and svc plugins; PAI-DLC and Volcengine ML platform, environment variables of a job; Slurm's srun;
 * Open MPI, MPICH and Intel MPI, variables of a process; SkyPilot, distributed jobs; Ray Train, torch config.
 */
const PLATFORM_VARIABLES: Readonly<Record<string, PlatformVariable>> = {
  WORLD_SIZE: { role: 'nodes', platforms: POD_PLATFORMS },
  RANK: { role: 'nodeRank', platforms: POD_PLATFORMS },
  MASTER_ADDR: { role: 'address', platforms: [...POD_PLATFORMS, 'Ray Train'] },
  MASTER_PORT: { role: 'port', platforms: [...POD_PLATFORMS, 'Ray Train'] },
  LOCAL_WORLD_SIZE: { role: 'processesPerNode', platforms: ['Ray Train'] },
  PET_NNODES: { role: 'nodes', platforms: ['PyTorchJob'] },
  PET_NPROC_PER_NODE: { role: 'processesPerNode', platforms: ['PyTorchJob'] },
  PET_NODE_RANK: { role: 'nodeRank', platforms: ['PyTorchJob'] },
  PET_MASTER_ADDR: { role: 'address', platforms: ['PyTorchJob'] },
  PET_MASTER_PORT: { role: 'port', platforms: ['PyTorchJob'] },
  VC_WORKER_NUM: { role: 'nodes', platforms: ['Volcano'] },
  VC_TASK_INDEX: { role: 'nodeRank', platforms: ['Volcano'] },
  VK_TASK_INDEX: { role: 'nodeRank', platforms: ['Volcano'] },
  VC_MASTER_HOSTS: { role: 'address', platforms: ['Volcano'] },
  VC_WORKER_HOSTS: { role: 'address', platforms: ['Volcano'] },
  MLP_WORKER_NUM: { role: 'nodes', platforms: ['Volcengine'] },
  MLP_WORKER_GPU: { role: 'gpusPerNode', platforms: ['Volcengine'] },
  MLP_ROLE_INDEX: { role: 'nodeRank', platforms: ['Volcengine'] },
  MLP_WORKER_0_HOST: { role: 'address', platforms: ['Volcengine'] },
  MLP_WORKER_0_PRIMARY_HOST: { role: 'address', platforms: ['Volcengine'] },
  MLP_WORKER_0_PORT: { role: 'port', platforms: ['Volcengine'] },
  ARNOLD_WORKER_NUM: { role: 'nodes', platforms: ['Volcengine'] },
  ARNOLD_WORKER_GPU: { role: 'gpusPerNode', platforms: ['Volcengine'] },
  ARNOLD_ID: { role: 'nodeRank', platforms: ['Volcengine'] },
  SLURM_NNODES: { role: 'nodes', platforms: ['Slurm'] },
  SLURM_JOB_NUM_NODES: { role: 'nodes', platforms: ['Slurm'] },
  SLURM_STEP_NUM_NODES: { role: 'nodes', platforms: ['Slurm'] },
  SLURM_GPUS_ON_NODE: { role: 'gpusPerNode', platforms: ['Slurm'] },
  SLURM_GPUS_PER_NODE: { role: 'gpusPerNode', platforms: ['Slurm'] },
  SLURM_NTASKS: { role: 'processes', platforms: ['Slurm'] },
  SLURM_NPROCS: { role: 'processes', platforms: ['Slurm'] },
  SLURM_STEP_NUM_TASKS: { role: 'processes', platforms: ['Slurm'] },
  SLURM_NTASKS_PER_NODE: { role: 'processesPerNode', platforms: ['Slurm'] },
  SLURM_NODEID: { role: 'nodeRank', platforms: ['Slurm'] },
  SLURM_PROCID: { role: 'rank', platforms: ['Slurm'] },
  OMPI_COMM_WORLD_SIZE: { role: 'processes', platforms: ['Open MPI'] },
  OMPI_COMM_WORLD_LOCAL_SIZE: { role: 'processesPerNode', platforms: ['Open MPI'] },
  OMPI_COMM_WORLD_RANK: { role: 'rank', platforms: ['Open MPI'] },
  PMI_SIZE: { role: 'processes', platforms: ['MPICH'] },
  PMI_RANK: { role: 'rank', platforms: ['MPICH'] },
  MPI_LOCALNRANKS: { role: 'processesPerNode', platforms: ['Intel MPI'] },
  SKYPILOT_NUM_NODES: { role: 'nodes', platforms: ['SkyPilot'] },
  SKYPILOT_NUM_GPUS_PER_NODE: { role: 'gpusPerNode', platforms: ['SkyPilot'] },
  SKYPILOT_NODE_RANK: { role: 'nodeRank', platforms: ['SkyPilot'] },
  SKYPILOT_NODE_IPS: { role: 'address', platforms: ['SkyPilot'] },
};

const ROLE_TEXTS: Readonly<Record<Role, string>> = {
  nodes: 'number of nodes',
  gpusPerNode: 'number of GPUs per node',
  processes: 'number of processes',
  processesPerNode: 'number of processes per node',
  nodeRank: 'rank of the node',
  rank: 'rank of the process',
  address: 'address of the first node',
  port: 'port of the first node',
};

/** Finds a variable that platforms set. */
export const findPlatformVariable = (name: string): PlatformVariable | undefined =>
  Object.hasOwn(PLATFORM_VARIABLES, name) ? PLATFORM_VARIABLES[name] : undefined;

/** Describes a variable by the platforms that set it: `the number of nodes, which Volcengine sets`. */
export function describePlatformVariable(name: string): string | undefined {
  const variable = findPlatformVariable(name);
  if (!variable) return undefined;
  const verb = variable.platforms.length > 1 ? 'set' : 'sets';
  return `the ${ROLE_TEXTS[variable.role]}, which ${listPlatforms(name)} ${verb}`;
}

/** Lists the platforms that set a variable: `PyTorchJob, Volcano and PAI-DLC`. */
export function listPlatforms(name: string): string {
  const platforms = findPlatformVariable(name)?.platforms ?? [];
  return platforms.length < 2 ? platforms.join('') : `${platforms.slice(0, -1).join(', ')} and ${platforms.at(-1)}`;
}

/** Returns the name of the only variable that a text reads, as in `$NAME` and `"${NAME:-1}"`. */
export const variableNameOf = (text: string): string | undefined =>
  /^"?\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?-[^{}$]*)?\})"?$/
    .exec(text)
    ?.slice(1)
    .find((name) => name !== undefined);

const MAX_NAMED = 3;

/** Describes the condition under which defaults do not apply: `NNODES is set elsewhere`. */
export function describeElsewhere(names: readonly string[]): string {
  const files = names.filter((name) => name.startsWith('/'));
  const positionals = names.filter((name) => /^\d+$/.test(name)).map((name) => `$${name}`);
  const variables = names.filter((name) => /^[A-Za-z_]/.test(name));
  const [first = '', ...more] = variables;
  const platforms = more.length === 0 && findPlatformVariable(first) ? `, as on ${listPlatforms(first)}` : '';
  return [
    ...(variables.length > 0 ? [`${joinNames(variables)} ${'is'} set elsewhere${platforms}`] : []),
    ...(positionals.length > 0 ? [`the script is given ${joinNames(positionals)}`] : []),
    ...files.map((file) => `${file} lists more machines`),
  ].join(', or ');
}

const joinNames = (names: readonly string[]): string =>
  names.length > MAX_NAMED
    ? `${names.slice(0, MAX_NAMED - 1).join(', ')} or ${names.length - MAX_NAMED + 1} more variables`
    : names.length === 1
      ? (names[0] ?? '')
      : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
