import type { Target } from '../../../../../server/src/lsp/protocol';
import type { Failure } from '../../process/failure';
import type { RunProcess } from '../../process/run';
import type { Questions } from '../../questions';
import { toAnswer } from '../answer';

type KubernetesTargetDraft = Extract<Target, { kind: 'kubernetes' }>;

/** What a target on Kubernetes needs, from what kubectl says there is; without its name. */
export async function askForKubernetes(
  questions: Questions,
  run: RunProcess,
  report: (failure: Failure) => void,
): Promise<KubernetesTargetDraft | undefined> {
  const listWithKubectl = async (subject: string, ...args: string[]): Promise<string[] | undefined> => {
    const answer = await questions.runLookup(`Asking kubectl for ${subject}`, async (signal) =>
      toAnswer(await run(['kubectl', ...args], { seconds: 30, signal })),
    );
    if ('value' in answer) return answer.value.split('\n').filter(Boolean);
    report(answer.failure);
    return undefined;
  };
  const contexts = await listWithKubectl('its contexts', 'config', 'get-contexts', '--output=name');
  const context =
    contexts &&
    (await questions.pick(
      'Context',
      contexts.map((value) => ({ label: value, value })),
    ));
  if (!context) return undefined;
  const found = await listWithKubectl('the namespaces', `--context=${context}`, 'get', 'namespaces', '--output=name');
  const namespaces = found?.map((name) => name.replace(/^namespace\//, '')) ?? [];
  const namespace = namespaces.length
    ? await questions.pick(
        'Namespace',
        namespaces.map((value) => ({ label: value, value })),
      )
    : await questions.input('Namespace', 'default', (text) =>
        /^[a-z0-9][a-z0-9-]*$/.test(text) ? undefined : 'Small letters, digits and dashes.',
      );
  if (!namespace) return undefined;
  const kinds = await listWithKubectl(
    'its kinds of job',
    `--context=${context}`,
    'get',
    'crd',
    'pytorchjobs.kubeflow.org',
    'trainjobs.trainer.kubeflow.org',
    '--ignore-not-found',
    '--output=name',
  );
  const describeInstallation = (name: string): string =>
    kinds === undefined ? '' : kinds.some((kind) => kind.includes(name)) ? 'installed' : 'not installed';
  const resource = await questions.pick('Kind of job', [
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
  if (!resource) return undefined;
  const image = await questions.input('Image with ms-swift in it', '', (text) =>
    /^\S+$/.test(text) ? undefined : 'A name such as registry/name:tag.',
  );
  if (!image) return undefined;
  const nodes = await questions.number('Nodes: one pod each', 1, 4096);
  const gpusPerNode = nodes === undefined ? undefined : await questions.number('GPUs of each pod', 8, 64);
  if (nodes === undefined || gpusPerNode === undefined) return undefined;
  return { kind: 'kubernetes', name: '', context, namespace, resource, image, nodes, gpusPerNode };
}
