// Texts of rules, flags and other entries, which are most of the data. Linting needs none of them.
import { parse } from 'acorn';
import { transform } from 'esbuild';

/** Properties of a rule that only its page in docs/rules.md and tests use. */
const ON_PAGES = ['why', 'source', 'bad', 'good'];

/** The texts of each kind of entry that answers show. */
const TEXTS = {
  rules: ['title', 'subject'],
  flags: [
    'section',
    'summary',
    'description',
    'unit',
    'values',
    'see',
    'swiftExport',
    'declared',
    'uses',
    'group',
    'icon',
    'ids',
    'path',
  ],
  environment: ['summary', 'readBy', 'description', 'values', 'examples'],
  megatron: ['summary'],
};

/** The properties that linting does not need. */
const NOT_LINTED = { ...TEXTS, rules: [...TEXTS.rules, ...ON_PAGES] };

/** The texts of a service, by kind, as columns in the order of the rules and of the data files. */
export const textsOf = ({ docTables }) =>
  Object.fromEntries(
    Object.entries(TEXTS).map(([kind, keys]) => [kind, toColumns(Object.values(docTables[kind]), keys)]),
  );

/** Converts a list to one column per property: similar values become adjacent, which compresses better. */
export function toColumns(items, keys = [...new Set(items.flatMap(Object.keys))]) {
  if (items.some((item) => keys.some((key) => item[key] === null)))
    throw new Error('a property is null, which marks an absent one in a column');
  return Object.fromEntries(keys.map((key) => [key, items.map((item) => item[key] ?? null)]));
}

/** The lists of data files whose items have texts, with their kind. */
const LISTS = [
  [/^constraints\//, 'constraints', 'rules'],
  [/^(?:flags|swift-export)\.json$/, 'flags', 'flags'],
  [/^flags\.json$/, 'environment', 'environment'],
  [/^megatron-options\.json$/, 'options', 'megatron'],
];

/** The parts of data files that hold nothing but texts. */
const TEXT_PARTS = ['texts', 'declarations', 'uses', 'sections', 'ids', 'paths'];

/** Splits a data file without its texts into its lists of objects, as columns, and the rest. */
export function separateTexts(name, data) {
  const isList = (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((item) => Object.prototype.toString.call(item) === '[object Object]');
  const kindOf = (key) => LISTS.find(([file, list]) => file.test(name) && list === key)?.[2] ?? null;
  const lists = Object.entries(data)
    .filter(([key, value]) => isList(value) && !TEXT_PARTS.includes(key))
    .map(([key, list]) => [key, toColumns(list.map((item) => omit(item, NOT_LINTED[kindOf(key)] ?? [])))]);
  const listKeys = [...lists.map(([key]) => key), ...TEXT_PARTS];
  return { rest: omit(data, listKeys), lists: Object.fromEntries(lists) };
}

const omit = (item, keys) => Object.fromEntries(Object.entries(item).filter(([key]) => !keys.includes(key)));

/** Compiles a file of rules to JavaScript without the texts of the rules, which are looked up by id. */
export async function removeTexts(source) {
  const { code } = await transform(source, { loader: 'ts', target: 'es2022' });
  const spans = findRuleLiterals(parse(code, { ecmaVersion: 2022, sourceType: 'module' }))
    .flatMap(({ properties }) => properties.filter((property) => NOT_LINTED.rules.includes(property.key?.name)))
    .map(({ start, end }) => ({ start, end: end + /^\s*,?/.exec(code.slice(end))[0].length }))
    .sort((a, b) => b.start - a.start);
  return spans.reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), code);
}

/** Finds object literals that are rules, or the part that several rules of a file share. */
function findRuleLiterals(node) {
  if (node === null || typeof node !== 'object') return [];
  if (Array.isArray(node)) return node.flatMap(findRuleLiterals);
  const names = node.type === 'ObjectExpression' ? node.properties.map(({ key }) => key?.name) : [];
  const isRule = names.includes('releases') || (names.includes('bad') && names.includes('good'));
  return isRule ? [node] : Object.values(node).flatMap(findRuleLiterals);
}
