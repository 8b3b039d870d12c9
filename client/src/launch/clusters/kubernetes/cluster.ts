import type { Target } from '../../../../../server/src/lsp/protocol';
import type { Run } from '../../process/run';
import { type Answer, answerOf } from '../answer';
import { type Engine, inputOf } from '../cluster';
import type { Sighting } from '../jobStatus';
import { type NamedSighting, readJobs, readPods } from './job';

type KubernetesTarget = Extract<Target, { kind: 'kubernetes' }>;

/** Where the two kinds of job live, and by which label their pods are found. */
const RESOURCES = {
  PyTorchJob: { type: 'pytorchjobs.kubeflow.org', label: 'training.kubeflow.org/job-name' },
  TrainJob: { type: 'trainjobs.trainer.kubeflow.org', label: 'jobset.sigs.k8s.io/jobset-name' },
};

const ASK_SECONDS = 25;
const SUBMIT_SECONDS = 60;

/** A Kubernetes cluster through the user’s own kubectl, which knows about contexts, logins and proxies. */
export function kubernetesEngine(target: KubernetesTarget, run: Run): Engine {
  const { type, label } = RESOURCES[target.resource];
  const kubectl = (...words: readonly string[]): readonly string[] => [
    'kubectl',
    ...(target.context === undefined ? [] : [`--context=${target.context}`]),
    ...(target.namespace === undefined ? [] : [`--namespace=${target.namespace}`]),
    ...words,
  ];
  const ask = async (argv: readonly string[], signal?: AbortSignal): Promise<Answer<string>> =>
    answerOf(await run(argv, { seconds: ASK_SECONDS, ...(signal && { signal }) }));
  const jobs = async (names: readonly string[], signal?: AbortSignal): Promise<Answer<NamedSighting[]>> => {
    const answer = await ask(kubectl('get', type, ...names, '--ignore-not-found', '--output=json'), signal);
    return 'failure' in answer ? answer : { value: readJobs(answer.value, Date.now()) };
  };
  const withPods = async (job: NamedSighting, signal?: AbortSignal): Promise<Sighting> => {
    const { name, marks: _marks, ...sighting } = job;
    const answer = await ask(kubectl('get', 'pods', `--selector=${label}=${name}`, '--output=json'), signal);
    const pods = 'failure' in answer ? {} : readPods(answer.value);
    const isWaiting = sighting.phase === 'waiting' || sighting.phase === 'running';
    return {
      ...sighting,
      ...(pods.nodes && { nodes: pods.nodes }),
      ...(isWaiting && pods.words && { words: `${sighting.words}: ${pods.words}` }),
    };
  };
  const logs = (id: string, ...words: readonly string[]): readonly string[] =>
    kubectl('logs', `--selector=${label}=${id}`, '--prefix', '--max-log-requests=256', ...words);

  return {
    prepare: async () => undefined,
    // The folders of pods are seen from nowhere else.
    existing: async () => [],
    validate: async (plan, signal) => {
      if (!plan.validate) return { value: 'The cluster was not asked.' };
      const input = inputOf(plan, plan.validate);
      const options = { seconds: SUBMIT_SECONDS, ...(input !== undefined && { input }), ...(signal && { signal }) };
      const answer = answerOf(await run(plan.validate.argv, options));
      return 'failure' in answer ? answer : { value: 'The cluster would take it.' };
    },
    identical: async ({ fingerprint }, signal) => {
      const answer = await jobs([], signal);
      if ('failure' in answer) return answer;
      const same = answer.value.find(
        ({ marks, phase }) => marks.includes(fingerprint) && (phase === 'waiting' || phase === 'running'),
      );
      return { value: same?.name };
    },
    submit: async (plan, signal) => {
      const input = inputOf(plan, plan.submit);
      const options = {
        seconds: SUBMIT_SECONDS,
        environment: plan.environment,
        ...(input !== undefined && { input }),
        ...(signal && { signal }),
      };
      const answer = answerOf(await run(plan.submit.argv, options));
      return 'failure' in answer ? answer : { value: nameIn(answer.value) ?? plan.jobName };
    },
    look: async (ids, signal) => {
      const answer = await jobs(ids, signal);
      if ('failure' in answer) return answer;
      const seen = await Promise.all(answer.value.map(async (job) => [job.name, await withPods(job, signal)] as const));
      return { value: new Map(seen) };
    },
    recall: async (id, signal) => {
      const answer = await jobs([id], signal);
      if ('failure' in answer) return answer;
      const [job] = answer.value;
      return { value: job && (await withPods(job, signal)) };
    },
    cancel: async (id, signal) => {
      const answer = await ask(kubectl('delete', type, id, '--wait=false'), signal);
      return 'failure' in answer ? answer.failure : undefined;
    },
    follow: async (id) => logs(id, '--follow', '--tail=20000'),
    tail: async (id) => logs(id, '--tail=20000'),
    cancels: 'The job and its pods are deleted, and their logs with them.',
  };
}

/** `pytorchjob.kubeflow.org/run-1 created`, or the name alone. */
const nameIn = (text: string): string | undefined =>
  text
    .split('\n')
    .map((line) => /^[\w.-]+\/([\w.-]+)(?: |$)/.exec(line.trim())?.[1])
    .findLast((each) => each !== undefined);
