import type { GivenFlag } from '../../facts/givens';

/** The name of a flag in the catalog, or as written if it is unknown. */
export const nameOfGiven = (given: GivenFlag): string => given.flag?.name ?? given.entry.name;

/** Whether a name is a number such as `-1e-5`, which argparse reads as an option; `cli.negative-exponent` reports it. */
export const isStrayNumber = (name: string): boolean => /^-[\d.]/.test(name);
