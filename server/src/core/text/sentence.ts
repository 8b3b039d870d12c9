/** Begins a text with an upper-case letter. */
export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Writes a clause as a sentence, with an upper-case letter and a period. */
export const toSentence = (clause: string): string => `${capitalize(clause)}${/[.!?]$/.test(clause) ? '' : '.'}`;
