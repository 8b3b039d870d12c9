import type { ProcessResult } from './run';

/** One way in which a program fails, and its explanation. */
export interface FailurePattern {
  id: string;
  /** Plain name of the program; any program without it. For a program that ssh runs, both names are matched. */
  program?: RegExp;
  ended?: ProcessResult['ended'];
  code?: number;
  /** Matched against standard error and output. The first group with text replaces `{1}`. */
  text?: RegExp;
  /** `{program}` and `{host}` are replaced, here and below. */
  what: string;
  why: string;
  advice: string;
  /** Returns the reasons that the output itself names, instead of `why`; undefined if it names none. */
  explain?: (output: string) => string | undefined;
}

/** The failures of the programs of one kind of cluster. */
export interface FailureCatalog {
  /** Plain names of the programs, to find them in a command that ssh runs. */
  programs: RegExp;
  patterns: readonly FailurePattern[];
  /** Removes the lines of the output that report no failure, such as warnings. */
  removeNoise?: (output: string) => string;
}
