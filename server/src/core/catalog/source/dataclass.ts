import { type Line, splitLogicalLines, splitOutside } from './lines';

/** A field of a dataclass as it is written: its annotation and its default, which is absent for a required field. */
export interface Field {
  name: string;
  annotation: string;
  default?: string;
  path: string;
  /** The start of its declaration in the file. */
  offset: number;
}

interface Class {
  name: string;
  path: string;
  bases: string[];
  isDataclass: boolean;
  own: Field[];
}

/** The classes of some files by name. If several files have one of the same name, imports decide. */
export interface Classes {
  byName: Map<string, Class[]>;
  /** The imported names of each file, with their modules. */
  imports: Map<string, Map<string, string>>;
  /** The fields and the resolution order of classes, each computed once. */
  fields: Map<Class, Map<string, Field>>;
  orders: Map<Class, Class[]>;
}

/** Reads the classes of Python files as text; no Python runs. Methods and their bodies are skipped. */
export function readClasses(files: ReadonlyMap<string, string>): Classes {
  const byName: Classes['byName'] = new Map();
  const imports: Classes['imports'] = new Map();
  for (const [path, text] of files) {
    const lines = splitLogicalLines(text);
    imports.set(path, findImports(lines));
    for (const found of findClasses(lines, path)) byName.set(found.name, [...(byName.get(found.name) ?? []), found]);
  }
  return { byName, imports, fields: new Map(), orders: new Map() };
}

function findImports(lines: readonly Line[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { text } of lines) {
    const [statement = '', module] = /^from (\S+) import /.exec(text) ?? [];
    if (module === undefined) continue;
    const names = text.slice(statement.length).replace(/[()]/g, '');
    // The last word of `a as b` is the name in this file.
    for (const name of names.split(',')) found.set(name.trim().split(' ').at(-1) ?? '', module);
  }
  return found;
}

function findClasses(lines: readonly Line[], path: string): Class[] {
  const classes: Class[] = [];
  let decorators: string[] = [];
  let current: { found: Class; indent: number | undefined } | undefined;
  for (const { offset, indent, text } of lines) {
    if (indent > 0) {
      if (!current) continue;
      current.indent ??= indent;
      if (indent === current.indent) current.found.own.push(...fieldOf(text, path, offset));
      continue;
    }
    current = undefined;
    if (text.startsWith('@')) {
      decorators.push(text);
      continue;
    }
    const name = /^class (\w+)/.exec(text)?.[1];
    if (name !== undefined) {
      const bases = text.includes('(') ? text.slice(text.indexOf('(') + 1, text.lastIndexOf(')')) : '';
      const isDataclass = decorators.some((decorator) => /^@(?:dataclasses\.)?dataclass\b/.test(decorator));
      const baseNames = splitOutside(bases, ',').filter((base) => /^[\w.]+$/.test(base));
      current = { found: { name, path, bases: baseNames, isDataclass, own: [] }, indent: undefined };
      classes.push(current.found);
    }
    decorators = [];
  }
  return classes;
}

function fieldOf(text: string, path: string, offset: number): Field[] {
  const [name = '', ...rest] = splitOutside(text, ':');
  if (!/^\w+$/.test(name) || rest.length === 0 || /^(?:try|else|finally)$/.test(name)) return [];
  const [annotation = '', ...value] = splitOutside(rest.join(':'), '=');
  if (/^(?:typing\.)?ClassVar\b/.test(annotation)) return [];
  return [{ name, annotation, path, offset, ...(value.length > 0 && { default: value.join('=') }) }];
}

/**
 * The fields that `dataclasses.fields` returns for a class: those of its bases in the reverse of Python's method
 * resolution order, then its own. A class without the decorator has the fields of the first dataclass in that order,
 * but the parser reads the types from the class itself, so its own annotations count.
 */
export function fieldsOf(classes: Classes, name: string, path = ''): Map<string, Field> {
  const found = findClass(classes, name, path);
  return found ? collectFields(classes, found) : new Map();
}

/**
 * The modules that must be read before the fields of a class are known: those that a base is imported from, as the prefix
 * of paths. Modules of other packages have no flags.
 */
export function findMissingModules(classes: Classes, name: string, path: string): string[] {
  const target = findClass(classes, name, path);
  if (!target) return moduleOf(classes, name, path);
  return target.bases.flatMap((base) => findMissingModules(classes, base, target.path));
}

function moduleOf({ imports }: Classes, dotted: string, path: string): string[] {
  const module = imports.get(path)?.get(dotted.split('.').at(-1) ?? dotted);
  const folder = module === undefined ? undefined : folderOf(module, path);
  return folder !== undefined && /^swift(?:\/|$)/.test(folder) ? [folder] : [];
}

function collectFields(classes: Classes, target: Class): Map<string, Field> {
  const fields = classes.fields.get(target) ?? computeFields(classes, target);
  classes.fields.set(target, fields);
  return fields;
}

function computeFields(classes: Classes, target: Class): Map<string, Field> {
  const order = resolutionOrderOf(classes, target);
  if (!target.isDataclass) {
    const first = order.slice(1).find(({ isDataclass }) => isDataclass);
    const inherited = new Map(first ? collectFields(classes, first) : []);
    for (const { name, annotation } of target.own) {
      const field = inherited.get(name);
      if (field) inherited.set(name, { ...field, annotation });
    }
    return inherited;
  }
  const fields = new Map<string, Field>();
  for (const base of order.slice(1).toReversed()) {
    for (const [name, field] of collectFields(classes, base)) fields.set(name, field);
  }
  for (const field of target.own) fields.set(field.name, field);
  return fields;
}

/** Python's C3 order. For contradictory bases, which Python rejects, the rest follows in the given order. */
function resolutionOrderOf(classes: Classes, target: Class): Class[] {
  const order = classes.orders.get(target) ?? computeResolutionOrder(classes, target);
  classes.orders.set(target, order);
  return order;
}

function computeResolutionOrder(classes: Classes, target: Class): Class[] {
  const bases = target.bases.flatMap((base) => findClass(classes, base, target.path) ?? []);
  const lists = [...bases.map((base) => resolutionOrderOf(classes, base)), bases].map((list) => [...list]);
  const order = [target];
  while (lists.some((list) => list.length > 0)) {
    const heads = lists.flatMap(([head]) => head ?? []);
    const next = heads.find((head) => !lists.some((list) => list.indexOf(head) > 0)) ?? heads[0];
    if (!next) break;
    order.push(next);
    for (const list of lists) if (list.includes(next)) list.splice(list.indexOf(next), 1);
  }
  return order;
}

/** Finds the class that a name means in a file: its own, else one below the module that it is imported from. */
function findClass({ byName, imports }: Classes, dotted: string, path: string): Class | undefined {
  const name = dotted.split('.').at(-1) ?? dotted;
  const all = byName.get(name) ?? [];
  const module = imports.get(path)?.get(name);
  const folder = module === undefined ? undefined : folderOf(module, path);
  return (
    all.find((candidate) => candidate.path === path) ??
    all.find((candidate) => folder && candidate.path.startsWith(folder)) ??
    all[0]
  );
}

/** The prefix of the paths below a module: `..model` in `a/b/c.py` is `a/model`. */
function folderOf(module: string, path: string): string {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0;
  const names = module.slice(dots).replaceAll('.', '/');
  if (dots === 0) return names;
  const here = path.split('/').slice(0, -dots);
  return [...here, names].filter((part) => part !== '').join('/');
}
