/** A log as people read it: terminals’ colours taken out, progress bars as they stand at last. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that are meant
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: everything that an editor cannot show
const UNSHOWN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** One line without its end. Where it was written over, the last writing holds. */
function cleanLine(line: string): string {
  const written = line.replace(/\r+$/, '').split('\r');
  return (written.at(-1) ?? '').replace(SEQUENCE, '').replace(UNSHOWN, '');
}

export const cleanText = (text: string): string => text.split('\n').map(cleanLine).join('\n');

/** A log that grows. It keeps so much of the end; what was before is counted. */
export interface Growing {
  add: (text: string) => void;
  /** All that is kept, cleaned, with a first line that says what is missing. */
  text: () => string;
}

export function growing(most = 4_000_000): Growing {
  let lines: string[] = [];
  let size = 0;
  let dropped = 0;
  let rest = '';
  return {
    add: (text) => {
      const parts = (rest + text).split('\n');
      rest = parts.pop() ?? '';
      for (const part of parts) {
        const line = cleanLine(part);
        lines.push(line);
        size += line.length + 1;
      }
      if (size <= most) return;
      // A quarter at once, so that a log that goes on and on is not moved with every line.
      let gone = 0;
      while (gone < lines.length && size > most * 0.75) size -= (lines[gone++]?.length ?? 0) + 1;
      lines = lines.slice(gone);
      dropped += gone;
    },
    text: () => {
      const head = dropped > 0 ? `(${dropped} lines before this are only in the log file.)\n` : '';
      return `${head}${lines.map((line) => `${line}\n`).join('')}${cleanLine(rest)}`;
    },
  };
}
