import type { ProcessResult } from './run';

/** One way in which a program fails, and what it means to a person. */
export interface FailurePattern {
  id: string;
  /** The program as a plain name; without it, any. `ssh` is meant where one talks to another machine. */
  program?: RegExp;
  ended?: ProcessResult['ended'];
  code?: number;
  /** Looked for in standard error and output. A group is put in for `{1}`. */
  text?: RegExp;
  what: string;
  why: string;
  advice: string;
}
