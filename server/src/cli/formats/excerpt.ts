import stringWidth from 'string-width';
import { escapeControls } from '../../core/text/printable';
import { MASK } from '../../core/text/secretIndex';
import type { SecretFinder } from '../../core/text/secrets';
import type { ReportRange } from '../checkReport';
import { cutToColumns } from '../columns';

/** The line of a finding, in the characters that a terminal shows. */
export interface Excerpt {
  before: string;
  /** The text of the finding; empty if it is a place between two characters. */
  marked: string;
  after: string;
}

/** Columns of a tab, since the line is shifted by its number. */
const TAB = ' '.repeat(4);

/** Creates the function that returns excerpts of a text without its secrets, of a limited width. */
export function createExcerpter(
  text: string,
  { find }: Pick<SecretFinder, 'find'>,
): (range: ReportRange, maxColumns: number) => Excerpt {
  const lines = text.split('\n');
  const starts: number[] = [];
  let length = 0;
  for (const line of lines) {
    starts.push(length);
    length += line.length + 1;
  }
  const secrets = find(text);
  /** Returns a part of the text on one line. A secret that begins earlier is not repeated. */
  const show = (start: number, end: number): string => {
    let shown = '';
    let at = start;
    for (const secret of secrets) {
      if (secret.end <= at || secret.start >= end) continue;
      if (secret.start >= at) shown += text.slice(at, secret.start) + MASK;
      at = Math.min(secret.end, end);
    }
    return escapeControls(shown + text.slice(at, end)).replaceAll('\t', TAB);
  };
  return ({ start, end }, maxColumns) => {
    const lineStart = starts[start.line] ?? 0;
    const lineEnd = lineStart + (lines[start.line] ?? '').replace(/\r$/, '').length;
    const from = Math.min(lineStart + start.character, lineEnd);
    const to = Math.max(from, Math.min(end.line > start.line ? lineEnd : lineStart + end.character, lineEnd));
    return fitColumns({ before: show(lineStart, from), marked: show(from, to), after: show(to, lineEnd) }, maxColumns);
  };
}

/** Shortens an excerpt to a width: at least half of it is for the marked text and its surroundings after it. */
function fitColumns({ before, marked, after }: Excerpt, maxColumns: number): Excerpt {
  const half = Math.ceil(maxColumns / 2);
  const shownBefore = cutToColumns(before, half, 'end');
  const shownMarked = cutToColumns(marked, maxColumns - stringWidth(shownBefore), 'start');
  const left = maxColumns - stringWidth(shownBefore) - stringWidth(shownMarked);
  return { before: shownBefore, marked: shownMarked, after: cutToColumns(after, left, 'start') };
}
