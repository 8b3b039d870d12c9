import { maskSecrets } from '../../../../../server/src/lsp/protocol';
import { type ClusterAnswer, toAnswer } from '../answer';
import type { JobSubmission } from '../cluster';
import { SLURM_FAILURES } from './failures';
import { createMark } from './mark';
import { findExistingDirectories, prepareDirectories } from './prepareDirectories';
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
      // The check gets no secrets, because the user has not confirmed the plan yet.
      const outcome = await host.runStep({ ...plan, environment: {} }, plan.validate, VALIDATE_SECONDS, signal);
      const answer = toAnswer(outcome, SLURM_FAILURES, host.name);
      return 'failure' in answer ? answer : { value: describeStart(outcome.stderr) };
    },
    findDuplicate: async ({ fingerprint }, signal) => {
      const mark = createMark();
      const answer = await host.querySlurm(buildOwnJobsCommand(mark), signal);
      if ('failure' in answer) return answer;
      return { value: readQueue(answer.value, mark).find(({ comment }) => comment.includes(fingerprint))?.id };
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
      detail: maskSecrets(text),
    },
  };
}

/**
 * Reads `sbatch: Job 7 to start at 2026-01-01T12:00:00 using 2 processors on nodes n[1-2] in partition gpu`. Release 26.05
 * prints a stray letter after the time.
 */
function describeStart(text: string): string {
  const [, day, time, nodes] =
    /^sbatch: Job \d+ to start at (\d{4}-\d\d-\d\d)T([\d:]+)\b.{0,300}? using \d+ processors on nodes (\S+)/m.exec(
      text,
    ) ?? [];
  return day
    ? `Slurm would start it on ${nodes} at ${day} ${time}.`
    : 'sbatch reported no error, but did not say when the job would start.';
}
