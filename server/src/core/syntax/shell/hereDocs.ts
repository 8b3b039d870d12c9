import { forEachChild, type SyntaxNode } from 'unbash';
import type { Span } from '../../config/config';
import { endOfLine } from '../../text/lines';
import { parseScript } from './text';

const MAX_DEPTH = 200;

/** Finds the here-documents of a script, each from its `<<` to the end of the line that closes it. */
export function findShellHereDocs(text: string): Span[] {
  if (!text.includes('<<')) return [];
  const found: Span[] = [];
  let depth = 0;
  const visit = (node: SyntaxNode): void => {
    // One without a closing line ends with the text.
    if (node.type === 'HereDoc') found.push({ start: node.pos, end: endOfLine(text, node.body.end) });
    if (++depth < MAX_DEPTH) forEachChild(node, visit);
    depth--;
  };
  try {
    for (const statement of parseScript(text).commands) visit(statement);
  } catch {
    // If a text cannot be walked to its end, those found so far are returned.
  }
  return found;
}
