/** Values that ms-swift logs at a step of a training. */
export interface TrainingStep {
  step: number;
  /** Steps of the entire run, if the line names them. */
  steps?: number;
  /** Finite values by name; the names are those of ms-swift 4, whatever release wrote the line. */
  values: ReadonlyMap<string, number>;
  /** Names whose value is infinite or not a number. */
  notFinite: readonly string[];
}

/** Limit of the part of a line that is read, in characters. Lines with values are shorter. */
const MAX_LINE_LENGTH = 4000;
/** Limit of values of one line. */
const MAX_VALUES = 64;

/** Names before 4.0 that differ from those since, with the factor of a different unit. */
const FORMER_NAMES: ReadonlyMap<string, readonly [name: string, factor: number]> = new Map([
  ['lm loss', ['loss', 1]],
  ['grad norm', ['grad_norm', 1]],
  ['learning rate', ['learning_rate', 1]],
  ['remaining time', ['remaining_time', 1]],
  ['elapsed time', ['elapsed_time', 1]],
  ['elapsed time per iteration (ms)', ['train_speed(s/it)', 0.001]],
]);

/** Reads the values of a line of a log; undefined if the line has none. */
export function readTrainingStep(line: string): TrainingStep | undefined {
  const text = line.slice(0, MAX_LINE_LENGTH);
  return text.includes("'iteration':") ? readDictionary(text) : readColumns(text);
}

/** An item of a Python dictionary with a text, a number or a tensor of one number. */
const ITEM =
  /'([^'\\]{1,80})': ?(?:'([^'\\]{0,80})'|(?:tensor\(\[?)?(-?\d{1,20}(?:\.\d{0,20})?(?:e[+-]?\d{1,4})?|-?inf|nan)\b)/g;

/** Reads the dictionary that ms-swift prints since 4.0: `{'loss': 1.25, ..., 'iteration': '10/100'}`. */
function readDictionary(text: string): TrainingStep | undefined {
  const items = [...text.matchAll(ITEM)].map(([, name = '', words, number]) => [name, words ?? number ?? ''] as const);
  const iteration = items.find(([name]) => name === 'iteration')?.[1] ?? '';
  return createStep(
    iteration,
    items.filter(([name]) => name !== 'iteration'),
  );
}

/** Reads the line of Megatron that ms-swift 3 prints: `iteration  10/ 100 | lm loss: 1.25E+00 | ...`. */
function readColumns(text: string): TrainingStep | undefined {
  const start = text.search(/\biteration +\d/);
  if (start < 0) return undefined;
  const [iteration = '', ...columns] = text.slice(start).split('|');
  const isEvaluation = /\bvalidation loss at +$/.test(text.slice(0, start));
  const items = columns.flatMap((column): [string, string][] => {
    const colon = column.lastIndexOf(':');
    if (colon < 0) return [];
    const name = column.slice(0, colon).trim();
    return [[isEvaluation ? nameOfEvaluation(name) : name, column.slice(colon + 1).trim()]];
  });
  return createStep(iteration.slice('iteration'.length), items);
}

/** Megatron evaluates `lm loss value`, and `lm loss PPL`. */
const nameOfEvaluation = (name: string): string => {
  const plain = name.replace(/ value$/, '');
  return `eval_${FORMER_NAMES.get(plain)?.[0] ?? plain}`;
};

function createStep(iteration: string, items: readonly (readonly [string, string])[]): TrainingStep | undefined {
  const [, step, steps] = /^\s{0,20}(\d{1,12})(?:\/\s{0,20}(\d{1,12}))?(?!\d)/.exec(iteration) ?? [];
  if (step === undefined) return undefined;
  const values = new Map<string, number>();
  const notFinite: string[] = [];
  for (const [written, text] of items.slice(0, MAX_VALUES)) {
    const [name, factor] = FORMER_NAMES.get(written) ?? [written, 1];
    const value = readNumber(text);
    if (value !== undefined) values.set(name, value * factor);
    else if (/^-?(?:inf|nan)$/i.test(text)) notFinite.push(name);
  }
  if (values.size === 0) return undefined;
  return { step: Number(step), ...(steps !== undefined && { steps: Number(steps) }), values, notFinite };
}

/** Returns a number, or the seconds of a duration such as `1d 2h 3m 4s`. */
function readNumber(text: string): number | undefined {
  if (/^-?\d{1,20}(?:\.\d{0,20})?(?:[eE][+-]?\d{1,4})?$/.test(text)) {
    const number = Number(text);
    return Number.isFinite(number) ? number : undefined;
  }
  if (text === '') return undefined;
  const [match, days, hours, minutes, seconds] =
    /^(?:(\d{1,6})d ?)?(?:(\d{1,6})h ?)?(?:(\d{1,6})m ?)?(?:(\d{1,6})s)?$/.exec(text) ?? [];
  if (!match) return undefined;
  return Number(days ?? 0) * 86_400 + Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
}
