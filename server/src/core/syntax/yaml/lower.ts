import type { Config, ConfigReader, Entry, Scalar, Span } from '../../config/config';
import { capitalize } from '../../text/sentence';
import { build, createBuilder, yamlTypeOf } from '../pyyaml/build';
import { ParseError } from '../pyyaml/input';
import { type MappingNode, type Pair, spanOf, targetOf, type YamlNode } from '../pyyaml/node';
import { type PyList, type PyValue, toJsonText, toPythonText, UNKNOWN } from '../pyyaml/value';
import { wordSpanAt } from '../syntax';
import { partsOfNode } from './jsonParts';
import { applyOmegaConfTypes, findMissingKeys, interpolate, isInterpolated } from './omegaconf';
import type { ParsedYaml } from './parseYaml';
import { repairAsMap, repairAsVariables } from './repairs';
import { attempt, buildSlots, type Lowering, report, type Slot } from './slots';
import { checkKey, checkList, checkMap, checkScalar, describeJsonError, describeType } from './valueChecks';

/** The flags and variables of a file, in the order of its keys. */
export interface Lowered extends Pick<Config, 'problems' | 'mayHaveMoreFlags'> {
  entries: Entry[];
  /** The names under which Python compares the keys of the map. */
  keys: string[];
}

/**
 * Lowers a config file as ms-swift does: every key of the map becomes a flag. A list becomes several values, a map
 * becomes JSON text, and any other value the text that Python prints; ENV contains variables. Source: ms-swift swift/cli/main.py, parse_yaml_args.
 */
export function lower(
  text: string,
  {
    root,
    secondDocument,
    errors,
    isIncomplete,
  }: Pick<ParsedYaml, 'root' | 'secondDocument' | 'errors' | 'isIncomplete'>,
  reader?: ConfigReader,
): Lowered {
  const lowering: Lowering = {
    text,
    builder: createBuilder(),
    reader,
    reported: new Set(),
    entries: [],
    keys: [],
    problems: [],
    mayHaveMoreFlags: isIncomplete,
  };
  if (reader === 'omegaconf') applyOmegaConfTypes(root);
  const isMap = root?.kind === 'mapping' && yamlTypeOf(root) === 'map';
  if (isMap) lowerMap(lowering, root);
  else if (errors.length === 0) lowerNonMap(lowering, root);
  if (secondDocument !== undefined)
    report(lowering, 'yaml.document', { message: SECOND_DOCUMENT_MESSAGE, span: wordSpanAt(text, secondDocument) });
  const missingKeys = reader === 'omegaconf' ? findMissingKeys(root) : [];
  // The first entry with a value at an offset is used, so it comes last.
  const entryAt = new Map(
    missingKeys.length > 0 ? lowering.entries.toReversed().map((each) => [each.valuesSpan?.start, each]) : [],
  );
  for (const { name, node } of missingKeys) {
    const span = spanOf(node);
    const entry = entryAt.get(span.start);
    report(lowering, 'yaml.interpolation', { message: `The file has no key ${name}`, span, ...(entry && { entry }) });
  }
  const { entries, keys, problems, mayHaveMoreFlags } = lowering;
  if (reader === 'omegaconf') interpolate(entries);
  return { entries, keys, problems, mayHaveMoreFlags };
}

const SECOND_DOCUMENT_MESSAGE = 'A second document begins here; `safe_load` reads files with one document only';

function lowerMap(lowering: Lowering, root: MappingNode): void {
  for (const [name, slot] of buildSlots(lowering, root)) {
    lowering.keys.push(name);
    // Only the launcher of 4.1 and later knows ENV; other readers treat it as a flag.
    if (name === 'sENV' && !lowering.reader) lowerEnvironment(lowering, slot);
    else {
      const flag = toPythonText(slot.key);
      if (flag === undefined) lowering.mayHaveMoreFlags = true;
      else addEntry(lowering, 'flag', flag, slot);
    }
  }
}

/** Reports a file whose top level is not a map: an empty file, or any other value, which the launcher rejects. */
function lowerNonMap(lowering: Lowering, root: YamlNode | undefined): void {
  const value = root ? attempt(lowering, root, () => build(lowering.builder, root)) : null;
  const { text, reader } = lowering;
  // OmegaConf reads an empty file as an empty map, which is valid and has no flags.
  if (value === null && reader === 'omegaconf') return;
  const firstLine = { start: 0, end: /^[^\r\n]*/.exec(text)?.[0].length ?? 0 };
  if (value === null) report(lowering, 'yaml.empty-file', { message: 'The file contains no key', span: firstLine });
  else if (root && value !== undefined) {
    const message = `The file is ${describeType(value)}, not a map of flags`;
    report(lowering, 'yaml.top-level', {
      message,
      span: wordSpanAt(text, root.start),
      repairs: repairAsMap(text, root),
    });
  }
}

function addEntry(lowering: Lowering, kind: Entry['kind'], key: string, slot: Slot, aliasSpan?: Span): void {
  const { entries, text } = lowering;
  const name = kind === 'flag' && key.startsWith('-') ? `--${key}` : key;
  const entry = createEntry(lowering, kind, name, slot.pair, slot.value, aliasSpan);
  entries.push(entry);
  if (kind === 'flag') for (const problem of checkKey(entry, key)) report(lowering, problem.rule, problem.details);
  for (const pair of slot.overridden) {
    const overriddenEntry = createEntry(lowering, kind, name, pair, UNKNOWN, aliasSpan);
    const message = `${key} is given again below, and the last one takes effect`;
    report(lowering, 'yaml.duplicate-key', { message, span: overriddenEntry.fullSpan, entry: overriddenEntry });
  }
  const target = targetOf(slot.pair.value);
  const isWrittenHere = target === slot.pair.value && slot.pair.via === undefined && aliasSpan === undefined;
  const problems =
    isList(slot.value) && kind === 'flag'
      ? checkList(entry, slot.value, target, isWrittenHere)
      : target.kind === 'mapping'
        ? checkMap(text, entry, target)
        : checkScalar(entry, slot.value, target, isWrittenHere);
  for (const problem of problems) report(lowering, problem.rule, problem.details);
}

