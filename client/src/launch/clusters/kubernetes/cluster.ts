import type { Target } from '../../../../../server/src/lsp/protocol';
import type { RunProcess } from '../../process/run';
import { type ClusterAnswer, toAnswer } from '../answer';
import { type Cluster, stdinOf } from '../cluster';
import type { JobStatus } from '../jobStatus';
import { type NamedJobStatus, readJobs, readPods } from './job';

type KubernetesClusterTarget = Extract<Target, { kind: 'kubernetes' }>;

/** Where the two kinds of job live, and by which label their pods are found. */
const RESOURCES = {
  PyTorchJob: { type: 'pytorchjobs.kubeflow.org', label: 'training.kubeflow.org/job-name' },
  TrainJob: { type: 'trainjobs.trainer.kubeflow.org', label: 'jobset.sigs.k8s.io/jobset-name' },
};

const QUERY_SECONDS = 25;
const SUBMIT_SECONDS = 60;

/** A Kubernetes cluster through the user’s own kubectl, which knows about contexts, logins and proxies. */
export function createKubernetesCluster(target: KubernetesClusterTarget, run: RunProcess): Cluster {
  const { type, label } = RESOURCES[target.resource];
  const kubectlCommand = (...args: readonly string[]): readonly string[] => [
    'kubectl',
    ...(target.context === undefined ? [] : [`--context=${target.context}`]),
    ...(target.namespace === undefined ? [] : [`--namespace=${target.namespace}`]),
    ...args,
  ];
  const query = async (argv: readonly string[], signal?: AbortSignal): Promise<ClusterAnswer<string>> =>
    toAnswer(await run(argv, { seconds: QUERY_SECONDS, ...(signal && { signal }) }));
  const queryJobs = async (
    names: readonly string[],
    signal?: AbortSignal,
  ): Promise<ClusterAnswer<NamedJobStatus[]>> => {
    const answer = await query(kubectlCommand('get', type, ...names, '--ignore-not-found', '--output=json'), signal);
    return 'failure' in answer ? answer : { value: readJobs(answer.value, Date.now()) };
  };
  const addPods = async (job: NamedJobStatus, signal?: AbortSignal): Promise<JobStatus> => {
    const { name, labelValues: _labelValues, ...status } = job;
    const answer = await query(kubectlCommand('get', 'pods', `--selector=${label}=${name}`, '--output=json'), signal);
    const pods = 'failure' in answer ? {} : readPods(answer.value);
    const hasNotEnded = status.phase === 'waiting' || status.phase === 'running';
    return {
      ...status,
      ...(pods.nodes && { nodes: pods.nodes }),
      ...(hasNotEnded && pods.words && { words: `${status.words}: ${pods.words}` }),
    };
  };
  const logsCommand = (id: string, ...args: readonly string[]): readonly string[] =>
    kubectlCommand('logs', `--selector=${label}=${id}`, '--prefix', '--max-log-requests=256', ...args);

  return {
    prepare: async () => undefined,
    // The folders of pods are seen from nowhere else.
    findExisting: async () => [],
    validate: async (plan, signal) => {
      if (!plan.validate) return { value: 'The cluster was not asked.' };
      const input = stdinOf(plan, plan.validate);
      const options = { seconds: SUBMIT_SECONDS, ...(input !== undefined && { input }), ...(signal && { signal }) };
      const answer = toAnswer(await run(plan.validate.argv, options));
      return 'failure' in answer ? answer : { value: 'The cluster would take it.' };
    },
    findDuplicate: async ({ fingerprint }, signal) => {
      const answer = await queryJobs([], signal);
      if ('failure' in answer) return answer;
      const duplicate = answer.value.find(
        ({ labelValues, phase }) => labelValues.includes(fingerprint) && (phase === 'waiting' || phase === 'running'),
      );
      return { value: duplicate?.name };
    },
    submit: async (plan, signal) => {
      const input = stdinOf(plan, plan.submit);
      const options = {
        seconds: SUBMIT_SECONDS,
        environment: plan.environment,
        ...(input !== undefined && { input }),
        ...(signal && { signal }),
      };
      const answer = toAnswer(await run(plan.submit.argv, options));
      return 'failure' in answer ? answer : { value: createdNameOf(answer.value) ?? plan.jobName };
    },
    status: async (ids, signal) => {
      const answer = await queryJobs(ids, signal);
      if ('failure' in answer) return answer;
      const statuses = await Promise.all(
        answer.value.map(async (job) => [job.name, await addPods(job, signal)] as const),
      );
      return { value: new Map(statuses) };
    },
    finalStatus: async (id, signal) => {
      const answer = await queryJobs([id], signal);
      if ('failure' in answer) return answer;
      const [job] = answer.value;
      return { value: job && (await addPods(job, signal)) };
    },
    cancel: async (id, signal) => {
      const answer = await query(kubectlCommand('delete', type, id, '--wait=false'), signal);
      return 'failure' in answer ? answer.failure : undefined;
    },
    followCommand: async (id) => logsCommand(id, '--follow', '--tail=20000'),
    tailCommand: async (id) => logsCommand(id, '--tail=20000'),
    cancelEffect: 'The job and its pods are deleted, and their logs with them.',
  };
}

/** `pytorchjob.kubeflow.org/run-1 created`, or the name alone. */
const createdNameOf = (text: string): string | undefined =>
  text
    .split('\n')
    .map((line) => /^[\w.-]+\/([\w.-]+)(?: |$)/.exec(line.trim())?.[1])
    .findLast((each) => each !== undefined);
