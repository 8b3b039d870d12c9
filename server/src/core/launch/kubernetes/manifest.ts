import type { ClusterJob } from '../job';
import type { PodScript } from './podScript';
import type { KubernetesTarget, KubernetesVolume } from './target';

/** Manifest as plain data, printed as JSON. */
export type Manifest = { [key: string]: unknown };

/** Job with the script that its pods run. */
export interface PodJob extends ClusterJob {
  podScript: PodScript;
}

/** Returns the job as one object of the cluster. */
export function manifestOf(job: PodJob, target: KubernetesTarget, fingerprint: string): Manifest {
  const metadata = {
    // The cluster appends a random suffix, so that the same job can be launched again.
    generateName: `${toKubernetesName(job.name)}-`,
    ...(target.namespace && { namespace: target.namespace }),
    labels: { 'app.kubernetes.io/managed-by': 'training-preflight', 'preflight/fingerprint': fingerprint },
  };
  return target.resource === 'PyTorchJob'
    ? { apiVersion: 'kubeflow.org/v1', kind: 'PyTorchJob', metadata, spec: createPyTorchJob(job, target) }
    : { apiVersion: 'trainer.kubeflow.org/v1alpha1', kind: 'TrainJob', metadata, spec: createTrainJob(job, target) };
}

/** Converts a name to one that Kubernetes accepts (RFC 1035), short enough for the suffixes that operators add. */
export function toKubernetesName(name: string): string {
  const label = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 40)
    .replace(/(?<!-)-+$/, '');
  return label === '' ? 'megatron' : label;
}

/** Creates a PyTorchJob: a master, and workers if there is more than one node. The container must be named `pytorch`. */
function createPyTorchJob(job: PodJob, target: KubernetesTarget): Manifest {
  const { nodes, gpusPerNode } = job.resources;
  const template = { spec: createPodSpec(job, target) };
  const createReplicaSpec = (replicas: number) => ({ replicas, restartPolicy: 'Never', template });
  return {
    nprocPerNode: String(gpusPerNode),
    // The pods are kept after the run, and with them its logs.
    runPolicy: { cleanPodPolicy: 'None', backoffLimit: 0 },
    pytorchReplicaSpecs: { Master: createReplicaSpec(1), ...(nodes > 1 && { Worker: createReplicaSpec(nodes - 1) }) },
  };
}

function createPodSpec(job: PodJob, target: KubernetesTarget): Manifest {
  const { volumes, volumeMounts } = volumesOf(target);
  return {
    ...(target.nodeSelector && { nodeSelector: target.nodeSelector }),
    ...(target.imagePullSecret && { imagePullSecrets: [{ name: target.imagePullSecret }] }),
    ...(target.hostNetwork && { hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' }),
    containers: [
      {
        name: 'pytorch',
        image: target.image,
        ...createContainerTask(job, target),
        resources: containerResourcesOf(job, target),
        ...capabilitiesOf(target),
        volumeMounts,
      },
    ],
    volumes,
  };
}

/** Creates a TrainJob: patches to its runtime, in which the pods and their container are both named `node`. */
function createTrainJob(job: PodJob, target: KubernetesTarget): Manifest {
  const { nodes, gpusPerNode } = job.resources;
  const { volumes, volumeMounts } = volumesOf(target);
  const pod = {
    ...(target.nodeSelector && { nodeSelector: target.nodeSelector }),
    ...(target.imagePullSecret && { imagePullSecrets: [{ name: target.imagePullSecret }] }),
    volumes,
    containers: [{ name: 'node', ...capabilitiesOf(target), volumeMounts }],
  };
  const jobs = [{ name: 'node', template: { spec: { template: { spec: pod } } } }];
  return {
    runtimeRef: { name: target.runtime ?? 'torch-distributed' },
    trainer: {
      image: target.image,
      ...createContainerTask(job, target),
      numNodes: nodes,
      numProcPerNode: gpusPerNode,
      resourcesPerNode: containerResourcesOf(job, target),
    },
    runtimePatches: [
      {
        manager: 'training-preflight/launch',
        trainingRuntimeSpec: { template: { spec: { replicatedJobs: jobs } } },
      },
    ],
  };
}

/** Creates the task of a container: one quoted script as the command, and the arguments of the config as its args. */
function createContainerTask({ podScript, environment }: PodJob, target: KubernetesTarget): Manifest {
  const { script, argumentRows } = podScript;
  const args = argumentRows.flat();
  const env = [
    ...environment.plain.map(([name, value]) => ({ name, value: escapeDollars(value) })),
    ...environment.secrets.flatMap(({ name }) => {
      const secretRef = findClusterSecret(target, name);
      return secretRef ? [{ name, valueFrom: { secretKeyRef: { name: secretRef.secret, key: secretRef.key } } }] : [];
    }),
  ];
  return {
    command: ['bash', '-c', script, 'task'].map(escapeDollars),
    ...(args.length > 0 && { args: args.map(escapeDollars) }),
    ...(env.length > 0 && { env }),
  };
}

/** Returns the Secret of the cluster that the target names for a variable. */
export const findClusterSecret = (
  { secrets = {} }: KubernetesTarget,
  name: string,
): { secret: string; key: string } | undefined => (Object.hasOwn(secrets, name) ? secrets[name] : undefined);

/** Escapes a text for Kubernetes, which expands `$(NAME)` in arguments and values and reads `$$` as one dollar sign. */
const escapeDollars = (text: string): string => text.replace(/\$(?=[$(])/g, '$$$$');

function containerResourcesOf({ resources: { gpusPerNode } }: PodJob, target: KubernetesTarget): Manifest {
  const limits = {
    [target.gpuResource ?? 'nvidia.com/gpu']: gpusPerNode,
    ...(target.cpus && { cpu: target.cpus }),
    ...(target.memory && { memory: target.memory }),
    ...target.resources,
  };
  return { limits, requests: limits };
}

const capabilitiesOf = ({ capabilities }: KubernetesTarget): Manifest =>
  capabilities?.length ? { securityContext: { capabilities: { add: capabilities } } } : {};

/** Processes of one node communicate through /dev/shm, for which the default of 64 MB is too small. */
function volumesOf({ volumes = [], sharedMemory }: KubernetesTarget): {
  volumes: Manifest[];
  volumeMounts: Manifest[];
} {
  const namedVolumes = volumes.map((volume, index) => ({ name: `volume-${index + 1}`, volume }));
  const memory = { medium: 'Memory', ...(sharedMemory && { sizeLimit: sharedMemory }) };
  return {
    volumes: [
      { name: 'shared-memory', emptyDir: memory },
      ...namedVolumes.map(({ name, volume }) => ({ name, ...volumeSourceOf(volume) })),
    ],
    volumeMounts: [
      { name: 'shared-memory', mountPath: '/dev/shm' },
      ...namedVolumes.map(({ name, volume: { mountPath, readOnly } }) => ({
        name,
        mountPath,
        ...(readOnly && { readOnly }),
      })),
    ],
  };
}

function volumeSourceOf({ claim, hostPath, configMap, readOnly }: KubernetesVolume): Manifest {
  if (claim !== undefined) return { persistentVolumeClaim: { claimName: claim, ...(readOnly && { readOnly }) } };
  if (hostPath !== undefined) return { hostPath: { path: hostPath } };
  return { configMap: { name: configMap } };
}
