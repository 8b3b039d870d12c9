import { isOver } from '../clusters/jobStatus';
import type { SubmittedJob } from '../jobs/job';
import type { TrainingCurves } from '../log/trainingCurves';
import { createCharts } from './createCharts';
import { formatValue } from './formatValue';
import type { RunMessage } from './runMessage';

/** Creates what the page of a run shows. `note` says why there is no log. */
export function createRunMessage(job: SubmittedJob, curves: TrainingCurves, note: string): RunMessage {
  const charts = createCharts(curves.curves());
  const isEmpty = charts.length === 0;
  return {
    title: `${job.name}, job ${job.id}`,
    sentences: [
      `The job ${job.status.words}.`,
      ...describeProgress(curves),
      ...describeMemory(job, curves),
      ...describeLimits(curves),
      ...[...curves.notFinite()].map(([name, step]) => `Since step ${count(step)}, ${name} is not a finite number.`),
      ...(note === '' ? [] : [note]),
      ...(isEmpty && note === ''
        ? [`The log has no values of a training step${isOver(job.status) ? '' : ' yet'}.`]
        : []),
    ],
    charts,
  };
}

const count = (value: number): string => value.toLocaleString('en-US');

function describeProgress(curves: TrainingCurves): string[] {
  const { step, steps } = curves.progress() ?? {};
  if (step === undefined) return [];
  const seconds = curves.curves().get('remaining_time')?.values.at(-1);
  const remaining =
    seconds === undefined || step === steps ? '' : `; ms-swift expects ${formatValue(seconds, 'seconds')} more`;
  return [`Step ${count(step)}${steps === undefined ? '' : ` of ${count(steps)}`}${remaining}.`];
}

/** Compares the memory that the log shows with the estimate. */
function describeMemory({ memory }: SubmittedJob, curves: TrainingCurves): string[] {
  const measured = curves.curves().get('memory(GiB)')?.values;
  if (!memory) return [];
  const estimated = `estimated ${memory.isUpperBound ? 'at most ' : ''}${memory.logged.toFixed(1)}`;
  if (!measured || measured.length === 0) return [`Reserved memory: ${estimated} GiB.`];
  return [`Reserved memory: ${estimated}, measured ${Math.max(...measured).toFixed(1)} GiB.`];
}

/** Only the end of a long log is read. */
function describeLimits(curves: TrainingCurves): string[] {
  const firsts = [...curves.curves().values()].map(({ steps: [first = 0] }) => first);
  const first = Math.min(...firsts);
  return firsts.length > 0 && first > MAX_FIRST_STEP ? [`The curves begin at step ${count(first)}.`] : [];
}

/** Steps after which a log without earlier values is worth a remark. */
const MAX_FIRST_STEP = 100;
