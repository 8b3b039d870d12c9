import type { Release } from '../../catalog/release';
import { endOfHead } from '../../comments/modeline';
import type { Edit } from '../../config/edit';
import type { Document } from '../../document/document';
import { lineBreakOf, startOfLine, startOfNextLine } from '../../text/lines';

const MODELINE = /#[ \t]*preflight:[^\r\n]*/g;
const RELEASE_SETTING = /((?<![ \t])[ \t]*(?<![\w-])ms-swift=)(\S+)/;

/**
 * Creates the edits after which the modelines of a document name a release. Those that name one are changed; if none
 * does, the first one is extended, or a new one is added at the top, after a shebang line. With an empty release, the
 * setting is removed; the rest of the modeline still marks the file as a training config.
 */
export function createModelineEdits({ text, syntax, reading }: Document, release: Release | ''): Edit[] {
  if (syntax.commentPrefix === undefined) return [];
  const isModelineOffset = createModelineTest(text, reading);
  const lines = [...text.matchAll(MODELINE)].filter(({ index }) => isModelineOffset(index));
  const releaseEdits = lines.flatMap((line): Edit[] => {
    const match = RELEASE_SETTING.exec(line[0]);
    if (!match) return [];
    const [setting, name = ''] = match;
    const start = line.index + match.index;
    return [{ span: { start: release ? start + name.length : start, end: start + setting.length }, newText: release }];
  });
  if (releaseEdits.length > 0 || !release)
    return releaseEdits.filter(({ span, newText }) => text.slice(span.start, span.end) !== newText);
  const [first] = lines.filter(({ 0: line }) => !/preflight:\s*ignore/.test(line));
  if (first) {
    const end = first.index + first[0].trimEnd().length;
    return [{ span: { start: end, end }, newText: ` ms-swift=${release}` }];
  }
  const lineBreak = lineBreakOf(text);
  const start = /^\uFEFF?(?:#![^\n]*(?:\n|$))?/.exec(text)?.[0].length ?? 0;
  const needsLineBreak = start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\uFEFF';
  const line = `${syntax.commentPrefix} preflight: ms-swift=${release}${lineBreak}`;
  return [{ span: { start, end: start }, newText: needsLineBreak ? lineBreak + line : line }];
}

/** Returns a test for the offsets at which a modeline applies: in the first lines, and on the line above a command. */
function createModelineTest(text: string, { configs }: Document['reading']): (offset: number) => boolean {
  const headEnd = endOfHead(text);
  const commandLines = new Set(configs.map(({ fullSpan }) => startOfLine(text, fullSpan.start)));
  return (offset) => offset <= headEnd || commandLines.has(startOfNextLine(text, offset));
}
