import { forEachChild, type SyntaxNode } from 'unbash';
import type { VariableUse } from '../syntax';
import { parseScript, toParserText } from './text';

const MAX_DEPTH = 200;

/** Every place where a script writes or reads a variable. Asked for by navigation, not with every keystroke. */
export function findShellVariableUses(text: string): VariableUse[] {
  if (!text.includes('megatron')) return [];
  const uses: VariableUse[] = [];
  let depth = 0;
  const visit = (node: SyntaxNode): void => {
    const use = variableUseOf(node);
    if (use) uses.push(use);
    // The text inside of `$(` is parsed when it is looked into, again at each level.
    if (++depth < MAX_DEPTH) forEachChild(node, visit);
    depth--;
  };
  try {
    for (const statement of parseScript(toParserText(text)).commands) visit(statement);
  } catch {
    // Text that cannot be walked to its end still has the variables that were met so far.
  }
  return uses.filter(({ span }) => span.end <= text.length);
}

function variableUseOf(node: SyntaxNode): VariableUse | undefined {
  if (node.type === 'Assignment') {
    return { name: node.name, span: { start: node.pos, end: node.pos + node.name.length }, isWrite: true };
  }
  if (node.type === 'For') {
    return { name: node.name.value, span: { start: node.name.pos, end: node.name.end }, isWrite: true };
  }
  if (node.type === 'SimpleExpansion' && /^\$[A-Za-z_]/.test(node.text)) {
    return { name: node.text.slice(1), span: { start: node.pos, end: node.end }, isWrite: false };
  }
  if (node.type === 'ParameterExpansion' && /^[A-Za-z_]/.test(node.parameter)) {
    return { name: node.parameter, span: { start: node.parameterPos, end: node.parameterEnd }, isWrite: false };
  }
  if (node.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(node.value)) {
    return { name: node.value, span: { start: node.pos, end: node.end }, isWrite: false };
  }
  return undefined;
}
