// Writes the data that follows from the source of a new release: releases and forms of flags, names, models, verified rows
// and the table of declarations that the tests use.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatFiles } from '../programs.mjs';
import { root } from '../setup.mjs';

const FLAGS = 'schemas/flags.json';
const DECLARATIONS = 'schemas/declarations.json';
const LIFETIMES = 'test/data/flag-lifetimes.tsv';

const read = (path) => readFileSync(join(root, path), 'utf8');
const write = (path, text) => writeFileSync(join(root, path), text);
const readJson = (path) => JSON.parse(read(path));
/** Writes JSON with each row of a table on one line; Biome breaks those that are too long. */
const writeJson = (path, value) => write(path, `${printRows(value)}\n`);

function printRows(value) {
  const isRow =
    value === null || typeof value !== 'object' || Object.values(value).every((each) => typeof each === 'string');
  if (isRow && !Array.isArray(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[\n${value.map(printRows).join(',\n')}\n]`;
  return `{\n${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${printRows(each)}`)
    .join(',\n')}\n}`;
}

/** The intended differences between the catalog and the sources. */
export const readExplained = () => readJson('scripts/upstream/explained.json').explained;

/** The releases at whose sources texts were read. */
export const readReviewed = () => readJson('schemas/reviewed.json');

/** Updates all files, and returns one line about each. */
export function updateData(context, differences) {
  const { upstream, catalog, facts, tree, release, previous, names, sources } = context;
  const flags = updateFlags(context, differences);
  write(FLAGS, flags.text);
  writeJson('schemas/names.json', {
    ...readJson('schemas/names.json'),
    names: upstream.updateNames(readJson('schemas/names.json').names, names, release, previous),
  });
  const releases = [...catalog.releases, release];
  writeJson(
    'schemas/models.json',
    upstream.updateModels(readJson('schemas/models.json'), facts.after.models, release, releases),
  );
  const { declarations, ...head } = readJson(DECLARATIONS);
  writeJson(DECLARATIONS, { ...head, declarations: upstream.updateDeclarations(declarations, tree, release) });
  write(LIFETIMES, upstream.updateLifetimes(read(LIFETIMES), tree.fields, release, previous));
  const unchecked = updateVerified(upstream, release, previous, sources);
  formatFiles('schemas');
  return [
    `${FLAGS}: ${release}, ${flags.changed} changed and ${flags.added} new flags`,
    'schemas/names.json, schemas/models.json: names and models of the release',
    `schemas/verified.json: ${unchecked} rules stay silent for ${release} until a person has read their code`,
    `${DECLARATIONS}, ${LIFETIMES}: declarations of the release`,
  ];
}

/** Adds the release, and changes the forms of each flag with a difference. */
function updateFlags({ upstream, catalog, tree, release, previous }, differences) {
  let text = upstream.replaceValue(read(FLAGS), ['releases'], [...catalog.releases, release]);
  const affected = [...new Set(differences.map(({ flag }) => flag))];
  const known = affected.filter((name) => catalog.byName.has(name));
  for (const name of known) {
    const index = readIndex(text, name);
    const forms = upstream.updateForms(catalog.byName.get(name), differences, tree.commands, release, previous);
    text = upstream.replaceValue(text, ['flags', index, 'forms'], forms);
  }
  const added = affected.filter((name) => !catalog.byName.has(name));
  for (const name of added) {
    const neighbor = findNeighbor(tree.fields, name, (each) => readIndex(text, each) >= 0);
    const index = readIndex(text, neighbor);
    const flag = createFlag(upstream, tree, name, release, JSON.parse(text).flags[index]);
    text = upstream.insertAfter(text, ['flags'], index, flag);
  }
  return { text, changed: known.length, added: added.length };
}

const readIndex = (text, name) => JSON.parse(text).flags.findIndex((flag) => flag.name === name);

/** The last flag before a new one, in the order of the classes, that the catalog has. */
function findNeighbor(fields, name, isKnown) {
  const order = [...fields.values()].map((flags) => [...flags.keys()]).find((flags) => flags.includes(name)) ?? [];
  return order.slice(0, order.indexOf(name)).findLast(isKnown) ?? order.find(isKnown);
}

/** A new flag without texts, which a person writes; its section is that of the flag before it. */
function createFlag(upstream, tree, name, release, { section }) {
  return {
    name,
    section,
    summary: '',
    description: '',
    see: [],
    forms: upstream.createForms(name, tree.commands, release),
  };
}

/** Verifies the data, and those rules whose cited code is unchanged. Returns the number of the other rules. */
function updateVerified(upstream, release, previous, sources) {
  const path = 'schemas/verified.json';
  const verified = readJson(path);
  const unchecked = sources.filter(upstream.mustBeRead).map(({ id }) => id);
  const exceptions = Object.fromEntries(unchecked.map((id) => [id, previous]));
  const next = {
    ...verified,
    flags: release,
    names: release,
    models: release,
    rules: release,
    exceptions: { ...exceptions, ...verified.exceptions },
  };
  write(path, `${JSON.stringify(next, null, 2)}\n`);
  return unchecked.length;
}
