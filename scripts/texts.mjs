// What rules, flags and the like say to a reader. None of it is needed to judge a config, and it is most of all data.
import { parse } from 'acorn';
import { transform } from 'esbuild';

/** What only the page of a rule tells, in docs/rules.md, and what only tests use. */
const ON_PAGES = ['why', 'source', 'bad', 'good'];

/** The other properties that only people read, of each kind of thing. */
const TEXTS = {
  rules: ['title', 'subject'],
  flags: ['section', 'summary', 'description', 'unit', 'values', 'see', 'source'],
  environment: ['summary', 'description', 'values', 'examples'],
  megatron: ['summary'],
};

/** What judging does without. */
const UNJUDGED = { ...TEXTS, rules: [...TEXTS.rules, ...ON_PAGES] };

/** The texts of a service, by kind, as columns in the order of the rules and of the data files. */
export const textsOf = ({ docTables }) =>
  Object.fromEntries(
    Object.entries(TEXTS).map(([kind, keys]) => [kind, columns(Object.values(docTables[kind]), keys)]),
  );

/** Things as one list a property: like stands beside like, which packs better than a list of things. */
export function columns(things, keys = [...new Set(things.flatMap(Object.keys))]) {
  if (things.some((thing) => keys.some((key) => thing[key] === null)))
    throw new Error('null says that a thing lacks a property');
  return Object.fromEntries(keys.map((key) => [key, things.map((thing) => thing[key] ?? null)]));
}

/** Which list of a data file holds things with texts, and of which kind they are. */
const LISTS = [
  [/^constraints\//, 'constraints', 'rules'],
  [/^flags\.json$/, 'flags', 'flags'],
  [/^flags\.json$/, 'environment', 'environment'],
  [/^megatron-options\.json$/, 'options', 'megatron'],
];

/** A data file less its texts: each list of things as columns, and the rest. */
export function withoutTexts(name, data) {
  const isList = (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => Object.prototype.toString.call(each) === '[object Object]');
  const kindOf = (key) => LISTS.find(([file, list]) => file.test(name) && list === key)?.[2] ?? null;
  const lists = Object.entries(data)
    .filter(([, value]) => isList(value))
    .map(([key, list]) => [key, columns(list.map((item) => without(item, UNJUDGED[kindOf(key)] ?? [])))]);
  const inLists = lists.map(([key]) => key);
  return { rest: without(data, inLists), lists: Object.fromEntries(lists) };
}

const without = (thing, keys) => Object.fromEntries(Object.entries(thing).filter(([key]) => !keys.includes(key)));

/** A file of rules as JavaScript in which no rule has texts: they are looked up by its id. */
export async function codeWithoutTexts(source) {
  const { code } = await transform(source, { loader: 'ts', target: 'es2022' });
  const spans = rulesIn(parse(code, { ecmaVersion: 2022, sourceType: 'module' }))
    .flatMap(({ properties }) => properties.filter((each) => UNJUDGED.rules.includes(each.key?.name)))
    .map(({ start, end }) => ({ start, end: end + /^\s*,?/.exec(code.slice(end))[0].length }))
    .sort((a, b) => b.start - a.start);
  return spans.reduce((text, { start, end }) => text.slice(0, start) + text.slice(end), code);
}

/** Object literals that are rules, or what several rules of a file have in common. */
function rulesIn(node) {
  if (node === null || typeof node !== 'object') return [];
  if (Array.isArray(node)) return node.flatMap(rulesIn);
  const names = node.type === 'ObjectExpression' ? node.properties.map(({ key }) => key?.name) : [];
  const isRule = names.includes('releases') || (names.includes('bad') && names.includes('good'));
  return isRule ? [node] : Object.values(node).flatMap(rulesIn);
}
