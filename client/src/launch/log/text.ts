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
  let end = line.length;
  while (line[end - 1] === '\r') end--;
  const start = line.lastIndexOf('\r', end - 1) + 1;
  return line.slice(Math.min(start, end), end).replace(ESCAPE_SEQUENCE, '').replace(CONTROL_CHARACTER, '');
}

export const cleanText = (text: string): string => text.split('\n').map(cleanLine).join('\n');
