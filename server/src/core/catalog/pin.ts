/** A release of ms-swift that a text requires, as written there, with its line number, counted from 1. */
export interface Pin {
  /** A version, a reference of Git, or version specifiers, for `parseRequest`. */
  version: string;
  line: number;
}

/** A release that a script installs, checks out, or runs in an image. */
export interface ScriptPin extends Pin {
  /** The offset of its line. */
  start: number;
  /** The versions that other branches of the script install instead. */
  others: readonly string[];
  /** Whether it is installed in a branch, so that `others` count after the end of that only. */
  isInBranch: boolean;
  /** Whether it is in the text of a page, which may name releases that its reader does not have. */
  isOnPage?: true;
}
