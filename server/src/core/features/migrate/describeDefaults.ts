import type { Release } from '../../catalog/release';
import type { Config } from '../../config/config';
import type { ChangedDefault } from '../../lint/changedDefaults';

/** The notes on defaults that differ between two releases: those that are written down, and those that are not. */
export function describeDefaults(
  changed: readonly ChangedDefault[],
  unknownArguments: readonly string[],
  from: Release,
  to: Release,
): string[] {
  const [speed, others] = [changed.filter(({ onlySpeed }) => onlySpeed), changed.filter((each) => !each.onlySpeed)];
  const written = others.filter((each) => isWritten(each));
  return [
    ...(unknownArguments.length === 0
      ? written.map((each) => describeAdded(each, from, to))
      : describeOpen(written, unknownArguments, from, to)),
    ...others.flatMap((each) => describePossible(each, from, to)),
    ...describeSpeed(speed, to),
  ];
}

/** Whether a default is written out, unless an unknown argument may set the flag. */
export const isWritten = ({ onlyIf, onlySpeed }: ChangedDefault): boolean => onlyIf === undefined && !onlySpeed;

const printAfter = (after: string | undefined): string =>
  after === undefined ? 'may use another one' : `uses ${after}`;

function describeAdded({ flag, values, after, why, isImplicit }: ChangedDefault, from: Release, to: Release): string {
  const before = isImplicit ? `as ${from} always behaves` : `the default of ${from}`;
  return `Added ${flag} ${values.join(' ')}, ${before}, since ${to} ${printAfter(after)}: ${why}.`;
}

/** The note on defaults that an unknown argument may set, so that they are not written out. */
function describeOpen(
  changed: readonly ChangedDefault[],
  unknownArguments: readonly string[],
  from: Release,
  to: Release,
): string[] {
  if (changed.length === 0) return [];
  const defaults = changed.map(
    ({ flag, values, after }) => `${flag} ${values.join(' ')} (${to}: ${after ?? 'unknown before the run'})`,
  );
  return [
    `What ${unknownArguments.join(' ')} may set is unknown, so these defaults of ${from} are not written out: ${defaults.join(', ')}. Add those that it does not set.`,
  ];
}

/** The note on a default that matters in some case only, when it is unknown whether this is the case. */
function describePossible(
  { flag, values, after, onlyIf, isImplicit }: ChangedDefault,
  from: Release,
  to: Release,
): string[] {
  if (onlyIf === undefined) return [];
  const before = isImplicit
    ? `${from} behaves as with ${flag} ${values.join(' ')}`
    : `${flag} is ${values.join(' ')} by default in ${from}`;
  return [`${before}, and ${isImplicit ? 'it is ' : ''}${after ?? 'may be another value'} in ${to}: add it ${onlyIf}.`];
}

function describeSpeed(changed: readonly ChangedDefault[], to: Release): string[] {
  if (changed.length === 0) return [];
  const defaults = changed.map(
    ({ flag, values, after }) => `${flag} (${values.join(' ')} before, now ${after ?? 'unknown'})`,
  );
  return [`${to} has other defaults that decide speed, not training: ${defaults.join(', ')}.`];
}

/** An argument that expands to all items of an array. */
const ARRAY_EXPANSION = /^"?\$\{\w+\[[@*]\]\}"?$/;

/** Lists arguments that are unknown until the run and may hold flags. The first value of a flag is surely its value. */
export const listUnknownArguments = ({ flags, positionals }: Config, areArraysRead: boolean): string[] => [
  ...new Set(
    [...positionals, ...flags.flatMap(({ values, endUnknown }) => (endUnknown ? values : values.slice(1)))]
      .filter(({ maySplit, text }) => maySplit && !(areArraysRead && ARRAY_EXPANSION.test(text)))
      .map(({ text }) => text),
  ),
];
