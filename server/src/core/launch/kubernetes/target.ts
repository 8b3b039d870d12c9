import {
  absolutePathSchema,
  booleanSchema,
  ENVIRONMENT_SCHEMA,
  GPUS_SCHEMA,
  integerSchema,
  listSchema,
  mapSchema,
  NAME_SCHEMA,
  objectSchema,
  preambleSchema,
  textSchema,
  VARIABLE_NAMES,
} from '../fieldSchemas';
import type { TargetKind } from '../targetKind';

/**
 * Kubernetes cluster with Kubeflow's training operator (`PyTorchJob`) or trainer (`TrainJob`). The schema below
 * documents the fields.
 */
export interface KubernetesTarget {
  kind: 'kubernetes';
  name: string;
  context?: string;
  namespace?: string;
  image: string;
  resource: 'PyTorchJob' | 'TrainJob';
  nodes?: number;
  gpusPerNode?: number;
  gpuResource?: string;
  cpus?: string;
  memory?: string;
  resources?: Record<string, string>;
  sharedMemory?: string;
  volumes?: KubernetesVolume[];
  secrets?: Record<string, { secret: string; key: string }>;
  nodeSelector?: Record<string, string>;
  imagePullSecret?: string;
  hostNetwork?: boolean;
  capabilities?: string[];
  runtime?: string;
  preamble?: string[];
  workingDirectory?: string;
  environment?: Record<string, string>;
}

/** Folder of the container with its source: exactly one of `claim`, `hostPath` and `configMap`. */
export interface KubernetesVolume {
  mountPath: string;
  claim?: string;
  hostPath?: string;
  configMap?: string;
  readOnly?: boolean;
}

const QUANTITY = {
  pattern: '^\\d+(?:\\.\\d+)?(?:m|[kKMGTP]i?)?$',
  patternErrorMessage: 'a Kubernetes quantity, such as 64, 500m or 512Gi',
};

const FIELDS = {
  kind: textSchema('A Kubernetes cluster with Kubeflow’s training operator or trainer, through your own `kubectl`.', {
    const: 'kubernetes',
  }),
  name: NAME_SCHEMA,
  context: textSchema('Context of your kubeconfig. Default: the current context.', {
    pattern: '^[^-\\s]\\S*$',
    patternErrorMessage: 'the name of a context',
  }),
  namespace: textSchema('Namespace. Default: that of the context.', {
    pattern: '^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$',
    patternErrorMessage: 'a name of lowercase letters, digits and dashes',
  }),
  image: textSchema('Image of the container. It must contain ms-swift.', {
    pattern: '^\\S+$',
    patternErrorMessage: 'the name of an image',
  }),
  resource: textSchema('Kind of resource to create.', {
    enum: ['PyTorchJob', 'TrainJob'],
    markdownEnumDescriptions: [
      '`kubeflow.org/v1`, of the training operator 1.x',
      '`trainer.kubeflow.org/v1alpha1`, of the trainer 2.x',
    ],
  }),
  nodes: integerSchema('Number of pods, one per node. Default: `NNODES` of the config, or 1.'),
  gpusPerNode: GPUS_SCHEMA,
  gpuResource: textSchema('Resource name of a GPU in the cluster.', { default: 'nvidia.com/gpu' }),
  cpus: textSchema('CPUs per pod.', { ...QUANTITY, examples: ['64'] }),
  memory: textSchema('Memory per pod.', { ...QUANTITY, examples: ['512Gi'] }),
  resources: mapSchema('Additional resources per pod, such as `{"rdma/hca": "1"}`.', textSchema('Amount', QUANTITY)),
  sharedMemory: textSchema(
    'Maximum size of `/dev/shm`, which is always mounted. Default: the memory of the pod is the limit.',
    { ...QUANTITY, examples: ['64Gi'] },
  ),
  volumes: listSchema(
    'Folders of the container that outlive it, each with exactly one of `claim`, `hostPath` and `configMap`.',
    objectSchema(
      {
        mountPath: absolutePathSchema('Path of the folder in the container.'),
        claim: textSchema('Name of a PersistentVolumeClaim.'),
        hostPath: absolutePathSchema('Folder of the node.'),
        configMap: textSchema('Name of a ConfigMap.'),
        readOnly: booleanSchema('Mounts the folder read-only.'),
      },
      ['mountPath'],
    ),
  ),
  secrets: mapSchema(
    'Variables with values from Secrets of the cluster, such as `{"HF_TOKEN": {"secret": "hf", "key": "token"}}`. Secrets are never written into a manifest.',
    objectSchema({ secret: textSchema('Name of the Secret.'), key: textSchema('Key in the Secret.') }, [
      'secret',
      'key',
    ]),
    VARIABLE_NAMES,
  ),
  nodeSelector: mapSchema('Required labels of the nodes.', textSchema('Value of the label')),
  imagePullSecret: textSchema('Name of the Secret for pulling the image.'),
  hostNetwork: booleanSchema(
    'Uses the network of the node instead of a pod network, as RDMA often requires. For a TrainJob, set this in its runtime instead.',
  ),
  capabilities: listSchema(
    'Linux capabilities of the container, such as `IPC_LOCK` for RDMA.',
    textSchema('Capability', { examples: ['IPC_LOCK'] }),
  ),
  runtime: textSchema('Runtime of a TrainJob: a ClusterTrainingRuntime whose pods and container are named `node`.', {
    default: 'torch-distributed',
  }),
  preamble: preambleSchema('in every pod'),
  workingDirectory: absolutePathSchema(
    'Folder of the container that the run starts in. Default: the working directory of the image.',
  ),
  environment: ENVIRONMENT_SCHEMA,
};

export const kubernetesTargetKind: TargetKind<KubernetesTarget> = {
  schema: objectSchema(FIELDS, ['kind', 'name', 'image', 'resource']),
  findProblems: ({ volumes = [] }, label) => volumes.flatMap((volume) => findVolumeProblems(volume, label)),
};

function findVolumeProblems({ mountPath, claim, hostPath, configMap }: KubernetesVolume, label: string): string[] {
  const sources = [claim, hostPath, configMap].filter(Boolean);
  if (sources.length === 1) return [];
  return [`${label}: the volume at ${mountPath} needs exactly one of claim, hostPath and configMap.`];
}
