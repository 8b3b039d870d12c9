import { forEachChild, type SyntaxNode } from 'unbash';
import { isTooLong, type StartedServer } from '../syntax';
import { NON_LAUNCHERS } from './interpreter/trainingCommand';
import { parseScript } from './text';

/** The commands that start servers, by how they are written, and whether a run takes its samples from such a server. */
const SERVERS: readonly { name: string; pattern: RegExp; generates: boolean }[] = [
  { name: 'swift rollout', pattern: /(?<![\w-])swift\s+rollout(?![\w-])|swift[./]cli[./]rollout\b/, generates: true },
  { name: 'trl vllm-serve', pattern: /(?<![\w-])trl\s+vllm-serve\b/, generates: true },
  { name: 'swift deploy', pattern: /(?<![\w-])swift\s+deploy(?![\w-])|swift[./]cli[./]deploy\b/, generates: false },
  { name: 'vllm serve', pattern: /(?<![\w-])vllm\s+serve(?![\w-])|vllm\.entrypoints\b/, generates: false },
  { name: 'sglang', pattern: /(?<![\w-])sglang\.launch_server\b/, generates: false },
];

const MAX_DEPTH = 200;

/**
 * Finds the servers that a script starts, also inside quoted scripts, here-documents and arrays of arguments. A launch
 * calls this on demand, not on every keystroke.
 */
export function findShellServers(text: string): StartedServer[] {
  if (isTooLong(text) || !SERVERS.some(({ pattern }) => pattern.test(text))) return [];
  const found = new Map<number, StartedServer>();
  let depth = 0;
  const visit = (node: SyntaxNode): void => {
    for (const server of serversOf(node, text)) if (!found.has(server.offset)) found.set(server.offset, server);
    if (++depth < MAX_DEPTH) forEachChild(node, visit);
    depth--;
  };
  try {
    for (const statement of parseScript(text).commands) visit(statement);
  } catch {
    // If a text cannot be walked to its end, the servers found so far are returned.
  }
  return [...found.values()].sort((a, b) => a.offset - b.offset);
}

/** Returns the servers that one command starts, or that a variable holds the command of. */
function serversOf(node: SyntaxNode, source: string): StartedServer[] {
  const words = textOf(node, source);
  if (words === undefined) return [];
  return SERVERS.filter(({ pattern }) => pattern.test(words)).map(({ name, generates }) => ({
    name,
    generates,
    offset: node.pos,
  }));
}

function textOf(node: SyntaxNode, source: string): string | undefined {
  if (node.type === 'Assignment') return source.slice(node.pos, node.end);
  if (node.type !== 'Command' || !node.name || NON_LAUNCHERS.test(node.name.value)) return undefined;
  const words = [node.name, ...node.suffix.filter((part) => part.type === 'Word')].map(({ value }) => value);
  const bodies = node.redirects.flatMap((part) =>
    part.type === 'HereDoc' ? [source.slice(part.body.pos, part.body.end)] : [],
  );
  return [words.join(' '), ...bodies].join('\n');
}
