import { forEachChild, type SyntaxNode } from 'unbash';
import type { VariableUse } from '../syntax';
import { parseScript, readableText } from './text';

const DEEPEST = 200;

/** Every place where a script writes or reads a variable. Asked for by navigation, not with every keystroke. */
export function shellVariables(text: string): VariableUse[] {
  if (!text.includes('megatron')) return [];
  const uses: VariableUse[] = [];
  let depth = 0;
  const look = (node: SyntaxNode): void => {
    const use = useOf(node);
    if (use) uses.push(use);
    // The text inside of `$(` is parsed when it is looked into, again at each level.
    if (++depth < DEEPEST) forEachChild(node, look);
    depth--;
  };
  try {
    for (const statement of parseScript(readableText(text)).commands) look(statement);
  } catch {
    // Text that cannot be walked to its end still has the variables that were met so far.
  }
  return uses.filter(({ span }) => span.end <= text.length);
}

function useOf(node: SyntaxNode): VariableUse | undefined {
  if (node.type === 'Assignment') {
    return { name: node.name, span: { start: node.pos, end: node.pos + node.name.length }, writes: true };
  }
  if (node.type === 'For') {
    return { name: node.name.value, span: { start: node.name.pos, end: node.name.end }, writes: true };
  }
  if (node.type === 'SimpleExpansion' && /^\$[A-Za-z_]/.test(node.text)) {
    return { name: node.text.slice(1), span: { start: node.pos, end: node.end }, writes: false };
  }
  if (node.type === 'ParameterExpansion' && /^[A-Za-z_]/.test(node.parameter)) {
    return { name: node.parameter, span: { start: node.parameterPos, end: node.parameterEnd }, writes: false };
  }
  if (node.type === 'ArithmeticWord' && /^[A-Za-z_]\w*$/.test(node.value)) {
    return { name: node.value, span: { start: node.pos, end: node.end }, writes: false };
  }
  return undefined;
}
