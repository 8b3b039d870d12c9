import { forEachChild, type SyntaxNode } from 'unbash';
import { isTooLong, type VariableUse } from '../syntax';
import { mentionsProgram, parseScript } from './text';

const MAX_DEPTH = 200;

/** Finds every write and read of a variable in a script. Navigation calls this on demand, not on every keystroke. */
export function findShellVariableUses(text: string): VariableUse[] {
  if (isTooLong(text) || !mentionsProgram(text)) return [];
  const uses: VariableUse[] = [];
  let depth = 0;
  const visit = (node: SyntaxNode): void => {
    const use = variableUseOf(node);
    if (use) uses.push(use);
    // The text inside `$(` is parsed each time it is visited, again at each level.
    if (++depth < MAX_DEPTH) forEachChild(node, visit);
    depth--;
  };
  try {
    for (const statement of parseScript(text).commands) visit(statement);
  } catch {
    // If a text cannot be walked to its end, the variables found so far are returned.
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
