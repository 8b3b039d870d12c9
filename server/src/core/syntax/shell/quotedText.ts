import { forEachChild, type Statement, type SyntaxNode } from 'unbash';
import type { Span } from '../../config/config';
import { lowerBound } from '../../config/spanIndex';

/** Returns a test of whether an offset is inside quotes or in a here-document, or else in an array. */
export function createQuotedTest(statements: readonly Statement[], hasArrays = false): (offset: number) => boolean {
  const spans: Span[] = [];
  const visit = (node: SyntaxNode): void => {
    const isWhole =
      node.type === 'SingleQuoted' || node.type === 'AnsiCQuoted' || (hasArrays && node.type === 'ArrayValue');
    if (isWhole) spans.push({ start: node.pos, end: node.end });
    else if (node.type === 'DoubleQuoted' || node.type === 'LocaleString') visitQuoted(node.parts);
    else if (node.type === 'HereDocBody') {
      if (node.parts) visitQuoted(node.parts);
      else spans.push({ start: node.pos, end: node.end });
    } else if (!isBackquoted(node)) forEachChild(node, visit);
  };
  const visitQuoted = (parts: readonly SyntaxNode[]): void => {
    for (const part of parts) {
      if (part.type === 'Literal') spans.push({ start: part.pos, end: part.end });
      else visit(part);
    }
  };
  for (const statement of statements) visit(statement);
  spans.sort((a, b) => a.start - b.start);
  return (offset) => (spans[lowerBound(spans, ({ start }) => start <= offset) - 1]?.end ?? -1) > offset;
}

/** Whether a node is a substitution in backquotes, whose offsets are not those of the text. */
const isBackquoted = (node: SyntaxNode): boolean => node.type === 'CommandExpansion' && node.text.startsWith('`');
