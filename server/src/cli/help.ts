import type { Command, Option } from './command';
import type { Line } from './style';

/** The sentence about exit codes in every help. */
const EXIT_CODES =
  'Exit code: 0 no errors, 1 errors found, the plan cannot be launched or no layout fits, 2 could not run.';

/** Lists all commands with one line and one example each. */
export function printOverview(commands: readonly Command[]): Line[] {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'preflight: checks ms-swift Megatron training configs before they are launched',
    '',
    [['Usage:', 'bold'], ' preflight COMMAND [OPTIONS] [ARGUMENTS]'],
    '',
    [['Commands:', 'bold']],
    ...commands.map(({ name, summary }): Line => ['  ', [name.padEnd(width), 'cyan'], `  ${summary}`]),
    '',
    [['Examples:', 'bold']],
    ...printExamples(commands.flatMap(({ examples }) => examples.slice(0, 1))),
    '',
    [['Options:', 'bold']],
    ...printTable([
      ['-h, --help', 'print this help, or that of a command: preflight help COMMAND'],
      ['-V, --version', 'print the version, and the ms-swift releases that it knows'],
    ]),
    '',
    EXIT_CODES,
  ];
}

/** The page of one command. */
export function printCommandHelp({ name, summary, usage, notes = [], options, examples }: Command): Line[] {
  const rows = Object.entries(options).map(([option, details]) => describeOption(option, details));
  return [
    `preflight ${name}: ${summary}`,
    '',
    [['Usage:', 'bold'], ` preflight ${name} [OPTIONS]${usage === '' ? '' : ` ${usage}`}`],
    '',
    ...notes.flatMap((note): Line[] => [note, '']),
    [['Options:', 'bold']],
    ...printTable([...rows, ['-h, --help', 'print this help']]),
    '',
    [['Examples:', 'bold']],
    ...printExamples(examples),
    '',
    EXIT_CODES,
  ];
}

type Row = readonly [title: string, text: string];

function describeOption(name: string, { type, value, choices, multiple, default: preset, summary }: Option): Row {
  const argument = type === 'boolean' ? '' : ` ${choices?.join('|') ?? value}`;
  const remarks = [
    ...(multiple ? ['may be given several times'] : []),
    ...(preset === undefined ? [] : [`default: ${preset}`]),
  ];
  return [`--${name}${argument}`, `${summary}${remarks.length > 0 ? ` (${remarks.join('; ')})` : ''}`];
}

/** Widest first column, in characters; the text of a wider one begins on the next line. */
const MAX_TITLE_WIDTH = 28;

function printTable(rows: readonly Row[]): Line[] {
  const widths = rows.map(([title]) => title.length).filter((width) => width <= MAX_TITLE_WIDTH);
  const indent = ' '.repeat(Math.max(...widths) + 4);
  return rows.flatMap(([title, text]): Line[] => {
    const fits = title.length + 4 <= indent.length;
    return fits
      ? [['  ', [title, 'cyan'], `${indent.slice(title.length + 2)}${text}`]]
      : [['  ', [title, 'cyan']], `${indent}${text}`];
  });
}

function printExamples(examples: Command['examples']): Line[] {
  const width = Math.max(...examples.map(([commandLine]) => commandLine.length));
  return examples.map(([commandLine, meaning]): Line => {
    const padding = ' '.repeat(width - commandLine.length);
    return ['  ', [commandLine, 'cyan'], `${padding}  # ${meaning}`];
  });
}
