import { cleanText } from './text';
import { type Curve, thinCurve } from './thinCurve';
import { readTrainingStep, type TrainingStep } from './trainingStep';

/** The values of a run as curves that grow with its log. */
export interface TrainingCurves {
  /** Adds the next part of the log. Returns whether a curve has changed. */
  add: (text: string) => boolean;
  /** Returns the curves by name, in the order in which their names first appeared. */
  curves: () => ReadonlyMap<string, Curve>;
  /** Returns the last step of the log, and the steps of the entire run if it names them. */
  progress: () => { step: number; steps?: number } | undefined;
  /** Returns the names whose last value is infinite or not a number, with the step since which it is. */
  notFinite: () => ReadonlyMap<string, number>;
}

/** Limit of the points of one curve, which holds twice as many before it is thinned: as many as a chart has columns. */
const MAX_POINTS = 1000;
/** Limit of the curves of one run. */
const MAX_CURVES = 48;
/** Limit of an unfinished line, in characters. The rest of a longer line is not read. */
const MAX_LINE_LENGTH = 4000;

/** Creates curves that keep a bounded number of points, however long the log is. */
export function createTrainingCurves(maxPoints = MAX_POINTS): TrainingCurves {
  const curves = new Map<string, Curve>();
  const notFinite = new Map<string, number>();
  let line = '';
  let last: { step: number; steps?: number } | undefined;

  const addPoint = (name: string, step: number, value: number): void => {
    const curve = curves.get(name) ?? { steps: [], values: [] };
    if (curves.size >= MAX_CURVES && !curves.has(name)) return;
    // Values of training and of evaluation may name the same step.
    dropFrom(curve, step);
    curve.steps.push(step);
    curve.values.push(value);
    // Thinned at twice the limit, so that not every further point visits the entire curve.
    curves.set(name, curve.steps.length < 2 * maxPoints ? curve : thinCurve(curve, maxPoints));
  };
  const addStep = (next: TrainingStep): void => {
    if (last && next.step <= last.step && next.steps !== last.steps) {
      // The next command of the script starts.
      curves.clear();
      notFinite.clear();
    } else if (last && next.step < last.step) {
      // The run resumed from an earlier step.
      for (const curve of curves.values()) dropFrom(curve, next.step);
    }
    for (const [name, value] of next.values) {
      addPoint(name, next.step, value);
      notFinite.delete(name);
    }
    for (const name of next.notFinite) notFinite.set(name, Math.min(next.step, notFinite.get(name) ?? next.step));
    const steps = next.steps ?? last?.steps;
    last = { step: next.step, ...(steps !== undefined && { steps }) };
  };
  return {
    add: (text) => {
      // A progress bar ends its line with a carriage return.
      const lines = text.split(/[\r\n]/);
      let hasChanged = false;
      lines.forEach((part, index) => {
        line += part.slice(0, Math.max(0, MAX_LINE_LENGTH - line.length));
        if (index === lines.length - 1) return;
        const next = line.includes('iteration') ? readTrainingStep(cleanText(line)) : undefined;
        line = '';
        if (!next) return;
        addStep(next);
        hasChanged = true;
      });
      return hasChanged;
    },
    curves: () => curves,
    progress: () => last,
    notFinite: () => notFinite,
  };
}

/** Removes the points from a step on. */
function dropFrom({ steps, values }: Curve, step: number): void {
  while (steps.length > 0 && (steps.at(-1) ?? 0) >= step) {
    steps.pop();
    values.pop();
  }
}
