/** What the project promises of its own speed, held against the figures: a report, since no test asserts a time. */

/** `measure`, `file` and `server` name a figure; `most` is its median in the unit of the table, or a ratio to ours. */
const GOALS = [
  { what: 'a script of 3,700 lines with 100 commands is read', measure: 'read', file: 'train-100.sh', most: 5 },
  { what: 'a config file of 1,000 lines is read', measure: 'read', file: 'config-1000.yaml', most: 5 },
  {
    what: 'all rules judge 40 flags',
    measure: 'judge by all rules',
    file: 'command-40-flags.sh',
    most: 0.3,
  },
  { what: 'the server with all data', measure: 'bundle', file: 'server.js, knowledge.br, texts.br', most: 700 },
];

/** The most that the data may make a start longer. */
const START = 1.2;

export function goalsOf(figures) {
  const find = (goal) => figures.find(({ measure, file }) => measure === goal.measure && file === goal.file);
  const start = (file) => find({ measure: 'spawn to initialize answered', file })?.p50;
  const ratio = start('dist/server.js') / start('without its data');
  const lines = GOALS.map((goal) => {
    const { p50, unit } = find(goal) ?? {};
    return line(goal.what, p50, goal.most, unit ?? '');
  });
  return [...lines, line('a start beside one without data', ratio || undefined, START, 'x')].join('\n');
}

function line(what, figure, most, unit) {
  if (figure === undefined) return `not measured: ${what}`;
  const shown = figure >= 100 ? figure.toFixed(0) : figure.toFixed(2);
  return `${figure <= most ? 'holds ' : 'MISSED'}  ${what}: ${shown} ${unit}, at most ${most} ${unit}`;
}
