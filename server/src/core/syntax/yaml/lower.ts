import type { Config, Entry, FileReader, Scalar, Span } from '../../config/config';
import { type Builder, build, buildKey, createBuilder, flatten, typeOf } from '../pyyaml/build';
import { Refused } from '../pyyaml/input';
import { type MappingNode, type Node, type Pair, spanOf, targetOf } from '../pyyaml/node';
import { jsonText, type PyList, type PyValue, pythonText, UNKNOWN } from '../pyyaml/value';
import { aType, type Note, noteJson, noteKey, noteList, noteMap, noteScalar } from './notes';
import { asOmegaConf, interpolate, isInterpolated, missingKeys } from './omegaconf';
import type { Outline } from './outline';
import { partsOfNode } from './parts';
import { mapRepair, textRepair, variablesRepair } from './repairs';

type Lowered = Pick<Config, 'flags' | 'variables' | 'problems' | 'open'> & {
  /** What the file begins with. */
  first: Entry | undefined;
};

interface Lowering extends Pick<Config, 'problems' | 'open'> {
  entries: Entry[];
  text: string;
  builder: Builder;
  reader: FileReader | undefined;
  /** What was noted, by rule and place. */
  noted: Set<string>;
}

/** A key of a dict with the value that holds: its last one, at the place of the first. */
interface Slot {
  key: PyValue;
  value: PyValue;
  pair: Pair;
  overridden: Pair[];
}

/**
 * ms-swift's lowering of a config file: every key of the map becomes a flag, a list its words, a map JSON text, and
 * everything else what Python prints. ENV holds variables. Source: ms-swift swift/cli/main.py, parse_yaml_args.
 */
export function lower(text: string, { root, second, refused, lost }: Outline, reader?: FileReader): Lowered {
  const lowering: Lowering = {
    text,
    builder: createBuilder(),
    reader,
    noted: new Set(),
    entries: [],
    problems: [],
    open: lost,
  };
  if (reader === 'omegaconf') asOmegaConf(root);
  const isMap = root?.kind === 'mapping' && typeOf(root) === 'map';
  if (isMap) lowerMap(lowering, root);
  else if (refused.length === 0) lowerOther(lowering, root);
  if (second !== undefined) note(lowering, 'yaml.document', { message: SECOND, span: wordAt(text, second) });
  for (const { name, node } of reader === 'omegaconf' ? missingKeys(root) : []) {
    const span = spanOf(node);
    const entry = lowering.entries.find(({ body }) => body?.start === span.start);
    note(lowering, 'yaml.interpolation', { message: `The file has no key ${name}`, span, ...(entry && { entry }) });
  }
  const { entries, problems, open } = lowering;
  if (reader === 'omegaconf') interpolate(entries);
  const of = (kind: Entry['kind']): Entry[] => entries.filter((entry) => entry.kind === kind);
  return { first: entries[0], flags: of('flag'), variables: of('env'), problems, open };
}

const SECOND = 'A second document begins here; `safe_load` reads files with one document only';

/** Notes with the same name at the same place say the same. */
function note({ problems, noted }: Lowering, rule: string, { message, span, ...about }: Note): void {
  const key = `${rule} ${span.start}`;
  if (!noted.has(key)) problems.push({ rule, message, span, ...about });
  noted.add(key);
}

/** What `make` gives, or undefined where Python refuses it, which is noted. */
function attempt<T>(lowering: Lowering, node: Node, make: () => T): T | undefined {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { text } = lowering;
    const repairs = textRepair(text, node, error.at);
    if (error.ours) lowering.open = true;
    else note(lowering, 'yaml.document', { message: capital(error.message), span: wordAt(text, error.at), repairs });
    return undefined;
  }
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function wordAt(text: string, start: number): Span {
  const length = /^\S+/.exec(text.slice(start, start + 80))?.[0].length ?? 0;
  return { start, end: start + length };
}

