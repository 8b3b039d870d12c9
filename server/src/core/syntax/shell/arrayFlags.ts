import { type ArrayValue, type Assignment, forEachChild, type SyntaxNode } from 'unbash';
import { parseArguments } from '../../config/argparse';
import type { Config, Enclosure, Entry, Scalar } from '../../config/config';
import { isTooLong } from '../syntax';
import { expandWord } from './expansion/expand';
import { createScope } from './interpreter/scope';
import { parseScript } from './text';

const MAX_DEPTH = 200;

/** An expansion of all items of an array. */
const ARRAY_EXPANSION = /\$\{(\w+)\[[@*]\]/g;

/**
 * Finds the flags in arrays that a command expands and whose content depends on a branch, so that they are not among the
 * flags of the command. A migration calls this on demand, not on every keystroke.
 */
export function findShellArrayFlags(text: string, config: Config): Entry[] {
  const unknown = [...config.positionals, ...config.flags.flatMap(({ values }) => values)].filter(
    ({ maySplit }) => maySplit,
  );
  const names = new Set(unknown.flatMap((scalar) => arrayNamesIn(scalar.text)));
  if (names.size === 0 || config.embedded || isTooLong(text)) return [];
  const knownStarts = new Set(config.flags.map(({ key }) => key.start));
  const arrays = collectArrays(text);
  addInnerNames(names, arrays);
  return arrays
    .filter(({ name }) => names.has(name))
    .flatMap((array) => readFlags(array, text))
    .filter(({ key }) => !knownStarts.has(key.start));
}

/** Returns the names of the arrays that a text expands. */
const arrayNamesIn = (text: string): string[] => [...text.matchAll(ARRAY_EXPANSION)].map(([, name = '']) => name);

interface ArrayAssignment {
  name: string;
  value: ArrayValue;
}

const isArrayAssignment = (node: SyntaxNode): node is Assignment & ArrayAssignment =>
  node.type === 'Assignment' && node.value.type === 'ArrayValue';

/** Limit of arrays inside arrays. */
const MAX_NESTING = 8;

/** Adds the names of the arrays that those with the given names expand. */
function addInnerNames(names: Set<string>, arrays: readonly ArrayAssignment[]): void {
  for (let level = 0; level < MAX_NESTING; level++) {
    const inner = arrays
      .filter(({ name }) => names.has(name))
      .flatMap(({ value }) => value.elements.flatMap(({ text }) => arrayNamesIn(text)));
    if (inner.every((name) => names.has(name))) return;
    for (const name of inner) names.add(name);
  }
}

function collectArrays(text: string): ArrayAssignment[] {
  const arrays: ArrayAssignment[] = [];
  let depth = 0;
  const visit = (node: SyntaxNode): void => {
    if (isArrayAssignment(node)) arrays.push({ name: node.name, value: node.value });
    if (++depth < MAX_DEPTH) forEachChild(node, visit);
    depth--;
  };
  try {
    for (const statement of parseScript(text).commands) visit(statement);
  } catch {
    // If a text cannot be walked to its end, the arrays found so far are returned.
  }
  return arrays;
}

/** Reads the items of an array as flags. Values of variables are unknown, since they depend on the branch as well. */
function readFlags({ value }: ArrayAssignment, text: string): Entry[] {
  const enclosure: Enclosure = { kind: 'list' };
  const scope = createScope();
  const items = value.elements.flatMap((word) =>
    expandWord(word, { text, base: 0 }, scope).map((item): Scalar => ({ ...item, enclosure })),
  );
  return parseArguments(items).entries;
}
