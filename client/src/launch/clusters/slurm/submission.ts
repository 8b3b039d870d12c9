import { type ClusterAnswer, toAnswer } from '../answer';
import type { JobSubmission } from '../cluster';
import { findExistingDirectories, prepareDirectories } from './directories';
import { SLURM_FAILURES } from './failures';
import { buildOwnJobsCommand, readQueue } from './queue';
import type { SubmitHost } from './submitHost';

/** Time limit of a check: while the controller is down, sbatch tries twice, nine seconds each. */
const VALIDATE_SECONDS = 30;
/** Time limit of a submission. It is generous, since a submission that is interrupted halfway is the worst outcome. */
const SUBMIT_SECONDS = 120;

export function createSlurmSubmission(host: SubmitHost): JobSubmission {
  return {
    prepare: (plan, signal) => prepareDirectories(host, plan, signal),
    findExisting: (plan, signal) => findExistingDirectories(host, plan, signal),
    validate: async (plan, signal) => {
      if (!plan.validate) return { value: 'Slurm did not check the plan.' };
      const outcome = await host.runStep(plan, plan.validate, VALIDATE_SECONDS, signal);
      const answer = toAnswer(outcome, SLURM_FAILURES, host.name);
      return 'failure' in answer ? answer : { value: describeStart(outcome.stderr) };
    },
    findDuplicate: async ({ fingerprint }, signal) => {
      const answer = await host.querySlurm(buildOwnJobsCommand(), signal);
      if ('failure' in answer) return answer;
      return { value: readQueue(answer.value).find(({ comment }) => comment.includes(fingerprint))?.id };
    },
    submit: async (plan, signal) => {
      const outcome = await host.runStep(plan, plan.submit, SUBMIT_SECONDS, signal);
      const answer = toAnswer(outcome, SLURM_FAILURES, host.name);
      return 'failure' in answer ? answer : parseJobId(answer.value);
    },
  };
}

/** Parses the job id, alone on its line; in a federation, `id;cluster`. Login banners may precede it. */
function parseJobId(text: string): ClusterAnswer<string> {
  const id = text
    .split('\n')
    .map((line) => /^(\d+)(?:;.*)?$/.exec(line.trim())?.[1])
    .findLast((match) => match !== undefined);
  if (id) return { value: id };
  return {
    failure: {
      id: 'slurm.no-id',
      what: 'Slurm accepted the job, but did not return its id.',
      why: 'sbatch printed something else.',
      advice: 'Run `squeue --me` to list your jobs.',
      detail: text,
    },
  };
}

/** `sbatch: Job 7 to start at 2026-01-01T12:00:00 using 2 processors on nodes n[1-2] in partition gpu` */
function describeStart(text: string): string {
  const [, time, nodes] = /to start at (\S+) using .{0,100}? on nodes (\S+)/.exec(text) ?? [];
  return time ? `Slurm would start it on ${nodes} at ${time.replace('T', ' ')}.` : 'Slurm would accept it.';
}
