import { escapeControls } from '../text/printable';

/** Prints a text as one line of a comment. A line break in it would start a line that runs. */
export const printCommentLine = (text: string): string => `# ${escapeControls(text)}`;
