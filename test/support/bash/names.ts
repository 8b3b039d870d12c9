import { CJK, PLAIN } from './atoms';
import { addName, type Build, NEVER_SET, pickName, useFeature } from './build';

/** Plain texts and names of variables: words that do not contain others. */

export const makeLiteral = (b: Build): string => b.random.pick(useFeature(b, 'cjk', 0.5) ? CJK : PLAIN);

/** Picks a name with a value. If there is none yet, a line before sets one. */
export function makeSetName(b: Build): string {
  const names = [...b.names.strings, ...b.names.numbers];
  if (names.length > 0) return b.random.pick(names);
  const name = pickName(b, 'strings');
  b.lines.push(`${name}=${b.random.pick(PLAIN)}`);
  return addName(b, 'strings', name);
}

/** Picks a name with a value, or one that is never set and has a value only if the script provides a default. */
export const makeName = (b: Build): string => (b.random.chance(0.4) ? b.random.pick(NEVER_SET) : makeSetName(b));

export const makeReference = (b: Build, name = makeSetName(b)): string =>
  b.random.chance(0.6) ? `$${name}` : `\${${name}}`;
