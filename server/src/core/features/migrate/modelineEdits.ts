import type { Release } from '../../catalog/release';
import { endOfHead } from '../../comments/modeline';
import type { Edit } from '../../config/edit';
import type { Document } from '../../document/document';
import { lineBreakOf, nextLine, startOfLine } from '../../text/lines';

const MODELINE = /#[ \t]*preflight:[^\r\n]*/g;
const NAMED = /([ \t]*(?<![\w-])ms-swift=)(\S+)/;

/**
 * The edits after which the modelines of a document name a release: those that name one get the other, and where none
 * does, the first one gets it, or a new one is written at the top, behind the line that names the interpreter. With an
 * empty release, they name none; what is left of them still says that the file is ours.
 */
export function modelineEdits({ text, syntax, reading }: Document, release: Release | ''): Edit[] {
  if (syntax.comment === undefined) return [];
  const counts = countsIn(text, reading);
  const lines = [...text.matchAll(MODELINE)].filter(({ index }) => counts(index));
  const naming = lines.flatMap((line): Edit[] => {
    const named = NAMED.exec(line[0]);
    if (!named) return [];
    const [whole, name = ''] = named;
    const start = line.index + named.index;
    return [{ span: { start: release ? start + name.length : start, end: start + whole.length }, newText: release }];
  });
  if (naming.length > 0 || !release)
    return naming.filter(({ span, newText }) => text.slice(span.start, span.end) !== newText);
  const [first] = lines.filter(({ 0: line }) => !/preflight:\s*ignore/.test(line));
  if (first) {
    const end = first.index + first[0].trimEnd().length;
    return [{ span: { start: end, end }, newText: ` ms-swift=${release}` }];
  }
  const lineBreak = lineBreakOf(text);
  const start = /^\uFEFF?(?:#![^\n]*(?:\n|$))?/.exec(text)?.[0].length ?? 0;
  const isOpen = start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\uFEFF';
  const line = `${syntax.comment} preflight: ms-swift=${release}${lineBreak}`;
  return [{ span: { start, end: start }, newText: isOpen ? lineBreak + line : line }];
}

/** A modeline counts in the first lines, and on the line above a command. */
function countsIn(text: string, { configs }: Document['reading']): (at: number) => boolean {
  const head = endOfHead(text);
  const commands = new Set(configs.map(({ whole }) => startOfLine(text, whole.start)));
  return (at) => at <= head || commands.has(nextLine(text, at));
}
