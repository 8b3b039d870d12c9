/** Readable logs: without terminal colors, and with the last state of progress bars. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences contain control characters
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an editor cannot show control characters
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** Cleans one line without its end. Of parts that overwrite each other, the last one is kept. */
function cleanLine(line: string): string {
  let end = line.length;
  while (line[end - 1] === '\r') end--;
  const start = line.lastIndexOf('\r', end - 1) + 1;
  return line.slice(Math.min(start, end), end).replace(ESCAPE_SEQUENCE, '').replace(CONTROL_CHARACTER, '');
}

export const cleanText = (text: string): string => text.split('\n').map(cleanLine).join('\n');