function lowerMap(lowering: Lowering, root: MappingNode): void {
  for (const [name, slot] of slotsOf(lowering, root)) {
    // Only the launcher of 4.1 and later knows ENV; to other readers it is a flag like any other.
    if (name === 'sENV' && !lowering.reader) environment(lowering, slot);
    else {
      const flag = pythonText(slot.key);
      if (flag === undefined) lowering.open = true;
      else add(lowering, 'flag', flag, slot);
    }
  }
}

/** A file whose top is no map: nothing at all, or something that the launcher cannot take for a map. */
function lowerOther(lowering: Lowering, root: Node | undefined): void {
  const value = root ? attempt(lowering, root, () => build(lowering.builder, root)) : null;
  const { text, reader } = lowering;
  // OmegaConf makes an empty map of an empty file, which gives no flags and is no mistake.
  if (value === null && reader === 'omegaconf') return;
  const firstLine = { start: 0, end: /^[^\r\n]*/.exec(text)?.[0].length ?? 0 };
  if (value === null) note(lowering, 'yaml.empty-file', { message: 'The file holds no key', span: firstLine });
  else if (root && value !== undefined) {
    const message = `The file is ${aType(value)}, not a map of flags`;
    note(lowering, 'yaml.top-level', { message, span: wordAt(text, root.start), repairs: mapRepair(text, root) });
  }
}

/** The dict that a map makes. */
function slotsOf(lowering: Lowering, map: MappingNode): Map<string, Slot> {
  const { builder } = lowering;
  const slots = new Map<string, Slot>();
  attempt(lowering, map, () => flatten(builder, map));
  for (const pair of map.pairs) {
    const named = attempt(lowering, pair.key, () => buildKey(builder, pair.key));
    const built = pair.broken ? undefined : attempt(lowering, pair.value, () => build(builder, pair.value));
    const value = built === undefined ? UNKNOWN : built;
    if (!named) continue;
    const slot = slots.get(named.name);
    if (!slot) slots.set(named.name, { key: named.key, value, pair, overridden: [] });
    else {
      // A key that goes over a merged one is what merging is for.
      if (!slot.pair.via) slot.overridden.push(slot.pair);
      slot.pair = pair;
      slot.value = value;
    }
  }
  return slots;
}

function add(lowering: Lowering, kind: Entry['kind'], key: string, slot: Slot, place?: Span): void {
  const { entries, text } = lowering;
  const name = kind === 'flag' && key.startsWith('-') ? `--${key}` : key;
  const entry = entryOf(lowering, kind, name, slot.pair, slot.value, place);
  entries.push(entry);
  if (kind === 'flag') for (const each of noteKey(entry, key)) note(lowering, each.rule, each.note);
  for (const pair of slot.overridden) {
    const lost = entryOf(lowering, kind, name, pair, UNKNOWN, place);
    const message = `${key} is given again below, and the last one holds`;
    note(lowering, 'yaml.duplicate-key', { message, span: lost.whole, entry: lost });
  }
  const target = targetOf(slot.pair.value);
  const isHere = target === slot.pair.value && slot.pair.via === undefined && place === undefined;
  const found =
    isList(slot.value) && kind === 'flag'
      ? noteList(entry, slot.value, target, isHere)
      : target.kind === 'mapping'
        ? noteMap(text, entry, target)
        : noteScalar(entry, slot.value, target, isHere);
  for (const each of found) note(lowering, each.rule, each.note);
}

const isList = (value: PyValue): value is PyList => typeof value === 'object' && value?.type === 'list';

