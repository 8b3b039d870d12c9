import { type TextEdits, toUnixLineEndings } from './carriageReturns';
import { LOOKALIKE } from './lookalikes';

/** Characters of a script that mistakes consist of. Most scripts have none of them, and their commands need no check. */
export interface TextTraits {
  hasLookalikes: boolean;
  /** A backslash before a space and a flag, as in a command of several lines that was pasted into one. */
  hasPasted: boolean;
  /** The edits that convert the line endings to those of Unix. */
  lineEndings: TextEdits;
}

export const findTraits = (text: string): TextTraits => ({
  hasLookalikes: LOOKALIKE.test(text),
  hasPasted: /\\[ \t]+-/.test(text),
  lineEndings: toUnixLineEndings(text),
});
