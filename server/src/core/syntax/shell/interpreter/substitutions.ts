import { forEachChild, type Statement, type SyntaxNode } from 'unbash';
import { textOfNode } from '../source';
import { mentionsProgram } from '../text';
import { dequoteBackquoted } from './dequote';
import { type ReadScript, readBackquoted } from './embedded';
import { copyScope, type Scope } from './scope';
import type { Walk } from './walkState';

/** Walks the commands in the substitutions of some nodes, as in `OUT=$(megatron sft ..)`. Each is a subshell. */
export function walkSubstitutions(
  nodes: readonly SyntaxNode[],
  scope: Scope,
  walk: Walk,
  walkStatements: (statements: readonly Statement[], scope: Scope, walk: Walk) => unknown,
  read: ReadScript,
): void {
  const text = walk.source.text.slice(nodes[0]?.pos ?? 0, nodes.at(-1)?.end ?? 0);
  if (!/\$\(|`|[<>]\(/.test(text) || !mentionsProgram(text)) return;
  const visit = (child: SyntaxNode): void => {
    if (!mentionsProgram(textOfNode(child, walk.source))) return;
    const isSubstitution = child.type === 'CommandExpansion' || child.type === 'ProcessSubstitution';
    if (!isSubstitution) forEachChild(child, visit);
    else if (child.type === 'CommandExpansion' && child.text.startsWith('`')) {
      walk.found.push(...readBackquoted(dequoteBackquoted(child, walk.source), scope, walk, read));
    } else if (child.script) walkStatements(child.script.commands, copyScope(scope), walk);
  };
  for (const node of nodes) forEachChild(node, visit);
}
