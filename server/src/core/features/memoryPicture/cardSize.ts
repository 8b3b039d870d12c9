import { type Card, formatGib } from '../../memory/card';

/** Formats the size of a card: `80 GiB`, or `80 GB (assumed)`. */
export const formatCardSize = ({ gib, isAssumed }: Card): string =>
  isAssumed ? '80 GB (assumed)' : `${formatGib(gib)} GiB`;
