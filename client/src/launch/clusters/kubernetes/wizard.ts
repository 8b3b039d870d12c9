import type { KubernetesTarget } from '../../../../../server/src/lsp/protocol';
import { toAnswer } from '../answer';
import type { WizardContext } from '../clusterKind';
import type { Questions } from '../questions';
import { KUBERNETES_FAILURES } from './failures';

/** Asks for the fields of a Kubernetes target, with the resources that kubectl lists as choices. */
export async function askForKubernetes(wizard: WizardContext): Promise<KubernetesTarget | undefined> {
  const { questions } = wizard;
  const context = await pickContext(wizard);
  if (!context) return undefined;
  const namespace = await askForNamespace(wizard, context);
  if (!namespace) return undefined;
  const resource = await pickResource(wizard, context);
  if (!resource) return undefined;
  const image = await questions.input('Image that contains ms-swift', '', (text) =>
    /^\S+$/.test(text) ? undefined : 'Enter a name such as registry/name:tag.',
  );
  if (!image) return undefined;
  const nodes = await questions.number('Nodes: one pod each', 1, 4096);
  const gpusPerNode = nodes === undefined ? undefined : await questions.number('GPUs of each pod', 8, 64);
  if (nodes === undefined || gpusPerNode === undefined) return undefined;
  return { kind: 'kubernetes', name: '', context, namespace, resource, image, nodes, gpusPerNode };
}

/** Lists resources by name with kubectl, and reports a failure. */
async function listNames(
  { questions, run, report }: WizardContext,
  subject: string,
  ...args: string[]
): Promise<string[] | undefined> {
  const answer = await questions.runLookup(`Querying ${subject} with kubectl`, async (signal) =>
    toAnswer(await run(['kubectl', ...args, '--output=name'], { seconds: 30, signal }), KUBERNETES_FAILURES),
  );
  if ('value' in answer) return answer.value.split('\n').filter(Boolean);
  report(answer.failure);
  return undefined;
}

const pickName = (questions: Questions, title: string, names: readonly string[]): Promise<string | undefined> =>
  questions.pick(
    title,
    names.map((value) => ({ label: value, value })),
  );

async function pickContext(wizard: WizardContext): Promise<string | undefined> {
  const contexts = await listNames(wizard, 'the contexts', 'config', 'get-contexts');
  return contexts && pickName(wizard.questions, 'Context', contexts);
}

/** Asks for a namespace: from a list, or as text when the user is not allowed to list them. */
async function askForNamespace(wizard: WizardContext, context: string): Promise<string | undefined> {
  const found = await listNames(wizard, 'the namespaces', `--context=${context}`, 'get', 'namespaces');
  const namespaces = found?.map((name) => name.replace(/^namespace\//, '')) ?? [];
  if (namespaces.length > 0) return pickName(wizard.questions, 'Namespace', namespaces);
  return wizard.questions.input('Namespace', 'default', (text) =>
    /^[a-z0-9][a-z0-9-]*$/.test(text) ? undefined : 'Use lowercase letters, digits and dashes only.',
  );
}

async function pickResource(wizard: WizardContext, context: string): Promise<KubernetesTarget['resource'] | undefined> {
  const installed = await listNames(
    wizard,
    'the kinds of job',
    `--context=${context}`,
    'get',
    'crd',
    'pytorchjobs.kubeflow.org',
    'trainjobs.trainer.kubeflow.org',
    '--ignore-not-found',
  );
  const describeInstallation = (name: string): string => {
    if (installed === undefined) return '';
    return installed.some((crd) => crd.includes(name)) ? 'installed' : 'not installed';
  };
  return wizard.questions.pick('Kind of job', [
    {
      label: 'PyTorchJob',
      description: describeInstallation('pytorchjobs'),
      detail: 'Kubeflow training operator, kubeflow.org/v1',
      value: 'PyTorchJob' as const,
    },
    {
      label: 'TrainJob',
      description: describeInstallation('trainjobs'),
      detail: 'Kubeflow trainer, trainer.kubeflow.org/v1alpha1',
      value: 'TrainJob' as const,
    },
  ]);
}
