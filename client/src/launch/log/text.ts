/** A log as people read it: terminals’ colours taken out, progress bars as they stand at last. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are meant
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: everything that an editor cannot show
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** One line without its end. Where it was written over, the last writing holds. */
function cleanLine(line: string): string {
  const overwrites = line.replace(/\r+$/, '').split('\r');
  return (overwrites.at(-1) ?? '').replace(ESCAPE_SEQUENCE, '').replace(CONTROL_CHARACTER, '');
}

export const cleanText = (text: string): string => text.split('\n').map(cleanLine).join('\n');

/** A log that grows. It keeps so much of the end; what was before is counted. */
export interface LogBuffer {
  add: (text: string) => void;
  /** All that is kept, cleaned, with a first line that says what is missing. */
  text: () => string;
}

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
      // A quarter at once, so that a log that goes on and on is not moved with every line.
      let removed = 0;
      while (removed < lines.length && size > maxLength * 0.75) size -= (lines[removed++]?.length ?? 0) + 1;
      lines = lines.slice(removed);
      dropped += removed;
    },
    text: () => {
      const head = dropped > 0 ? `(${dropped} lines before this are only in the log file.)\n` : '';
      return `${head}${lines.map((line) => `${line}\n`).join('')}${cleanLine(lastLine)}`;
    },
  };
}
