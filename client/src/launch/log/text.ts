/**
 * Readable logs: without the control sequences of terminals, such as colors and titles, and with the last state of
 * progress bars.
 */

/**
 * Sequences with parameters (CSI), strings such as titles and links (OSC, DCS, SOS, PM, APC), and other sequences. Each
 * of the first two kinds may also begin with one character (C1). A string ends at the next control character at the
 * latest, so that finding one stays linear.
 */
const ESCAPE_SEQUENCE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences contain control characters
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0080-\u009f]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]/g;

/** Control characters except tabs, and characters that reorder or break a line. */
const CONTROL_CHARACTER = /(?!\t)[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** Cleans one line without its end. Of parts that overwrite each other, the last one is kept. */
function cleanLine(line: string): string {
  const overwrites = line.replace(/\r+$/, '').split('\r');
  return (overwrites.at(-1) ?? '').replace(ESCAPE_SEQUENCE, '').replace(CONTROL_CHARACTER, '');
}

/** Drops the parts of an unfinished line that later parts overwrite, since a progress bar does not end its line. */
function dropOverwritten(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === '\r') end--;
  return end === 0 ? '' : line.slice(line.lastIndexOf('\r', end - 1) + 1);
}

export const cleanText = (text: string): string => text.split('\n').map(cleanLine).join('\n');

/** A growing log. It keeps the end up to a limit, and counts the lines before it. */
export interface LogBuffer {
  add: (text: string) => void;
  /** Returns the lines that are kept, with a first line about those that are missing. */
  text: () => string;
}

/** Limit of the length of an unfinished line in characters. A longer one is divided. */
const MAX_LINE_LENGTH = 1_000_000;

/** Creates a log that keeps at most `maxLength` characters. */
export function createLogBuffer(maxLength = 4_000_000): LogBuffer {
  let lines: string[] = [];
  let size = 0;
  let dropped = 0;
  let lastLine = '';
  return {
    add: (text) => {
      const parts = (lastLine + text).split('\n');
      lastLine = dropOverwritten(parts.pop() ?? '');
      // A line that does not end must not be copied again and again.
      if (lastLine.length > MAX_LINE_LENGTH) {
        parts.push(lastLine);
        lastLine = '';
      }
      for (const part of parts) {
        const line = cleanLine(part);
        lines.push(line);
        size += line.length + 1;
      }
      if (size <= maxLength) return;
      // A quarter is dropped at once, so that not every further line moves the entire log.
      let removed = 0;
      while (removed < lines.length && size > maxLength * 0.75) size -= (lines[removed++]?.length ?? 0) + 1;
      lines = lines.slice(removed);
      dropped += removed;
    },
    text: () => {
      const head = dropped > 0 ? `(${dropped} earlier lines are only in the log file.)\n` : '';
      return `${head}${lines.map((line) => `${line}\n`).join('')}${cleanLine(lastLine)}`;
    },
  };
}
