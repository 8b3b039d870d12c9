import type { Span } from '../../config/config';
import { endOfLine, startOfLine } from '../../text/lines';

/**
 * A text that is parsed: a whole script, or one statement of it. Offsets of its nodes count from its own start; spans are
 * positions in the script, where it begins at `base`.
 */
export interface Source {
  text: string;
  base: number;
}

export const NO_SOURCE: Source = { text: '', base: 0 };

/** Part of a source, as the parser describes it. */
interface Located {
  pos: number;
  end: number;
}

/** Returns the span of a node, as a position in the script. */
export const spanOf = ({ pos, end }: Located, { base }: Source): Span => ({ start: base + pos, end: base + end });

/** Returns the text of a node. */
export const textOfNode = ({ pos, end }: Located, { text }: Source): string => text.slice(pos, end);

/** The text of a script by positions, which are offsets unless the script is read statement by statement. */
export interface ScriptText {
  slice: (start: number, end: number) => string;
  startOfLine: (position: number) => number;
  endOfLine: (position: number) => number;
}

/** Returns the text of a script, or of a part of it that consists of whole lines. */
export const createScriptText = ({ text, base }: Source): ScriptText => ({
  slice: (start, end) => text.slice(Math.max(0, start - base), Math.max(0, end - base)),
  startOfLine: (position) => base + startOfLine(text, position - base),
  endOfLine: (position) => base + endOfLine(text, position - base),
});
