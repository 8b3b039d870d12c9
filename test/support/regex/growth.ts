import { type Attack, deriveAttacks, toInput } from './attacks';

// Measures how the time of a regular expression grows with its input.

/** Length of the longer input in characters; the shorter one has a tenth of it. */
const LENGTH = 12_000;
/** Work for 10 times the input, at most. */
const MAX_GROWTH = 15;
/** A match of `LENGTH` characters in less time cannot be quadratic. */
const MIN_SUSPICIOUS_MS = 5;
/** Time of a match of up to 1,500 characters, at most. */
const MAX_SHORT_MS = 20;
/** Lengths of short inputs. Exponential growth shows in one of them, before the next one would never end. */
const SHORT_LENGTHS = [16, 18, 20, 22, 24, 26, 28, 30, 34, 40, 50, 60, 80, 120, 400, 1500];
const REPETITIONS = 3;

/** Returns the input on which an expression takes more than linear time; undefined if none is found. */
export function findSlowInput(pattern: RegExp): Attack | undefined {
  return deriveAttacks(pattern).find((attack) => {
    for (const length of SHORT_LENGTHS)
      if ([1, 2, 3, 4, 5].every(() => measure(pattern, toInput(attack, length)) > MAX_SHORT_MS)) return true;
    const [short, long] = [toInput(attack, LENGTH / 10), toInput(attack, LENGTH)];
    const time = measure(pattern, long);
    if (time < MIN_SUSPICIOUS_MS || time / measure(pattern, short) < MAX_GROWTH) return false;
    // Another program may have used the processor meanwhile.
    return [1, 2, 3, 4, 5, 6].every(() => growthBetween(pattern, short, long) > MAX_GROWTH);
  });
}

function growthBetween(pattern: RegExp, short: string, long: string): number {
  const shortest = (text: string, times: number): number =>
    Math.min(...Array.from({ length: REPETITIONS }, () => measure(pattern, text, times) / times));
  return shortest(long, 1) / shortest(short, 10);
}

/** Time of all matches of a text, in milliseconds. */
function measure(pattern: RegExp, text: string, times = 1): number {
  const start = performance.now();
  for (let index = 0; index < times; index++) matchAll(pattern, text);
  return performance.now() - start;
}

/** Matches a text as callers do: once, all matches, or token by token. */
function matchAll(pattern: RegExp, text: string): void {
  pattern.lastIndex = 0;
  if (!pattern.global && !pattern.sticky) {
    pattern.exec(text);
    return;
  }
  for (let at = 0; at <= text.length; ) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match && !pattern.sticky) return;
    at = match && pattern.lastIndex > at ? pattern.lastIndex : at + 1;
  }
}
