// The performance goals of the project, and whether figures meet them: a report, since no test asserts a time.
import { findFigure, ratioOf } from './figures.mjs';

const CONFIGS = [40, 1000, 10_000, 100_000].map((lines) => `config-${lines}.yaml`);
const SCRIPTS = [1, 100, 1000].map((commands) => `train-${commands}.sh`);

/** Creates a goal for each file, with a limit of its own. */
const forEach = (files, limits, goal) =>
  files.map((file, index) => ({ ...goal, file, max: Array.isArray(limits) ? limits[index] : limits }));

const KEYSTROKE = { measure: 'keystroke to right diagnostic', to: 'echo' };
const ANSWER = ['complete a flag', 'complete a value', 'hover', 'lenses'].map((name) => `${name}, processor time`);

/**
 * @typedef {{measure: string, file: string, server?: string, key?: string, to?: string, min?: number, max?: number, enough?: number}} Goal
 * `measure`, `file` and `server` (ours by default) name a figure: its median, or another `key`. It is compared with that
 * of the server `to`, if there is one, in the unit of the table otherwise. `enough` is a figure that always meets the goal.
 * @type {Goal[]}
 */
export const GOALS = [
  { ...KEYSTROKE, file: CONFIGS[0], max: 2, enough: 1 },
  ...forEach(CONFIGS.slice(1), [3, 5, 10], KEYSTROKE),
  ...forEach(SCRIPTS, [3, 5, 20], KEYSTROKE),
  ...forEach(CONFIGS, [1, 1 / 5, 1 / 5, 1 / 5], {
    measure: KEYSTROKE.measure,
    key: 'processor',
    to: 'yaml-ls',
  }),
  ...forEach(CONFIGS, 1, { measure: 'one edit of a burst', to: 'yaml-ls' }),
  ...forEach([...CONFIGS, ...SCRIPTS], 2.5, { measure: 'type, then completion', to: 'echo' }),
  ...forEach([...CONFIGS, ...SCRIPTS], 1.2, { measure: 'start to first useful completion', to: 'echo' }),
  { measure: 'memory without a document', file: 'none', to: 'echo', max: 1.2 },
  ...forEach([...CONFIGS, ...SCRIPTS], 1.3, { measure: 'growth of memory from 100 to 10,000 edits' }),
  { measure: 'scripts checked in a second of processor time', file: 'a command of 40 flags each', min: 2000 },
  { measure: 'read', file: 'train-100.sh', server: 'core', max: 5 },
  { measure: 'read', file: 'config-1000.yaml', server: 'core', max: 5 },
  { measure: 'lint with all rules', file: 'command-40-flags.sh', server: 'core', max: 0.3 },
  ...ANSWER.flatMap((measure) =>
    forEach(['train-1.sh', 'config-1000.yaml'], 5, { measure, server: 'core', key: 'p95' }),
  ),
  ...['search', 'first search'].map((search) => ({
    measure: `${search} for layouts, processor time`,
    file: 'Qwen/Qwen3-235B-A22B on 128 GPUs',
    server: 'core',
    max: 200,
  })),
  { measure: 'start to answer of initialize', file: 'with data to without', max: 1.2 },
  { measure: 'bundle', file: 'server.js, knowledge.br', max: 850 },
];

/**
 * Compares figures with the goals.
 * @returns {{goal: Goal, figure?: number, ratio?: number, isMet?: boolean}[]} without `isMet` if one was not measured
 */
export function judgeGoals(figures) {
  return GOALS.map((goal) => {
    const { measure, file, server = 'ours', key = 'p50', to, max = Infinity, min = 0, enough = 0 } = goal;
    const ours = findFigure(figures, { measure, file, server });
    const figure = ours?.[key];
    const ratio = to && ratioOf(ours, findFigure(figures, { measure, file, server: to }), key);
    const compared = to ? ratio : figure;
    if (compared === undefined || figure === undefined) return { goal, figure };
    return { goal, figure, ratio, isMet: (compared <= max && compared >= min) || figure <= enough };
  });
}
