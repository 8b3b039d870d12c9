import type { Span } from '../config/config';

/**
 * Text that is written inside another one, as it reads once quotes, escapes and indentation are removed, with its source
 * map: the span in the outer text of each of its characters.
 */
export interface MappedText {
  text: string;
  starts: number[];
  ends: number[];
}

export const createMappedText = (): MappedText => ({ text: '', starts: [], ends: [] });

/** Adds characters that all come from one span of the outer text. */
export function addMapped(mapped: MappedText, characters: string, start: number, end: number): void {
  mapped.text += characters;
  for (let unit = 0; unit < characters.length; unit++) {
    mapped.starts.push(start);
    mapped.ends.push(end);
  }
}

/** Adds text that is written in the outer text as it is. */
export function addVerbatim(mapped: MappedText, text: string, start: number): void {
  mapped.text += text;
  for (let unit = 0; unit < text.length; unit++) {
    mapped.starts.push(start + unit);
    mapped.ends.push(start + unit + 1);
  }
}

export function appendMapped(mapped: MappedText, { text, starts, ends }: MappedText): void {
  mapped.text += text;
  for (const start of starts) mapped.starts.push(start);
  for (const end of ends) mapped.ends.push(end);
}

/** Returns a part of a mapped text. */
export const sliceMapped = ({ text, starts, ends }: MappedText, start: number, end = text.length): MappedText => ({
  text: text.slice(start, end),
  starts: starts.slice(start, end),
  ends: ends.slice(start, end),
});

/** Maps a text inside a mapped text to the outermost one. */
export const composeMapped = (inner: MappedText, outer: MappedText): MappedText => ({
  text: inner.text,
  starts: inner.starts.map((start) => outer.starts[start] ?? outer.ends.at(-1) ?? 0),
  ends: inner.ends.map((end) => outer.ends[end - 1] ?? outer.ends.at(-1) ?? 0),
});

/**
 * The offsets in an inner text, in order: those of its own text, then those of the outer text. The second part is for
 * values that the outer text passes in, whose spans must not be mapped as if they were in the inner text.
 */
const outerOffsetOf = ({ text }: MappedText): number => text.length + 1;

/** Converts a span of the outer text, to use it in the inner one. */
export function toInnerSpan({ start, end }: Span, mapped: MappedText): Span {
  const offset = outerOffsetOf(mapped);
  return { start: start + offset, end: end + offset };
}

/** Converts a text of the outer text, to use it in the inner one. */
export function toInnerMapped({ text, starts, ends }: MappedText, mapped: MappedText): MappedText {
  const offset = outerOffsetOf(mapped);
  return { text, starts: starts.map((start) => start + offset), ends: ends.map((end) => end + offset) };
}

/** Converts a span of the inner text to the outer one. */
export function toOuterSpan({ start, end }: Span, mapped: MappedText): Span {
  const { starts, ends } = mapped;
  const offset = outerOffsetOf(mapped);
  if (start >= offset) return { start: start - offset, end: end - offset };
  const last = ends.at(-1) ?? 0;
  const outerStart = starts[start] ?? last;
  return { start: outerStart, end: Math.max(outerStart, end > start ? (ends[end - 1] ?? last) : outerStart) };
}
