/** Readable logs: without terminal colors, and with the last state of progress bars. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences contain control characters
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an editor cannot show control characters
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** Cleans one line without its end. Of parts that overwrite each other, the last one is kept. */
function cleanLine(line: string): string {
  const overwrites = line.replace(/(?<!\r)\r+$/, '').split('\r');
  return (overwrites.at(-1) ?? '').replace(ESCAPE_SEQUENCE, '').replace(CONTROL_CHARACTER, '');
}

export const cleanText = (text: string): string => text.split('\n').map(cleanLine).join('\n');

/** A growing log. It keeps the end up to a limit, and counts the lines before it. */
export interface LogBuffer {
  add: (text: string) => void;
  /** Returns the lines that are kept, with a first line about those that are missing. */
  text: () => string;
}

/** Creates a log that keeps at most `maxLength` characters. */
export function createLogBuffer(maxLength = 4_000_000): LogBuffer {
  let lines: string[] = [];
  let size = 0;
  let dropped = 0;
  let lastLine = '';
  return {
    add: (text) => {
      const parts = (lastLine + text).split('\n');
      lastLine = parts.pop() ?? '';
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
