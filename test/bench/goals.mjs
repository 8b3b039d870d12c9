// Compares the measured figures with the project's performance goals: a report, since no test asserts a time.

/** `measure` and `file` name a figure; `max` is the goal for its median, or another percentile, in the unit of the table. */
const GOALS = [
  { title: 'reading a script of 3,700 lines with 100 commands', measure: 'read', file: 'train-100.sh', max: 5 },
  { title: 'reading a config file of 1,000 lines', measure: 'read', file: 'config-1000.yaml', max: 5 },
  {
    title: 'linting 40 flags with all rules',
    measure: 'lint with all rules',
    file: 'command-40-flags.sh',
    max: 0.3,
  },
  ...['train-1.sh', 'config-1000.yaml'].flatMap((file) =>
    [
      'complete a flag, processor time',
      'complete a value, processor time',
      'hover, processor time',
      'lenses, processor time',
    ].map((measure) => ({
      title: `95 % of requests: ${measure} in ${file}`,
      measure,
      file,
      percentile: 'p95',
      max: 5,
    })),
  ),
  ...['search for layouts, processor time', 'first search for layouts, processor time'].map((measure) => ({
    title: `ranking all layouts of a model with experts: ${measure}`,
    measure,
    file: 'Qwen/Qwen3-235B-A22B on 128 GPUs',
    max: 200,
  })),
  { title: 'size before the first answer', measure: 'bundle', file: 'server.js, knowledge.br', max: 800 },
];

/** Goal for the start time with data, as a ratio to that without. */
const MAX_START_RATIO = 1.2;

export function printGoals(figures) {
  const find = (goal) => figures.find(({ measure, file }) => measure === goal.measure && file === goal.file);
  const start = (file) => find({ measure: 'spawn to initialize answered', file })?.p50;
  const ratio = start('dist/server.js') / start('without its data');
  const lines = GOALS.map((goal) => {
    const figure = find(goal);
    return printGoal(goal.title, figure?.[goal.percentile ?? 'p50'], goal.max, figure?.unit ?? '');
  });
  return [
    ...lines,
    printGoal('start with data, relative to one without', ratio || undefined, MAX_START_RATIO, 'x'),
  ].join('\n');
}

function printGoal(title, figure, max, unit) {
  if (figure === undefined) return `not measured: ${title}`;
  const printed = figure >= 100 ? figure.toFixed(0) : figure.toFixed(2);
  return `${figure <= max ? 'met   ' : 'MISSED'}  ${title}: ${printed} ${unit}, goal: at most ${max} ${unit}`;
}
