// What rules, flags and the like say to a reader. None of it is needed to judge a config, and it is most of all data.
import { parse } from 'acorn';
import { transform } from 'esbuild';

/** The properties that only people read, of each kind of thing. */
export const TEXTS = {
  rules: ['title', 'why', 'source', 'bad', 'good'],
  flags: ['section', 'summary', 'description', 'unit', 'values', 'see', 'source'],
  environment: ['summary', 'description', 'values', 'examples'],
  megatron: ['summary'],
};

/** The texts of a service: by kind, by what each thing is called there, and by property. */
export function textsOf({ rules, catalog: { flags, environment, megatron } }) {
  const things = { rules, flags, environment, megatron: megatron.options };
  return Object.fromEntries(
    Object.entries(things).map(([kind, each]) => [
      kind,
      Object.fromEntries(each.map((thing) => [thing.id ?? thing.name, picked(thing, TEXTS[kind])])),
    ]),
  );
}

const picked = (thing, keys) => Object.fromEntries(keys.map((key) => [key, thing[key]]));

/** Which list of a data file holds things with texts, and of which kind they are. */
const LISTS = [
  [/^constraints\//, 'constraints', 'rules'],
  [/^flags\.json$/, 'flags', 'flags'],
  [/^flags\.json$/, 'environment', 'environment'],
  [/^megatron-options\.json$/, 'options', 'megatron'],
];

/** A data file less its texts. */
export function withoutTexts(name, data) {
  const lists = LISTS.filter(([file]) => file.test(name));
  const rest = lists.map(([, list, kind]) => [list, data[list].map((thing) => without(thing, TEXTS[kind]))]);
  return { ...data, ...Object.fromEntries(rest) };
}

const without = (thing, keys) => Object.fromEntries(Object.entries(thing).filter(([key]) => !keys.includes(key)));

/** A file of rules as JavaScript in which no rule has texts: they are looked up by its id. */
export async function codeWithoutTexts(source) {
  const { code } = await transform(source, { loader: 'ts', target: 'es2022' });
  const spans = rulesIn(parse(code, { ecmaVersion: 2022, sourceType: 'module' }))
    .flatMap(({ properties }) => properties.filter((each) => TEXTS.rules.includes(each.key?.name)))
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
