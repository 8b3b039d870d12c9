import type { ProjectProblem } from '../host/projectFile';

/** A request that cannot be carried out; it prints one line and exits with code 2. */
export class UsageError extends Error {}

/** A file or folder that cannot be read. */
export class ReadError extends UsageError {
  readonly problem: ProjectProblem;

  constructor(message: string, problem: ProjectProblem) {
    super(message);
    this.problem = problem;
  }
}
