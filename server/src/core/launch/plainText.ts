/**
 * Characters that end a line for some reader, or change how the text around them is displayed: controls beyond ASCII,
 * line and paragraph separators, marks and overrides of the writing direction, and byte order marks.
 */
const MISLEADING = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;

const escapeCharacter = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Prints plain data as JSON. Characters that another reader of the text, such as one of YAML, could take for the end of
 * a line are escaped, so that a value can never become syntax.
 */
export const printJson = (value: unknown): string =>
  `${JSON.stringify(value, undefined, 2).replace(MISLEADING, escapeCharacter)}\n`;

/** Prints a text as one line of a comment. Control characters are shown as escapes. */
export const printCommentLine = (text: string): string =>
  `# ${text.replace(CONTROLS, (controls) => JSON.stringify(controls).slice(1, -1)).replace(MISLEADING, escapeCharacter)}`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace.
const CONTROLS = /[\u0000-\u001f]+/g;