/** `place` is where the whole map is written when that is somewhere else than its pairs. */
function entryOf(
  lowering: Lowering,
  kind: Entry['kind'],
  name: string,
  pair: Pair,
  value: PyValue,
  place: Span | undefined,
): Entry {
  const { text } = lowering;
  const written = pair.via ?? pair;
  const key = place ?? spanOf(written.key);
  const body = place ?? (pair.broken ? restOfLine(text, pair) : spanOf(written.value));
  const whole = place ?? { start: written.start, end: Math.max(written.end, body.end) };
  const scalar = (span: Span, word: string | undefined): Scalar => ({
    text: text.slice(span.start, span.end),
    span,
    value: lowering.reader === 'omegaconf' && word !== undefined && isInterpolated(word) ? undefined : word,
  });
  if (kind === 'flag' && isList(value)) {
    const nodes = written.value.kind === 'sequence' && !place ? written.value.items : [];
    const values = value.items.map((item, index) => {
      const node = nodes[index];
      return scalar(node ? spanOf(node) : body, pythonText(item));
    });
    return { kind, name, key, values, body, whole };
  }
  const word = scalar(body, wordOf(lowering, kind, value, written.value));
  const isMap = kind === 'flag' && written.value.kind === 'mapping' && !place && !pair.via;
  const values = [isMap ? { ...word, parts: partsOfNode(written.value) } : word];
  return { kind, name, key, values, body, whole };
}

/** What is left of the line on which reading stopped, behind the colon. */
function restOfLine(text: string, { end }: Pair): Span {
  const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  const start = end + rest.length - rest.trimStart().length;
  return { start, end: Math.max(start, end + rest.trimEnd().length) };
}

/** A flag gets a map as JSON; a variable gets whatever Python prints. */
function wordOf(lowering: Lowering, kind: Entry['kind'], value: PyValue, node: Node): string | undefined {
  if (kind === 'env' || typeof value !== 'object' || value?.type !== 'dict') return pythonText(value);
  try {
    return jsonText(value);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    for (const each of noteJson(lowering.text, capital(error.message), node)) note(lowering, each.rule, each.note);
    return undefined;
  }
}

function environment(lowering: Lowering, slot: Slot): void {
  const { pair, value } = slot;
  const map = targetOf(pair.value);
  const message = 'ENV has to be a map of variables';
  if (map.kind === 'mapping' && typeOf(map) === 'map') {
    const place = pair.via || map !== pair.value ? spanOf((pair.via ?? pair).value) : undefined;
    for (const variable of slotsOf(lowering, map).values()) addVariable(lowering, variable, place);
  } else if (!pair.broken && isTrue(value)) {
    note(lowering, 'yaml.env-shape', {
      message: `${message}, not ${aType(value)}`,
      span: spanOf(pair.value),
      repairs: variablesRepair(lowering.text, pair.value),
    });
  }
  for (const lost of slot.overridden) {
    const entry: Entry = { kind: 'env', name: 'ENV', key: spanOf(lost.key), values: [], whole: lost };
    note(lowering, 'yaml.duplicate-key', {
      message: 'ENV is given again below, and the last one holds',
      span: entry.key,
      entry,
    });
  }
}

function addVariable(lowering: Lowering, slot: Slot, place: Span | undefined): void {
  const { key, pair } = slot;
  const span = place ?? spanOf((pair.via ?? pair).key);
  const name = typeof key === 'string' ? key : undefined;
  if (name === undefined || name === '' || /[=\0]/.test(name)) {
    const message =
      name === undefined ? `The name of a variable has to be text, not ${aType(key)}` : 'No variable has such a name';
    note(lowering, 'yaml.env-shape', { message, span });
  }
  add(lowering, 'env', name ?? pythonText(key) ?? '', slot, place);
  const word = lowering.entries.at(-1)?.values[0];
  if (word?.value?.includes('\0')) {
    note(lowering, 'yaml.env-shape', { message: 'A variable cannot hold the character NUL', span: word.span });
  }
}

/** Python's truth: what is empty or zero counts as no ENV at all. */
function isTrue(value: PyValue): boolean {
  if (typeof value !== 'object' || value === null) return value !== null && value !== '' && Boolean(value);
  if (value.type === 'list' || value.type === 'tuple') return value.items.length > 0;
  if (value.type === 'set') return value.keys.length > 0;
  if (value.type === 'bytes') return value.bytes.length > 0;
  return value.type === 'time';
}
