/** Where a config can run: a named profile, as it stands in the setting `preflight.launch.targets`. */
export type Target = LocalTarget | SlurmTarget | KubernetesTarget;

/** A Slurm cluster, from the machine that `sbatch` is on or through `ssh`. Every field is an option of sbatch unless it says otherwise. */
export interface SlurmTarget {
  kind: 'slurm';
  /** How the user calls it. */
  name: string;
  /** Alias or name of the login node for the user’s own `ssh`. Without it, `sbatch` runs on this machine. */
  host?: string;
  /** Folder of sbatch, squeue and their relatives on the machine that submits, where they are not on its PATH. */
  slurmPath?: string;
  partition?: string;
  account?: string;
  qos?: string;
  /** Number of nodes. Without it, NNODES of the config, else 1. */
  nodes?: number;
  /** GPUs of each node, and so processes of each node. Without it, NPROC_PER_NODE of the config. */
  gpusPerNode?: number;
  /** GPU type as the cluster names it, such as `h100`. */
  gpuType?: string;
  /** CPUs of each node; one task runs on a node. */
  cpusPerTask?: number;
  /** Memory of each node with its unit, such as `512G`; `0` is all of it. */
  memory?: string;
  /** Time limit: minutes, `hours:minutes:seconds`, or `days-hours`. */
  time?: string;
  /** Features that nodes must have. */
  constraint?: string;
  /** No other job on the nodes. */
  exclusive?: boolean;
  /** A container for the tasks, by the pyxis plugin of srun. */
  container?: {
    /** Image as enroot knows it, such as `nvcr.io#nvidia/pytorch:25.04-py3` or the path of a `.sqsh` file. */
    image: string;
    /** `FROM:TO` or `FROM:TO:ro`, absolute paths. */
    mounts?: string[];
    workdir?: string;
  };
  /** Lines of bash in front of the run, such as `module load cuda`. They run once, on the first node. */
  preamble?: string[];
  /** Absolute path of the folder that the job runs in. Without it, the folder of the config. */
  workingDirectory?: string;
  /** Absolute path of the folder for logs. Without it, the working directory. */
  logDirectory?: string;
  /** Further options, as they would stand behind `#SBATCH`. */
  sbatch?: string[];
  /** Variables for the run; those of the config go before them. */
  environment?: Record<string, string>;
}

/** A Kubernetes cluster with Kubeflow’s training operator (`PyTorchJob`) or trainer (`TrainJob`), through the user’s own `kubectl`. */
export interface KubernetesTarget {
  kind: 'kubernetes';
  /** How the user calls it. */
  name: string;
  /** Context of the kubeconfig. Without it, the current one. */
  context?: string;
  /** Namespace. Without it, that of the context. */
  namespace?: string;
  /** The container’s image, with ms-swift in it. */
  image: string;
  /** `PyTorchJob` is kubeflow.org/v1, `TrainJob` is trainer.kubeflow.org/v1alpha1. */
  resource: 'PyTorchJob' | 'TrainJob';
  /** Number of pods, one a node. Without it, NNODES of the config, else 1. */
  nodes?: number;
  /** GPUs of each pod, and so processes of each pod. Without it, NPROC_PER_NODE of the config. */
  gpusPerNode?: number;
  /** What the cluster calls a GPU. Without it, `nvidia.com/gpu`. */
  gpuResource?: string;
  /** CPUs of each pod, such as `64` or `500m`. */
  cpus?: string;
  /** Memory of each pod, such as `512Gi`. */
  memory?: string;
  /** Further resources of each pod, such as `{"rdma/hca": "1"}`. */
  resources?: Record<string, string>;
  /** Most that the memory of `/dev/shm` may grow to, such as `64Gi`. Without it, the memory of the pod is the limit. */
  sharedMemory?: string;
  /** Folders of the container that outlive it. */
  volumes?: KubernetesVolume[];
  /** Variables whose values the cluster keeps, by name: where each of them is found. */
  secrets?: Record<string, { secret: string; key: string }>;
  /** Labels that nodes must have. */
  nodeSelector?: Record<string, string>;
  /** Name of the secret that the image is pulled with. */
  imagePullSecret?: string;
  /** The network of the node instead of one of its own, as RDMA often needs. */
  hostNetwork?: boolean;
  /** Linux capabilities of the container, such as `IPC_LOCK` for RDMA. */
  capabilities?: string[];
  /** Name of the runtime of a TrainJob. Without it, `torch-distributed`. */
  runtime?: string;
  /** Lines of bash in front of the run, in every pod. */
  preamble?: string[];
  /** Folder of the container that the run starts in. Without it, that of the image. */
  workingDirectory?: string;
  /** Variables for the run; those of the config go before them. */
  environment?: Record<string, string>;
}

/** A folder of the container and what is behind it: exactly one of `claim`, `hostPath` and `configMap`. */
export interface KubernetesVolume {
  /** Absolute path in the container. */
  mountPath: string;
  /** Name of a PersistentVolumeClaim. */
  claim?: string;
  /** Absolute path on the node. */
  hostPath?: string;
  /** Name of a ConfigMap. */
  configMap?: string;
  readOnly?: boolean;
}

/** This machine, in a terminal. */
export interface LocalTarget {
  kind: 'local';
  /** How the user calls it. */
  name: string;
}
