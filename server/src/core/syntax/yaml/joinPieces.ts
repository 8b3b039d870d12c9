import type { FileContent } from './fileReading';
import { MAX_RESTARTS } from './parseYaml';
import type { Piece } from './pieces';

/** Joins the pieces of a config file; undefined if it must be read as a whole. */
export function joinPieces(pieces: readonly Piece[]): FileContent | undefined {
  const start = pieces[1]?.start;
  if (start === undefined) return undefined;
  const file: FileContent = {
    entries: [],
    problems: [],
    errors: [],
    mayHaveMoreFlags: false,
    fullSpan: { start, end: start },
  };
  const keys = new Set<string>();
  let keyCount = 0;
  let isAfterError = false;
  for (const { start, content, placed } of pieces) {
    if (!content || !placed) return undefined;
    for (const entry of placed.entries) file.entries.push(entry);
    for (const problem of placed.problems) file.problems.push(problem);
    for (const error of placed.errors) file.errors.push(error);
    for (const key of content.keys) keys.add(key);
    keyCount += content.keys.length;
    file.mayHaveMoreFlags ||= content.mayHaveMoreFlags;
    // After an error, the end is at least where reading resumed.
    if (content.end !== undefined) file.fullSpan.end = start + content.end;
    else if (isAfterError) file.fullSpan.end = start;
    isAfterError = content.errors.length > 0;
  }
  // A key that is given twice has one entry, and reading stops after too many errors.
  return keys.size < keyCount || file.errors.length > MAX_RESTARTS ? undefined : file;
}
