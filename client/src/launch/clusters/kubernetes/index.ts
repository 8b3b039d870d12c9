import type { KubernetesTarget } from '../../../../../server/src/lsp/protocol';
import type { ClusterKind } from '../clusterKind';
import { KUBERNETES_FAILURES } from './failures';
import { createKubectl } from './kubectl';
import { createKubernetesMonitor } from './monitor';
import { createKubernetesSubmission } from './submission';
import { askForKubernetes } from './wizard';

/** Kubernetes with the operators of Kubeflow, through the user’s own kubectl. */
export const kubernetesCluster: ClusterKind<KubernetesTarget> = {
  label: 'Kubernetes',
  detail: 'PyTorchJob or TrainJob of Kubeflow, through your own kubectl',
  icon: 'cloud',
  createCluster: (target, run) => {
    const kubectl = createKubectl(target, run);
    return { ...createKubernetesSubmission(kubectl, run), ...createKubernetesMonitor(kubectl) };
  },
  askForTarget: askForKubernetes,
  suggestName: () => 'kubernetes',
  describe: ({ resource, context, namespace }) => [resource, context, namespace],
  jobKey: ({ context, namespace }) => `${context ?? ''}.${namespace ?? ''}`,
  clusterKey: ({ context, namespace, resource }) => `${context ?? ''} ${namespace ?? ''} ${resource}`,
  // kubectl finds the log by the name of the job.
  hasLog: () => true,
  hasLocalLogs: () => false,
  failures: KUBERNETES_FAILURES,
};
