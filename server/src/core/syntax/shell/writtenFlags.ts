import type { Config, Entry, Scalar, Span } from '../../config/config';

/** A word that means the same at any place: plain characters and quotes, without expansions. */
const LITERAL = /^(?:[\w@%+=:,./#^-]|'[^']*'|\\[^\r\n]|"(?:[^"\\$`]|\\[^\r\n])*")+$/;

/** A word that means the same at any place of its command: the values of variables do not change within it. */
const REFERENCES =
  /^(?:[\w@%+=:,./#^-]|\$\w|\$\{\w+\}|'[^']*'|\\[^\r\n]|"(?:[^"\\$`]|\\[^\r\n]|\$\w|\$\{\w+(?:\}|:?-[\w./-]*\}))*")+$/;

/** Spaces and continued line breaks. */
const GAP = /^(?:[ \t]|\\\r?\n)+$/;

/** A flag, a redirection or an array of arguments. */
const NEXT_ARGUMENT = /^(?:[ \t]|\\\r?\n)+(?:--?[A-Za-z]|\d*[<>]|&>|"\$\{\w+\[@\]\}")/;

/** Limit on the spaces and continued line breaks after a flag. */
const MAX_GAP = 500;

/**
 * Lists the flags that are written out in a command: neither they nor their values contain an expansion, come from an
 * array, or surround a redirection.
 */
export const listWrittenFlags = (text: string, config: Config): Entry[] => listFlags(text, config, isLiteral);

/** Lists the flags that can change their places in a command: their values are single words. */
export const listSortableFlags = (text: string, config: Config): Entry[] =>
  listFlags(
    text,
    config,
    (_, { enclosure, maySplit, span }) => !enclosure && !maySplit && REFERENCES.test(text.slice(span.start, span.end)),
  );

const listFlags = (text: string, config: Config, isWanted: (text: string, value: Scalar) => boolean): Entry[] =>
  config.flags.filter(
    (entry, index) =>
      isWritten(text, config, entry) &&
      isEndKnown(text, config, entry, config.flags[index + 1]) &&
      entry.values.every((value) => isWanted(text, value)),
  );

/** Whether a word of a script is text without expansions. */
export const isLiteral = (text: string, { span, value, enclosure, from, defaults }: Scalar): boolean =>
  value !== undefined && !enclosure && !from && !defaults && LITERAL.test(text.slice(span.start, span.end));

/** Whether only spaces and continued line breaks are between two offsets. */
export const isGap = (text: string, start: number, end: number): boolean => GAP.test(text.slice(start, end));

/** Whether a flag and its values are adjacent words of the command itself. */
function isWritten(text: string, { fullSpan }: Config, entry: Entry): boolean {
  const { key, values, joinedByEquals } = entry;
  if (entry.enclosure || entry.fromExpansion || entry.endUnknown) return false;
  if (!isWithin(key, fullSpan) || !/^--?[\w-]+$/.test(text.slice(key.start, key.end))) return false;
  return values.every((value, index) => {
    const start = values[index - 1]?.span.end ?? key.end;
    const isAttached = index === 0 && joinedByEquals === true;
    const isAdjacent = isAttached ? text.slice(start, value.span.start) === '=' : isGap(text, start, value.span.start);
    return isWithin(value.span, fullSpan) && isAdjacent;
  });
}

/** Whether a flag ends where its values do: an expansion after it that is empty here could add another value. */
function isEndKnown(text: string, { fullSpan }: Config, entry: Entry, next: Entry | undefined): boolean {
  const { end } = entry.fullSpan;
  if (end >= fullSpan.end) return true;
  const found = NEXT_ARGUMENT.exec(text.slice(end, end + MAX_GAP))?.[0];
  return found !== undefined && (!found.endsWith('"') || next?.enclosure?.kind === 'list');
}

const isWithin = (inner: Span, outer: Span): boolean =>
  inner.source === undefined && outer.start <= inner.start && inner.end <= outer.end;
