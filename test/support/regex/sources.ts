import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'acorn';
import { transformSync } from 'esbuild';

// Collects the regular expressions of the sources: literals, `new RegExp`, and patterns of schemas and constraints.

const root = resolve(import.meta.dirname, '../../..');

/** A regular expression and the file that contains it. */
export interface FoundRegExp {
  path: string;
  pattern: RegExp;
}

/** A node of the tree that acorn returns. */
interface Tree {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

/** Text for the parts of a template that are known only at run time. */
const PLACEHOLDER = 'x';

const filesBelow = (folder: string, extension: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension) && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));

/**
 * Returns the regular expressions of the server, the client and the data, and the places where the source of one is
 * computed and unknown here.
 */
export function collectRegExps(): { found: FoundRegExp[]; computed: string[] } {
  const found: FoundRegExp[] = [];
  const computed: string[] = [];
  const programs = ['server/src', 'client/src'].flatMap((folder) => [
    ...filesBelow(folder, '.ts'),
    ...filesBelow(folder, '.js'),
  ]);
  for (const path of programs) {
    for (const result of collectFrom(readFileSync(join(root, path), 'utf8')))
      if (typeof result === 'string') computed.push(`${path}: ${result}`);
      else found.push({ path, pattern: result });
  }
  for (const path of filesBelow('schemas', '.json'))
    for (const source of listPatterns(JSON.parse(readFileSync(join(root, path), 'utf8'))))
      found.push({ path, pattern: new RegExp(source) });
  const unique = new Map(found.map((each) => [`${each.path}:${String(each.pattern)}`, each]));
  return { found: [...unique.values()], computed };
}

/** The patterns in the text of a program; the code of those that are computed. */
function collectFrom(text: string): (RegExp | string)[] {
  const { code } = transformSync(text, { loader: 'ts', target: 'esnext' });
  const nodes = listNodes(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }) as unknown as Tree);
  const constants = new Map<string, Tree>();
  for (const { type, id, init } of nodes as (Tree & { id?: Tree; init?: Tree })[])
    if (type === 'VariableDeclarator' && init && id?.type === 'Identifier') constants.set(String(id.name), init);
  return nodes.flatMap((node): (RegExp | string)[] => {
    const { regex } = node as { regex?: { pattern: string; flags: string } };
    if (node.type === 'Literal' && regex) return [new RegExp(regex.pattern, regex.flags)];
    if (node.type === 'Property' && isNamed(node.key, 'pattern')) {
      const source = evaluate(node.value as Tree, constants);
      // The patterns of documents in the editor are globs.
      return source === undefined || source.startsWith('**/') ? [] : [new RegExp(source)];
    }
    const isCall = (node.type === 'NewExpression' || node.type === 'CallExpression') && isNamed(node.callee, 'RegExp');
    if (!isCall) return [];
    const [source, flags] = node.arguments as Tree[];
    const value = source && evaluate(source, constants);
    const isKnown = value !== undefined && value.replaceAll(PLACEHOLDER, '') !== '';
    return [isKnown ? new RegExp(value, flags && evaluate(flags, constants)) : code.slice(node.start, node.end)];
  });
}

const isNamed = (node: unknown, name: string): boolean => {
  const { type, name: own, value } = node as { type?: string; name?: string; value?: unknown };
  return (type === 'Identifier' && own === name) || (type === 'Literal' && value === name);
};

function listNodes(value: unknown): Tree[] {
  if (Array.isArray(value)) return value.flatMap(listNodes);
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return [];
  const children = Object.entries(value).flatMap(([key, child]) => (key === 'regex' ? [] : listNodes(child)));
  return typeof (value as Tree).type === 'string' ? [value as Tree, ...children] : children;
}

/** The text that an expression evaluates to, with a placeholder for unknown parts; undefined if all of it is unknown. */
function evaluate(node: Tree, constants: ReadonlyMap<string, Tree>): string | undefined {
  const fill = (part: unknown): string => evaluate(part as Tree, constants) ?? PLACEHOLDER;
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? node.value : undefined;
    case 'Identifier': {
      const value = constants.get(String(node.name));
      return value && evaluate(value, constants);
    }
    case 'BinaryExpression':
      return node.operator === '+' ? fill(node.left) + fill(node.right) : undefined;
    case 'TaggedTemplateExpression':
      return joinTemplate(node.quasi as Tree, 'raw', fill);
    case 'TemplateLiteral':
      return joinTemplate(node, 'cooked', fill);
    case 'MemberExpression': {
      const value = isNamed(node.property, 'source') ? constants.get(String((node.object as Tree).name)) : undefined;
      return (value as { regex?: { pattern: string } } | undefined)?.regex?.pattern;
    }
    default:
      return undefined;
  }
}

function joinTemplate(template: Tree, form: 'raw' | 'cooked', fill: (part: unknown) => string): string {
  const { quasis, expressions } = template as unknown as {
    quasis: { value: { raw: string; cooked: string } }[];
    expressions: unknown[];
  };
  return quasis
    .map(({ value }, index) => value[form] + (index < expressions.length ? fill(expressions[index]) : ''))
    .join('');
}

/** Patterns of JSON schemas and of constraints. */
function listPatterns(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    (key === 'pattern' || key === 'matches') && typeof child === 'string' ? [child] : listPatterns(child),
  );
}
