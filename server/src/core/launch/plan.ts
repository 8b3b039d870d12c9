import { type Config, type Entry, flagsOf, type Scalar } from '../config';
import { type LocalTarget, planLocal } from './targets/local';

/** Where a config can run. */
export type Target = LocalTarget;

/** What a plan needs to know besides the config: where it came from and where it runs. */
export interface LaunchSettings {
  /** Absolute path of the file that holds the config, and its short name. */
  file: string;
  name: string;
  /** Zero-based line of the command. */
  line: number;
  /** Where the command runs: the folder of the file, so that its relative paths mean what they meant. */
  directory: string;
  /** The folder that the files of the plan will be written to. */
  storage: string;
  /** How many training commands the file holds. */
  commands: number;
  /** True where the file itself is a script that bash can run. */
  runsAsScript: boolean;
}

/** A launch worked out to the last word, before anything runs. */
export interface Plan {
  target: string;
  directory: string;
  /** Files to write first; `argv` names them. */
  files: { name: string; text: string }[];
  argv: string[];
  /** `argv` as one line for a POSIX shell. */
  commandLine: string;
  environment: Record<string, string>;
  explain: string[];
  /** Why it cannot be launched; empty where it can. */
  problems: string[];
}

/** Works out a launch. Pure: nothing is written, asked or started. */
export function plan(config: Config, target: Target, settings: LaunchSettings): Plan {
  switch (target.kind) {
    case 'local':
      return planLocal(config, target, settings);
  }
}

/** The words that only a running shell knows. A plan cannot say them. */
export const unknownWords = (config: Config): Scalar[] => [
  ...config.words.filter((word) => word.value === undefined),
  ...config.entries.flatMap((entry) => entry.values.filter((word) => word.value === undefined)),
];

/** Each flag with its values, as words for the trainer. A value that looks like an option stays joined to its flag. */
export function flagRows(config: Config): string[][] {
  const flags = flagsOf(config);
  // A config file that is named as the first word stays there; behind a flag it is a value like any other.
  const isValue = flags.some(({ values }) => values.some((value) => value === config.uses));
  const first = config.uses && !isValue ? [config.uses] : [];
  return [...[...first, ...config.words].map((word) => [word.value ?? '']), ...flags.map(flagRow)];
}

function flagRow(entry: Entry): string[] {
  const name = entry.name.startsWith('-') ? entry.name : `--${entry.name}`;
  const values = entry.values.map((value) => value.value ?? '');
  const [only] = values;
  if (only !== undefined && values.length === 1 && (entry.joined || only.startsWith('-'))) return [`${name}=${only}`];
  return [name, ...values];
}

/** The plan as a document for people: what runs, where, and the script to the letter. */
export function describePlan(plan: Plan, notes: readonly string[]): string {
  const remarks = [...plan.explain, ...notes, ...plan.problems.map((problem) => `Cannot be launched: ${problem}`)];
  const head = [
    `Plan for target ${plan.target}. Nothing has run yet.`,
    ...remarks,
    `Folder: ${plan.directory}`,
    `Runs: ${plan.commandLine || 'nothing'}`,
  ];
  const files = plan.files.map(({ name, text }) => `\n# --- ${name} ---\n${text}`);
  return `${head.map((line) => `# ${line}`).join('\n')}\n${files.join('')}`;
}
