import type { Curve } from '../log/thinCurve';

/** All that the page of a run shows. The page receives it as a message after each change. */
export interface RunMessage {
  /** Name of the job and its id. */
  title: string;
  /** State of the job, progress and remarks, one sentence each. */
  sentences: string[];
  charts: Chart[];
}

/** Values of one kind over the steps. */
export interface Chart {
  title: string;
  unit: Unit;
  lines: ChartLine[];
}

export interface ChartLine extends Curve {
  label: string;
}

/** Unit of the values of a chart, by which they are printed. */
export type Unit = 'number' | 'seconds' | 'GiB';
