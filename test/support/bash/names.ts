import { CJK, PLAIN } from './atoms';
import { type Build, hold, NEVER_SET, nameFor, use } from './build';

/** Plain texts and names of variables: the words that hold no others. */

export const literal = (b: Build): string => b.random.pick(use(b, 'cjk', 0.5) ? CJK : PLAIN);

/** Picks a name that holds a value. If there is none yet, a line before sets one. */
export function held(b: Build): string {
  const names = [...b.names.strings, ...b.names.numbers];
  if (names.length > 0) return b.random.pick(names);
  const name = nameFor(b, 'strings');
  b.lines.push(`${name}=${b.random.pick(PLAIN)}`);
  return hold(b, 'strings', name);
}

/** Picks a name that may hold a value, or one that is never set, which has a value only where the script provides it. */
export const heldOrNot = (b: Build): string => (b.random.chance(0.4) ? b.random.pick(NEVER_SET) : held(b));

export const reference = (b: Build, name = held(b)): string => (b.random.chance(0.6) ? `$${name}` : `\${${name}}`);
