import { createTwoFilesPatch } from 'diff';

/** Prints the changes of a migration as a unified diff. */
export const printDiff = (name: string, before: string, after: string, from: string, to: string): string =>
  createTwoFilesPatch(name, name, before, after, `ms-swift ${from}`, `ms-swift ${to}`, { context: 3 });
