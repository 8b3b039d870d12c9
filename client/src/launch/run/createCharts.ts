import type { Curve } from '../log/thinCurve';
import type { Chart, Unit } from './runMessage';

/** Well-known values in the order of their charts. Others follow with their own names. */
const KNOWN: ReadonlyMap<string, readonly [title: string, unit: Unit]> = new Map([
  ['loss', ['Loss', 'number']],
  ['reward', ['Reward', 'number']],
  ['learning_rate', ['Learning rate', 'number']],
  ['grad_norm', ['Gradient norm', 'number']],
  ['memory(GiB)', ['Reserved GPU memory', 'GiB']],
  ['train_speed(s/it)', ['Seconds per step', 'seconds']],
  ['remaining_time', ['Remaining time', 'seconds']],
]);

/** Counters and constants, which are no curves. */
const HIDDEN = new Set([
  'elapsed_time',
  'consumed samples',
  'consumed_samples',
  'skipped samples',
  'global batch size',
  'loss scale',
  'loss_scale',
  'number of skipped iterations',
  'number of nan iterations',
]);

const EVALUATION = 'eval_';

/** Creates the charts of a run. The value of an evaluation is a second line in the chart of the training's value. */
export function createCharts(curves: ReadonlyMap<string, Curve>): Chart[] {
  const names = [...curves.keys()].map((name) => name.slice(name.startsWith(EVALUATION) ? EVALUATION.length : 0));
  const order = [...KNOWN.keys()];
  const rankOf = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length);
  const shown = [...new Set(names)].filter((name) => !HIDDEN.has(name));
  return shown
    .toSorted((a, b) => rankOf(a) - rankOf(b))
    .map((name) => {
      const [title, unit] = KNOWN.get(name) ?? [name, 'number'];
      const lines = [
        { label: 'Training', curve: curves.get(name) },
        // An evaluation also logs the memory, the speed and the remaining time, which are those of the training.
        { label: 'Evaluation', curve: curves.get(EVALUATION + name) },
      ];
      return { title, unit, lines: lines.flatMap(({ label, curve }) => (curve ? [{ label, ...curve }] : [])) };
    });
}
