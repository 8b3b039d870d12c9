import type { Config, Entry } from '../config/config';
import { redactSecrets } from '../text/secrets';
import { quoteWordInLine } from '../text/shellQuote';
import type { Resources } from './resources';

/** Input of a plan besides the config and the target: the file of the config and its surroundings. */
export interface LaunchSettings {
  /** Absolute path of the file that contains the config. */
  file: string;
  /** Short name of the file. */
  name: string;
  /** Zero-based line of the command. */
  line: number;
  /** Folder of the file. A local run starts there, so that relative paths keep their meaning. */
  directory: string;
  /** Folder that the files of a local plan will be written to. */
  storage: string;
  /** Number of training commands in the file. */
  commandCount: number;
  /** True if bash can run the file itself. */
  isBashScript: boolean;
  /** Text of the file itself. */
  text?: string;
  /** Config file that the command names, if it was found. */
  configFile?: { name: string; text: string; config: Config };
  /** Variables of the entire run, including those of the config file. The last entry of a name takes precedence. */
  variables: readonly Entry[];
  /** Request of the file to the scheduler, if it is a batch script. */
  sbatch?: SbatchRequest;
  /** Servers beside the training command. */
  servers?: ServerUse;
}

/** Servers that a script starts, and the use that the run makes of a server for its completions. */
export interface ServerUse {
  /** The servers in the order of the script, with their lines, counted from zero. */
  started: readonly { name: string; generates: boolean; line: number }[];
  /** The run takes its completions from a server. */
  isNeeded: boolean;
  /** The known hosts of that server. */
  hosts: readonly string[];
}

/** File of a plan. */
export interface PlanFile {
  /** Plain name without folders. */
  name: string;
  text: string;
  /** Text with `<secret>` for each secret, if it contains any. Only this one may be shown and kept. */
  shown?: string;
  /** The script inside a manifest as plain lines, for people to read. It contains `<secret>` for each secret. */
  script?: string;
}

/** Program to start with all of its arguments. No shell is involved. */
export interface PlanStep {
  argv: string[];
  /** Name of the plan file that the program reads from its standard input. */
  stdin?: string;
  /** Name of the plan file that the program reads by its path, which replaces this name in `argv`. */
  file?: string;
  /**
   * Variables whose values precede `stdin`, one per line, because a program on another machine gets no environment from
   * this one. The values are in `environment` of the plan, or else in the environment that it is submitted from.
   */
  passes?: string[];
  /** The same step as one line for bash, for people to read. */
  commandLine: string;
}

/** Complete launch before anything runs. */
export interface Plan {
  /** Name of the target. */
  target: string;
  /** Kind of the target. */
  kind: string;
  /** Name of the job. Submitting may add to it. */
  jobName: string;
  /** Folder that the run starts in. On Slurm it must exist: a job without its folder silently runs in /tmp. */
  directory: string;
  files: PlanFile[];
  /** Folders to create before submitting if missing: without its log folder a Slurm job fails silently. */
  directories: string[];
  /** Folders that the run writes its results to. An existing one contains results of another run. */
  writes: string[];
  submit: PlanStep;
  /** Dry run before submitting: the cluster checks the job and starts nothing. */
  validate?: PlanStep;
  resources: Resources;
  /** Additional environment of `submit`: values that must not be written into files. */
  environment: Record<string, string>;
  explain: string[];
  warnings: string[];
  /** Names of variables and flags whose values look like secrets. */
  secrets: string[];
  /** Reasons why the plan cannot be launched; empty if it can. */
  problems: string[];
  /** Hash of the job, equal for equal jobs. The job carries it too, so that a queued duplicate is noticed. */
  fingerprint: string;
}

/** Parts of a plan that differ from an empty one. */
export type PlanParts = Partial<Omit<Plan, 'target' | 'kind'>>;

/** Request of a batch script to the scheduler, as far as it is known. */
export interface SbatchRequest {
  nodes: number | undefined;
  gpusPerNode: number | undefined;
  /** Values of its options, by their long names. */
  options: Record<string, string>;
}

/** Creates a plan that launches nothing. */
export const createEmptyPlan = (target: { name: string; kind: string }, { directory }: LaunchSettings): Plan => ({
  target: target.name,
  kind: target.kind,
  jobName: '',
  directory,
  files: [],
  directories: [],
  writes: [],
  submit: createStep([]),
  resources: { nodes: 0, gpusPerNode: 0, gpus: 0 },
  environment: {},
  explain: [],
  warnings: [],
  secrets: [],
  problems: [],
  fingerprint: '',
});

/** Creates a step that starts a program, with a file of the plan on its standard input. */
export function createStep(argv: string[], stdin?: string): PlanStep {
  const words = argv.map(quoteWordInLine).join(' ');
  return {
    argv,
    commandLine: stdin === undefined ? words : `${words} < ${quoteWordInLine(stdin)}`,
    ...(stdin && { stdin }),
  };
}

/** Creates a step that starts a program, with the path of a plan file as one of its arguments. */
export const createFileStep = (argv: string[], file: string): PlanStep => ({ ...createStep(argv), file });

/** Creates a file of a plan that hides secrets when shown. */
export function createPlanFile(name: string, text: string, secretValues: readonly string[]): PlanFile {
  const shown = redactSecrets(text, secretValues);
  return { name, text, ...(shown !== text && { shown }) };
}
