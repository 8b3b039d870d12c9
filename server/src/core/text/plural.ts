/** So many of a thing, in words: `1 flag`, `2 flags`, `3 micro-batches`. */
export const count = (number: number, thing: string): string =>
  `${number} ${thing}${number === 1 ? '' : thing.endsWith('ch') ? 'es' : 's'}`;
