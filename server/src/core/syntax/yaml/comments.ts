import type { Config, Entry, Span } from '../../config/config';
import { compareSpans, entriesOf } from '../../config/lookup';
import type { ConfigComments } from '../runText';

/**
 * Finds the comments of a config file. Those above the first key are about the file, and one inside a list is about its
 * key.
 */
export function findYamlComments(text: string, config: Config): ConfigComments {
  const entries = entriesOf(config).sort((a, b) => compareSpans(a.fullSpan, b.fullSpan));
  const found = new Map<Entry, { above: string[]; behind?: string }>();
  let [end, previous]: [number, Entry | undefined] = [0, undefined];
  let top: string[] = [];
  for (const entry of entries) {
    const [behind, ...comments] = listComments(text, end, entry.fullSpan.start);
    if (previous && behind) found.set(previous, { above: found.get(previous)?.above ?? [], behind });
    const inside = listGapsInside(entry).flatMap((gap) => listComments(text, gap.start, gap.end));
    const above = [...(previous ? comments : []), ...inside].filter((comment) => comment !== '');
    if (!previous) top = [behind ?? '', ...comments].filter((comment) => comment !== '');
    found.set(entry, { above });
    [end, previous] = [Math.max(end, entry.fullSpan.end), entry];
  }
  return addLastComments(text, { end, previous, top, found });
}

/** The comments up to the end of the last entry. */
interface FoundComments {
  end: number;
  previous: Entry | undefined;
  top: string[];
  found: Map<Entry, { above: string[]; behind?: string }>;
}

/** Adds the comments below the last entry, which no entry follows. */
function addLastComments(text: string, { end, previous, top, found }: FoundComments): ConfigComments {
  const [behind, ...below] = listComments(text, end, text.length);
  const last = previous && found.get(previous);
  if (previous && last && behind) found.set(previous, { ...last, behind });
  return {
    top: [...top, ...(previous ? [] : [behind ?? '']), ...below].filter((comment) => comment !== ''),
    of: (entry) => found.get(entry) ?? { above: [] },
  };
}

/** Lists the comments between two offsets, one for each line; empty for a line without a comment. */
const listComments = (text: string, start: number, end: number): string[] =>
  text
    .slice(start, Math.max(start, end))
    .split('\n')
    .map((line) => /#.*/.exec(line)?.[0].trimEnd() ?? '');

/** Lists the parts of an entry that belong neither to its key nor to its values. */
function listGapsInside({ key, values, fullSpan }: Entry): Span[] {
  const ends = [key.end, ...values.map(({ span }) => span.end)];
  const starts = [...values.map(({ span }) => span.start), fullSpan.end];
  return ends.map((start, index) => ({ start, end: starts[index] ?? start }));
}
