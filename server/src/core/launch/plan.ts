import type { Config, Entry } from '../config/config';
import { quoteWord } from '../text/shellQuote';
import type { Resources } from './resources';
import type { Target } from './target';

/** What a plan needs to know besides the config: where it came from and where it runs. */
export interface LaunchSettings {
  /** Absolute path of the file that holds the config, and its short name. */
  file: string;
  name: string;
  /** Zero-based line of the command. */
  line: number;
  /** Where the command runs: the folder of the file, so that its relative paths mean what they meant. */
  directory: string;
  /** The folder that the files of a local plan will be written to. */
  storage: string;
  /** How many training commands the file holds. */
  commandCount: number;
  /** True where the file itself is a script that bash can run. */
  isBashScript: boolean;
  /** The text of the file itself. */
  text?: string;
  /** The config file that the command names, where it was found. */
  configFile?: { name: string; text: string; config: Config };
  /** The variables of the whole run, those of the config file among them: the last of each name holds. */
  variables: readonly Entry[];
  /** What the file asks the scheduler for, where it is a batch script. */
  sbatch?: SbatchRequest;
}

/** A file that a plan consists of. */
export interface PlanFile {
  /** A plain name without folders. */
  name: string;
  text: string;
  /** The text with `<secret>` in place of secrets, where there are any: what may be shown and kept. */
  shown?: string;
}

/** A program to start, to the last word. No shell is in between. */
export interface PlanStep {
  argv: string[];
  /** The file of the plan that the program reads from its standard input. */
  stdin?: string;
  /**
   * Variables whose values go in front of `stdin`, a line each: a program on another machine gets no environment from
   * this one. The values are in `environment` of the plan, else in the environment of whoever submits.
   */
  passes?: string[];
  /** The same as one line for a POSIX shell, for people. */
  commandLine: string;
}

/** A launch worked out to the last word, before anything runs. */
export interface Plan {
  /** Name of the target. */
  target: string;
  kind: Target['kind'];
  /** Name of the job. Submitting may add to it. */
  jobName: string;
  /** Where the run starts. On Slurm it has to exist: a job whose folder is missing runs in /tmp without a word. */
  directory: string;
  files: PlanFile[];
  /** Folders that are made before submitting where they are missing: without its log folder a Slurm job fails silently. */
  directories: string[];
  /** Folders that the run writes its results to. One that exists already holds those of another run. */
  writes: string[];
  submit: PlanStep;
  /** What the engine is asked before submitting: it judges and starts nothing. */
  validate?: PlanStep;
  resources: Resources;
  /** What `submit` gets besides the environment of whoever submits: values that must not be written into files. */
  environment: Record<string, string>;
  explain: string[];
  warnings: string[];
  /** Names of variables and flags whose values look like secrets. */
  secrets: string[];
  /** Why it cannot be launched; empty where it can. */
  problems: string[];
  /** The same for the same job; also written into the job, so that one that is queued already is noticed. */
  fingerprint: string;
  /** What its files are, for an editor that shows them. */
  form: 'script' | 'manifest';
}

/** A step with its words as one line. */
export function createStep(argv: string[], stdin?: string): PlanStep {
  const words = argv.map(quoteWord).join(' ');
  return { argv, commandLine: stdin === undefined ? words : `${words} < ${quoteWord(stdin)}`, ...(stdin && { stdin }) };
}

/** A plan that only says why there is none. */
export const emptyPlan = (target: Target, { directory }: LaunchSettings, problems: string[]): Plan => ({
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
  problems,
  fingerprint: '',
  form: target.kind === 'kubernetes' ? 'manifest' : 'script',
});

/** What a script that is a batch script already asks for, as far as it can be known. */
export interface SbatchRequest {
  nodes: number | undefined;
  gpusPerNode: number | undefined;
  /** Values of its options, by their long names. */
  options: Record<string, string>;
}
