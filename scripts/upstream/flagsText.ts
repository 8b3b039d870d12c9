import { findNodeAtLocation, parseTree } from 'jsonc-parser';

const MAX_COLUMNS = 120;

/** Replaces the value at a path of a JSON text. The rest of the text keeps its form. */
export function replaceValue(text: string, path: readonly (string | number)[], value: unknown): string {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [...path]);
  if (!node) throw new Error(`no ${path.join('.')}`);
  return (
    text.slice(0, node.offset) +
    printJson(value, columnOf(text, node.offset), node.offset - lineStart(text, node.offset)) +
    text.slice(node.offset + node.length)
  );
}

/** Inserts an item after another one of an array of a JSON text. */
export function insertAfter(text: string, path: readonly string[], index: number, value: unknown): string {
  const root = parseTree(text);
  const node = root && findNodeAtLocation(root, [...path, index]);
  if (!node) throw new Error(`no ${path.join('.')}.${index}`);
  const end = node.offset + node.length;
  const indent = columnOf(text, node.offset);
  return `${text.slice(0, end)},\n${' '.repeat(indent)}${printJson(value, indent)}${text.slice(end)}`;
}

const lineStart = (text: string, offset: number): number => text.lastIndexOf('\n', offset) + 1;

/** The indentation of the line on which a value begins. */
const columnOf = (text: string, offset: number): number => {
  return /^ */.exec(text.slice(lineStart(text, offset), offset))?.[0].length ?? 0;
};

/** Prints JSON as schemas/flags.json is written: on one line if it fits beside what surrounds it, else a line for each part. */
function printJson(value: unknown, indent: number, around = indent): string {
  const short = printShort(value);
  if (value === null || typeof value !== 'object' || around + short.length <= MAX_COLUMNS) return short;
  const parts = Array.isArray(value)
    ? value.map((each) => ['', each] as const)
    : Object.entries(value).map(([key, each]) => [`${JSON.stringify(key)}: `, each] as const);
  const lines = parts.map(([start, each], index) => {
    const comma = index < parts.length - 1 ? 1 : 0;
    return start + printJson(each, indent + 2, indent + 2 + start.length + comma);
  });
  const inner = ' '.repeat(indent + 2);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${' '.repeat(indent)}${close}`;
}

/** JSON on one line, with a space after commas and colons. */
export function printShort(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(printShort).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${printShort(each)}`)
    .join(', ')}}`;
}
