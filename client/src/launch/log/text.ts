/** Readable logs: without terminal colors, and with the last state of progress bars. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences contain control characters
const ESCAPE_SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: an editor cannot show control characters
const CONTROL_CHARACTER = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g;

/** Cleans one line without its end. Of parts that overwrite each other, the last one is kept. */
function cleanLine(line: string): string {
  const overwrites = line.replace(/\r+$/, '').split('\r');
  return (overwrites.at(-1) ?? '').replace(ESCAPE_SEQUENCE, '').replace(CONTROL_CHARACTER, '');
}

export const cleanText = (text: string): string => text.split('\n').map(cleanLine).join('\n');
