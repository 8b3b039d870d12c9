/** The styles of a terminal, as the parameters of its escape sequences that begin and end them. */
const STYLES = {
  bold: [1, 22],
  dim: [2, 22],
  underline: [4, 24],
  red: [31, 39],
  yellow: [33, 39],
  blue: [34, 39],
  cyan: [36, 39],
} as const;

export type Style = keyof typeof STYLES;

/** A part of a line, with its styles. */
export type Segment = string | readonly [text: string, ...styles: Style[]];

/** A line of output. */
export type Line = string | readonly Segment[];

export const textOfSegment = (segment: Segment): string => (typeof segment === 'string' ? segment : segment[0]);

/** Returns a text that a terminal shows in styles. The text must not contain escape sequences. */
export const applyStyles = (text: string, styles: readonly Style[]): string =>
  text === ''
    ? ''
    : styles.reduce((styled, style) => `\x1b[${STYLES[style][0]}m${styled}\x1b[${STYLES[style][1]}m`, text);

/** Variables of the environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Whether to use colors, see https://force-color.org and https://no-color.org: FORCE_COLOR takes precedence over NO_COLOR, and both over the kind of
 * the output.
 */
export function usesColors(isTerminal: boolean, { FORCE_COLOR, NO_COLOR, TERM }: Variables): boolean {
  if (FORCE_COLOR) return !['0', 'false'].includes(FORCE_COLOR);
  return isTerminal && !NO_COLOR && TERM !== 'dumb';
}