const isList = (value: PyValue): value is PyList => typeof value === 'object' && value?.type === 'list';

/**
 * Creates the entry of a pair. `aliasSpan` is the span of the alias or merge, when the map of variables is written
 * elsewhere.
 */
function createEntry(
  lowering: Lowering,
  kind: Entry['kind'],
  name: string,
  pair: Pair,
  value: PyValue,
  aliasSpan: Span | undefined,
): Entry {
  const { text } = lowering;
  const source = pair.via ?? pair;
  const key = aliasSpan ?? spanOf(source.key);
  const valuesSpan = aliasSpan ?? (pair.isIncomplete ? restOfLineSpan(text, pair) : spanOf(source.value));
  const fullSpan = aliasSpan ?? { start: source.start, end: Math.max(source.end, valuesSpan.end) };
  const createScalar = (span: Span, argument: string | undefined): Scalar => ({
    text: text.slice(span.start, span.end),
    span,
    value: lowering.reader === 'omegaconf' && argument !== undefined && isInterpolated(argument) ? undefined : argument,
  });
  if (kind === 'flag' && isList(value)) {
    const nodes = source.value.kind === 'sequence' && !aliasSpan ? source.value.items : [];
    const values = value.items.map((item, index) => {
      const node = nodes[index];
      return createScalar(node ? spanOf(node) : valuesSpan, toPythonText(item));
    });
    return { kind, name, key, values, valuesSpan, fullSpan };
  }
  const scalar = createScalar(valuesSpan, argumentTextOf(lowering, kind, value, source.value));
  const isMap = kind === 'flag' && source.value.kind === 'mapping' && !aliasSpan && !pair.via;
  const values = [isMap ? { ...scalar, jsonParts: partsOfNode(source.value) } : scalar];
  return { kind, name, key, values, valuesSpan, fullSpan };
}

/** Returns the span after the colon on the line where reading stopped. */
function restOfLineSpan(text: string, { end }: Pair): Span {
  const rest = /^[^\r\n]*/.exec(text.slice(end))?.[0] ?? '';
  const start = end + rest.length - rest.trimStart().length;
  return { start, end: Math.max(start, end + rest.trimEnd().length) };
}

/** Returns the text of a value: JSON for a map of a flag, else the text that Python prints. */
function argumentTextOf(lowering: Lowering, kind: Entry['kind'], value: PyValue, node: YamlNode): string | undefined {
  if (kind === 'env' || typeof value !== 'object' || value?.type !== 'dict') return toPythonText(value);
  try {
    return toJsonText(value);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    for (const problem of describeJsonError(lowering.text, capitalize(error.message), node))
      report(lowering, problem.rule, problem.details);
    return undefined;
  }
}

function lowerEnvironment(lowering: Lowering, slot: Slot): void {
  const { pair, value } = slot;
  const map = targetOf(pair.value);
  const message = 'ENV must be a map of variables';
  if (map.kind === 'mapping' && yamlTypeOf(map) === 'map') {
    const aliasSpan = pair.via || map !== pair.value ? spanOf((pair.via ?? pair).value) : undefined;
    for (const variable of buildSlots(lowering, map).values()) addVariable(lowering, variable, aliasSpan);
  } else if (!pair.isIncomplete && isTruthy(value)) {
    report(lowering, 'yaml.env-shape', {
      message: `${message}, not ${describeType(value)}`,
      span: spanOf(pair.value),
      repairs: repairAsVariables(lowering.text, pair.value),
    });
  }
  for (const overriddenPair of slot.overridden) {
    const entry: Entry = {
      kind: 'env',
      name: 'ENV',
      key: spanOf(overriddenPair.key),
      values: [],
      fullSpan: { start: overriddenPair.start, end: overriddenPair.end },
    };
    report(lowering, 'yaml.duplicate-key', {
      message: 'ENV is given again below, and the last one takes effect',
      span: entry.key,
      entry,
    });
  }
}

function addVariable(lowering: Lowering, slot: Slot, aliasSpan: Span | undefined): void {
  const { key, pair } = slot;
  const span = aliasSpan ?? spanOf((pair.via ?? pair).key);
  const name = typeof key === 'string' ? key : undefined;
  if (name === undefined || name === '' || /[=\0]/.test(name)) {
    const message =
      name === undefined
        ? `The name of a variable must be text, not ${describeType(key)}`
        : 'A variable cannot have this name';
    report(lowering, 'yaml.env-shape', { message, span });
  }
  addEntry(lowering, 'env', name ?? toPythonText(key) ?? '', slot, aliasSpan);
  const scalar = lowering.entries.at(-1)?.values[0];
  if (scalar?.value?.includes('\0')) {
    report(lowering, 'yaml.env-shape', { message: 'A variable cannot contain the character NUL', span: scalar.span });
  }
}

/** Whether Python treats a value as true. An ENV that is empty or zero counts as absent. */
function isTruthy(value: PyValue): boolean {
  if (typeof value !== 'object' || value === null) return value !== null && value !== '' && Boolean(value);
  if (value.type === 'list' || value.type === 'tuple') return value.items.length > 0;
  if (value.type === 'set') return value.keys.length > 0;
  if (value.type === 'bytes') return value.bytes.length > 0;
  return value.type === 'time';
}
