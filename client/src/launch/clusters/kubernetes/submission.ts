import type { PlanResult, PlanStep } from '../../../../../server/src/lsp/protocol';
import type { RunProcess } from '../../process/run';
import { type ClusterAnswer, toAnswer } from '../answer';
import type { JobSubmission } from '../cluster';
import { KUBERNETES_FAILURES } from './failures';
import type { Kubectl } from './kubectl';

const SUBMIT_SECONDS = 60;

export function createKubernetesSubmission(kubectl: Kubectl, run: RunProcess): JobSubmission {
  /** Lets kubectl create the job of a plan, or check it, and returns the name of the job. */
  const create = async (plan: PlanResult, step: PlanStep, signal?: AbortSignal): Promise<ClusterAnswer<string>> => {
    const { argv, file: name } = toFileStep(step);
    const file = plan.files.find((planFile) => planFile.name === name);
    const options = {
      seconds: SUBMIT_SECONDS,
      environment: plan.environment,
      ...(file && { file }),
      ...(signal && { signal }),
    };
    const answer = toAnswer(await run(argv, options), KUBERNETES_FAILURES);
    return 'failure' in answer ? answer : parseCreatedName(answer.value);
  };
  return {
    prepare: async () => undefined,
    // Only pods see the folders of pods.
    findExisting: async () => [],
    validate: async (plan, signal) => {
      if (!plan.validate) return { value: 'The cluster did not check the plan.' };
      const answer = await create(plan, plan.validate, signal);
      return 'failure' in answer ? answer : { value: 'The cluster would accept it.' };
    },
    findDuplicate: async ({ fingerprint }, signal) => {
      const answer = await kubectl.queryJobs([], signal);
      if ('failure' in answer) return answer;
      const duplicate = answer.value.find(
        ({ labelValues, phase }) => labelValues.includes(fingerprint) && (phase === 'waiting' || phase === 'running'),
      );
      return { value: duplicate?.name };
    },
    submit: (plan, signal) => create(plan, plan.submit, signal),
  };
}

/** Converts a stored step of earlier releases, which passed the manifest on standard input, to one that names its file. */
const toFileStep = ({ argv, file, stdin }: PlanStep): Pick<PlanStep, 'argv' | 'file'> =>
  file === undefined && stdin !== undefined
    ? { argv: argv.map((argument) => (argument === '-' ? stdin : argument)), file: stdin }
    : { argv, ...(file !== undefined && { file }) };

/** Parses the name in `pytorchjob.kubeflow.org/run-1 created`, or in the resource name alone. */
function parseCreatedName(text: string): ClusterAnswer<string> {
  const name = text
    .split('\n')
    .map((line) => /^(?:pytorchjob|trainjob)s?[\w.-]*\/([a-z0-9][a-z0-9.-]*)(?: |$)/.exec(line.trim())?.[1])
    .findLast((match) => match !== undefined);
  if (name !== undefined) return { value: name };
  return {
    failure: {
      id: 'kubectl.no-name',
      what: 'kubectl reported no error, but did not return the name of the job.',
      why: 'It printed something else.',
      advice: 'Check with `kubectl get pytorchjobs,trainjobs` whether the job exists before you submit it again.',
      detail: text,
    },
  };
}
