import type { KubernetesTarget } from '../../../../../server/src/lsp/protocol';
import type { Failure } from '../../process/failure';
import type { ProcessResult, RunProcess } from '../../process/run';
import { type ClusterAnswer, toAnswer } from '../answer';
import type { JobStatus } from '../jobStatus';
import { KUBERNETES_FAILURES } from './failures';
import { type NamedJobStatus, readJobs } from './job';
import { readPods } from './pods';
import { removeNoise } from './reply';

/** Resource types of the two kinds of job, with the label of their pods that holds the name of the job. */
const RESOURCES = {
  PyTorchJob: { type: 'pytorchjobs.kubeflow.org', label: 'training.kubeflow.org/job-name' },
  TrainJob: { type: 'trainjobs.trainer.kubeflow.org', label: 'jobset.sigs.k8s.io/jobset-name' },
};

const QUERY_SECONDS = 25;

/** The user’s own kubectl, which handles contexts, logins and proxies. */
export interface Kubectl {
  /** Resource type of the jobs of the target. */
  type: string;
  /** Runs kubectl in the context and namespace of the target, and returns its output. */
  query: (args: readonly string[], signal?: AbortSignal) => Promise<ClusterAnswer<string>>;
  /** Returns jobs by name, or all jobs of the namespace. */
  queryJobs: (names: readonly string[], signal?: AbortSignal) => Promise<ClusterAnswer<NamedJobStatus[]>>;
  /** Adds the nodes of its pods and the reason for waiting to a job. */
  addPods: (job: NamedJobStatus, signal?: AbortSignal) => Promise<JobStatus>;
  /** Returns the command that prints the logs of all pods of a job. */
  toLogsCommand: (name: string, ...args: readonly string[]) => readonly string[];
}

export function createKubectl(target: KubernetesTarget, run: RunProcess): Kubectl {
  const { type, label } = RESOURCES[target.resource];
  const toArgv = (args: readonly string[]): readonly string[] => [
    'kubectl',
    ...(target.context === undefined ? [] : [`--context=${target.context}`]),
    ...(target.namespace === undefined ? [] : [`--namespace=${target.namespace}`]),
    ...args,
  ];
  const runKubectl = (args: readonly string[], signal?: AbortSignal): Promise<ProcessResult> =>
    run(toArgv(args), { seconds: QUERY_SECONDS, ...(signal && { signal }) });
  const query: Kubectl['query'] = async (args, signal) => toAnswer(await runKubectl(args, signal), KUBERNETES_FAILURES);
  return {
    type,
    query,
    queryJobs: async (names, signal) => {
      // Without --ignore-not-found, which also hides that the cluster does not know the kind of job at the moment.
      const outcome = await runKubectl(['get', type, ...names, '--output=json'], signal);
      const answer = toAnswer(outcome, KUBERNETES_FAILURES);
      // Jobs that were found are printed even if others were deleted.
      if ('failure' in answer && !isAboutDeleted(outcome.stderr)) return answer;
      const jobs = readJobs(outcome.stdout, Date.now());
      return jobs ? { value: jobs } : { failure: explainUnknownReply(outcome.stdout) };
    },
    addPods: async ({ name, labelValues: _labelValues, ...status }, signal) => {
      const answer = await query(['get', 'pods', `--selector=${label}=${name}`, '--output=json'], signal);
      const pods = 'failure' in answer ? {} : readPods(answer.value);
      const hasNotEnded = status.phase === 'waiting' || status.phase === 'running';
      return {
        ...status,
        ...(pods.nodes && { nodes: pods.nodes }),
        ...(hasNotEnded && pods.words && { words: `${status.words}: ${pods.words}` }),
      };
    },
    toLogsCommand: (name, ...args) =>
      toArgv(['logs', `--selector=${label}=${name}`, '--prefix', '--max-log-requests=256', ...args]),
  };
}

/** Whether the only failures are that jobs do not exist. */
function isAboutDeleted(stderr: string): boolean {
  const lines = removeNoise(stderr).trim().split('\n');
  return lines.every((line) => /^Error from server \(NotFound\): [\w.-]+ "[\w.-]+" not found$/.test(line));
}

/** A reply that is not understood must not make a job look deleted. */
const explainUnknownReply = (detail: string): Failure => ({
  id: 'kubectl.unknown-reply',
  what: 'The answer of kubectl was not understood.',
  why: 'It printed something else than the JSON of a job.',
  advice: 'Check that `kubectl get pods --output=json` prints only JSON in a terminal.',
  detail,
});
