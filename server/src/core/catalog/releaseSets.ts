import type { Command } from '../config/config';
import type { Release } from './release';

/** A set of releases of the catalog: bit n is its n-th release. */
export type ReleaseSet = bigint;

/** The releases that know a flag, a name or a model, as sets that are quick to intersect. */
export interface Support {
  all: ReleaseSet;
  ofReleases: (releases: readonly Release[]) => ReleaseSet;
  ofRange: (range: string) => ReleaseSet;
  ofCommand: (command: Command) => ReleaseSet;
  /**
   * The releases that accept a flag with a value, as far as choices decide; empty for an unknown flag. A value that no
   * release accepts does not favor any of them.
   */
  ofFlag: (command: Command, name: string, value: string | undefined) => ReleaseSet;
  /**
   * The releases of a flag, grouped by its form: `values` for what it accepts, `all` with its default as well. Releases that
   * do not have it are in no group.
   */
  ofForms: (command: Command, name: string, aspect: 'values' | 'all') => readonly ReleaseSet[];
  /** The releases that look up a name for a flag of free text; empty for other flags, and for unknown names. */
  ofName: (flag: string, name: string) => ReleaseSet;
  /** The releases that know a model by its name, and can train it; empty for an unknown one. */
  ofModel: (name: string) => ReleaseSet;
  /** The number of releases of a set. */
  size: (set: ReleaseSet) => number;
}
