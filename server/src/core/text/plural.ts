/** Returns a count with its noun: `1 flag`, `2 flags`, `3 micro-batches`. */
export const pluralize = (n: number, noun: string): string =>
  `${n} ${noun}${n === 1 ? '' : noun.endsWith('ch') ? 'es' : 's'}`;
