/** Parses an integer as Python's `int` does; undefined if the text is not one. */
export function parseWholeNumber(text: string): number | undefined {
  const trimmed = text.trim();
  return /^[+-]?\d+(?:_\d+)*$/.test(trimmed) ? Number(trimmed.replaceAll('_', '')) : undefined;
}
