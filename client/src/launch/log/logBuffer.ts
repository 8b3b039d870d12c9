import { cleanText } from './text';

/** A growing log. It keeps the end up to a limit, and counts the lines before it. */
export interface LogBuffer {
  add: (text: string) => void;
  /** Returns the lines that are kept, with a first line about those that are missing. */
  text: () => string;
}

/** Limit of the kept text, in characters: more than anyone scrolls through. */
const MAX_LENGTH = 4_000_000;
/** Limit of one line, in characters. The rest of a longer line is only counted. */
const MAX_LINE_LENGTH = 20_000;
/** Characters that are split into lines at once. */
const MAX_PART_LENGTH = 65_536;

/** Lines that arrived together, as one string. */
interface Block {
  text: string;
  lines: number;
}

/** Creates a log that keeps at most `maxLength` characters, however much is added. */
export function createLogBuffer(maxLength = MAX_LENGTH): LogBuffer {
  const partLength = Math.min(MAX_PART_LENGTH, Math.ceil(maxLength / 4));
  const lastLine = createLine();
  let blocks: Block[] = [];
  let size = 0;
  let dropped = 0;
  const addPart = (text: string): void => {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    const lines = pieces.map((piece) => {
      lastLine.add(piece);
      return lastLine.end();
    });
    lastLine.add(last);
    if (lines.length === 0) return;
    // The joined string is a copy, so that a short line does not keep everything that it overwrote in memory.
    const block = { text: [...lines, ''].join('\n'), lines: lines.length };
    blocks.push(block);
    size += block.text.length;
  };
  const dropOldest = (): void => {
    if (size <= maxLength) return;
    // A quarter is dropped at once, so that not every further block moves the entire log.
    let removed = 0;
    while (removed < blocks.length && size > maxLength * 0.75) {
      const { text = '', lines = 0 } = blocks[removed++] ?? {};
      size -= text.length;
      dropped += lines;
    }
    blocks = blocks.slice(removed);
  };
  return {
    add: (text) => {
      for (let at = 0; at < text.length; at += partLength) {
        addPart(text.slice(at, at + partLength));
        dropOldest();
      }
    },
    text: () => {
      const head = dropped > 0 ? `(${dropped} earlier lines are only in the log file.)\n` : '';
      return `${head}${blocks.map(({ text }) => text).join('')}${lastLine.text()}`;
    },
  };
}

/** A line without its end, of which parts arrive one after another. */
interface Line {
  add: (piece: string) => void;
  text: () => string;
  /** Returns the text, and starts another line. */
  end: () => string;
}

/** Text after a carriage return replaces the text before it, so a progress bar of any length needs one line. */
function createLine(): Line {
  let kept = '';
  let omitted = 0;
  let isReturned = false;
  const append = (text: string): void => {
    const room = Math.max(0, MAX_LINE_LENGTH - kept.length);
    kept += text.slice(0, room);
    omitted += Math.max(0, text.length - room);
  };
  const reset = (): void => {
    kept = '';
    omitted = 0;
    isReturned = false;
  };
  const getText = (): string =>
    omitted === 0 ? cleanText(kept) : `${cleanText(kept)}… (${omitted} more characters are only in the log file)`;
  return {
    add: (piece) => {
      let end = piece.length;
      while (end > 0 && piece[end - 1] === '\r') end--;
      const start = piece.lastIndexOf('\r', end - 1) + 1;
      if (end > 0) {
        if (start > 0 || isReturned) reset();
        append(piece.slice(start, end));
      }
      if (end < piece.length) isReturned = true;
    },
    text: getText,
    end: () => {
      const text = getText();
      reset();
      return text;
    },
  };
}
