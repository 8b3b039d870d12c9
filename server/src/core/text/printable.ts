/**
 * Text from files, settings and programs in a form that terminals, logs and build services show instead of obeying.
 * Tabs are kept.
 */

/**
 * Control characters (C0, DEL, C1), the line separators of Unicode, bidirectional controls, which reorder the characters
 * around them, and invisible characters such as a byte order mark or a space without width. Those that join letters and
 * emoji, or select their form, are kept.
 */
const UNPRINTABLE =
  /(?!\t|[\u200c\u200d]|\p{Variation_Selector})[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufffe\uffff]/gu;

/** The same characters in printed JSON, whose own line breaks are between the values. */
const UNPRINTABLE_IN_JSON =
  /(?!\n|[\u200c\u200d]|\p{Variation_Selector})[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufffe\uffff]/gu;

/** The `##` of `##[group]` and `##vso[...]`. Some build services accept such commands anywhere in a line. */
const BRACKET_COMMAND = /#(?=#\w*\[)/g;

/** Replaces line breaks and all characters that cannot be seen by visible escapes such as `\n`, `\x1b` and `\u202e`. */
export const escapeControls = (text: string): string => text.replace(UNPRINTABLE, spellCharacter);

/** Replaces the first character of a command to a build service that a line would start with or contain. */
const escapeCommands = (line: string): string =>
  line
    .replace(/^(\s*):(?=:)/, '$1\\x3a')
    .replace(/^#(?=#)/, '\\x23')
    .replace(BRACKET_COMMAND, '\\x23');

/** Converts a text to exactly one line of output, which no terminal and no build service takes for a command. */
export const toPrintableLine = (text: string): string => escapeCommands(escapeControls(text));

/** Prints a value as JSON with the same characters escaped, so that its readers get the original values. */
export const printJson = (value: unknown, indent: number): string =>
  JSON.stringify(value, null, indent)
    .replace(UNPRINTABLE_IN_JSON, toUnicodeEscape)
    .replace(BRACKET_COMMAND, toUnicodeEscape('#'));

function spellCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  const code = character.charCodeAt(0);
  return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : toUnicodeEscape(character);
}

const toUnicodeEscape = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
