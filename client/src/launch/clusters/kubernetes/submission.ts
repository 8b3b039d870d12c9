import type { RunProcess } from '../../process/run';
import { toAnswer } from '../answer';
import { type JobSubmission, stdinOf } from '../cluster';
import { KUBERNETES_FAILURES } from './failures';
import type { Kubectl } from './kubectl';

const SUBMIT_SECONDS = 60;

export function createKubernetesSubmission(kubectl: Kubectl, run: RunProcess): JobSubmission {
  return {
    prepare: async () => undefined,
    // Only pods see the folders of pods.
    findExisting: async () => [],
    validate: async (plan, signal) => {
      if (!plan.validate) return { value: 'The cluster did not check the plan.' };
      const input = stdinOf(plan, plan.validate);
      const options = { seconds: SUBMIT_SECONDS, ...(input !== undefined && { input }), ...(signal && { signal }) };
      const answer = toAnswer(await run(plan.validate.argv, options), KUBERNETES_FAILURES);
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
    submit: async (plan, signal) => {
      const input = stdinOf(plan, plan.submit);
      const options = {
        seconds: SUBMIT_SECONDS,
        environment: plan.environment,
        ...(input !== undefined && { input }),
        ...(signal && { signal }),
      };
      const answer = toAnswer(await run(plan.submit.argv, options), KUBERNETES_FAILURES);
      return 'failure' in answer ? answer : { value: parseCreatedName(answer.value) ?? plan.jobName };
    },
  };
}

/** Parses the name in `pytorchjob.kubeflow.org/run-1 created`, or in the resource name alone. */
const parseCreatedName = (text: string): string | undefined =>
  text
    .split('\n')
    .map((line) => /^[\w.-]+\/([\w.-]+)(?: |$)/.exec(line.trim())?.[1])
    .findLast((match) => match !== undefined);
