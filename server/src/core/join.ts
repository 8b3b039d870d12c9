import type { Config, Entry, Scalar, Span } from './config';

/**
 * A command and the config file that it names are one run written in two texts. Joined, they are one config: spans of
 * the other text are moved out of the way of the first, so that every span still says which text it points into.
 */

/** No text is that long, so a span from here on belongs to the other text. */
const OTHER = 2 ** 32;

export const isInOther = ({ start }: Span): boolean => start >= OTHER;
export const toOther = ({ start, end }: Span): Span => ({ start: start + OTHER, end: end + OTHER });
export const fromOther = ({ start, end }: Span): Span => ({ start: start - OTHER, end: end - OTHER });

/** Who wins where both give a flag: the side that is read last. */
export type Precedence = 'command' | 'file';

/** The run as the owner of the first text sees it; `mine` is the config of that text, `theirs` of the other one. */
export function joinConfigs(mine: Config, theirs: Config, mineIs: 'command' | 'file', precedence: Precedence): Config {
  const other = moved(theirs);
  const [command, file] = mineIs === 'command' ? [mine, other] : [other, mine];
  const flags = (config: Config): Entry[] =>
    config.entries.filter((entry) => entry.kind === 'flag' && entry.name !== 'config');
  const variables = (config: Config): Entry[] => config.entries.filter((entry) => entry.kind === 'env');
  const given = precedence === 'command' ? [...flags(file), ...flags(command)] : [...flags(command), ...flags(file)];
  const { uses: _, ...rest } = mine;
  return {
    ...rest,
    command: command.command,
    words: command.words,
    // A variable that the shell has set already is left alone by the file.
    entries: [...variables(file), ...variables(command), ...given],
    open: command.open || file.open,
    problems: mine.problems,
    unexported: mine.unexported,
  };
}

function moved(config: Config): Config {
  const scalar = (each: Scalar): Scalar => ({
    ...each,
    span: toOther(each.span),
    ...(each.from && { from: { ...each.from, span: toOther(each.from.span) } }),
  });
  const entry = (each: Entry): Entry => ({
    ...each,
    key: toOther(each.key),
    whole: toOther(each.whole),
    values: each.values.map(scalar),
    ...(each.body && { body: toOther(each.body) }),
  });
  return {
    ...config,
    head: toOther(config.head),
    whole: toOther(config.whole),
    entries: config.entries.map(entry),
    words: config.words.map(scalar),
  };
}

/** An entry of the other text with the spans that it has there. */
export function entryFromOther(entry: Entry): Entry {
  return {
    ...entry,
    key: fromOther(entry.key),
    whole: fromOther(entry.whole),
    values: entry.values.map((value) => ({ ...value, span: fromOther(value.span) })),
    ...(entry.body && { body: fromOther(entry.body) }),
  };
}
