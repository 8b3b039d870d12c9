import type { ReleaseSet } from './releaseSets';

/** A flag, a value or a model that some releases know, with those that do. */
export interface ReleaseEvidence {
  text: string;
  releases: ReleaseSet;
}

/** The evidence of one run. */
export interface RunEvidence {
  items: readonly ReleaseEvidence[];
  /** The releases that have the command, and read the kind of file. */
  able: ReleaseSet;
  /** The releases that know all of it. */
  fit: ReleaseSet;
  /** The item that decided last. */
  decisive?: { chosen: ReleaseSet; limit: ReleaseSet; item: DecisiveItem | undefined };
}

/** An item with the number of releases that accept it. */
export interface DecisiveItem {
  text: string;
  count: number;
}
