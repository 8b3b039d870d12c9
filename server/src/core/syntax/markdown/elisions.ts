import { addMapped, addVerbatim, type MappedText } from '../../text/mappedText';

/** Words that stand for arguments which a page leaves out: `...` and `[OPTIONS]`. */
const ELISION = /(?<!\S)(?:\.{3,}|…+|\[[A-Za-z][\w.-]*\])(?=[\s\\]|$)/;

/** Unknown arguments, as the reader of scripts knows them. */
const UNKNOWN_ARGUMENTS = '$@';

/** A line of a block, with its offset in the page and the line after it. */
export interface BlockLine {
  text: string;
  start: number;
  next: string;
  /** Whether the line before it is continued. */
  isContinuing: boolean;
}

/** Adds a line to a script, with unknown arguments in place of those that the page leaves out. Returns whether it is continued. */
export function addLine(script: MappedText, { text, start, next, isContinuing }: BlockLine): boolean {
  const { 0: word, index = 0 } = ELISION.exec(text) ?? {};
  const isArgument = word !== undefined && !/['"#]/.test(text.slice(0, index));
  if (!isArgument || !(isContinuing || /\bmegatron\s/.test(text))) {
    addVerbatim(script, `${text}\n`, start);
    return text.endsWith('\\');
  }
  const end = index + word.length;
  addVerbatim(script, text.slice(0, index), start);
  addMapped(script, UNKNOWN_ARGUMENTS, start + index, start + end);
  addVerbatim(script, text.slice(end), start + end);
  // A line with nothing else hardly ends the command above the next flag.
  const isJoined = text.trim() === word && /^\s*--?\w/.test(next);
  if (isJoined) addMapped(script, ' \\', start + end, start + end);
  addVerbatim(script, '\n', start + text.length);
  return isJoined || text.endsWith('\\');
}
