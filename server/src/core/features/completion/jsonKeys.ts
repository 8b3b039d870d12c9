import { formOf } from '../../catalog/catalog';
import type { Catalog, Flag } from '../../catalog/types';
import { printValue } from '../../catalog/value';
import type { Config, Scalar } from '../../config/config';
import { toUnderscores } from '../../config/lookup';
import type { Facts } from '../../facts/facts';
import { EXTRA_KWARGS_FLAGS } from '../../facts/givens';
import type { MapCursor } from '../../syntax/mapCursor';
import { jsonPartsOf } from '../../text/jsonSpans';
import { toCodeSpan } from '../markdown/describeFlag';
import type { Completion } from './item';

/** Completion and hover inside values that are maps: their known keys and the values of those. */

/** A key that a map may have. */
interface JsonKey {
  name: string;
  /** Type and default. */
  detail: string;
  summary: string;
  /** Values to suggest. */
  suggestions: (string | number | boolean)[];
}

/** Lists the keys that the map of a flag may have at its top level. */
function listKnownKeys(catalog: Catalog, flag: string, release: string, command: Config['command']): JsonKey[] {
  if (EXTRA_KWARGS_FLAGS.includes(flag)) {
    const { forms } = catalog.view(release, command);
    return (catalog.coreOf(release)?.options ?? [])
      .filter(({ name }) => !forms.has(name))
      .map(({ name, type, choices = [], list, default: defaultValue }) => ({
        name,
        detail: `${type}${list ? ' list' : ''}${defaultValue === undefined ? '' : ` = ${printValue(defaultValue)}`}`,
        summary: catalog.docs.megatronOption(name).summary ?? '',
        suggestions: type === 'switch' ? [true] : choices,
      }));
  }
  const { properties = {} } = catalog.jsonByFlag.get(flag) ?? {};
  return Object.entries(properties).map(([name, { description = '', type, enum: allowedValues }]) => ({
    name,
    detail: allowedValues ? 'choice' : [type ?? 'any'].flat().join(' or '),
    summary: description,
    suggestions: allowedValues ?? (type === 'boolean' ? [true, false] : []),
  }));
}

/** Completes keys and values inside a map. Returns undefined where the keys of the map are unknown. */
export function completeJsonKeys(facts: Facts, text: string, position: MapCursor): Completion[] | undefined {
  const { catalog, release, config } = facts;
  const flag = facts.givenOf(position.entry)?.flag;
  const form = flag && formOf(flag, release.version, config.command);
  if (!flag || form?.type !== 'json') return undefined;
  const known = listKnownKeys(catalog, flag.name, release.version, config.command);
  const depth = position.at === 'key' ? 0 : 1;
  if (known.length === 0 || position.path.length !== depth) return undefined;
  if (position.at === 'key') {
    const currentKey = position.prefix === '' ? '' : position.prefix.replaceAll('"', '');
    const free = known.filter(({ name }) => !position.siblings.includes(name) || name === currentKey);
    return free.map((key, index) => completeKey(facts, flag, key, index, text, position));
  }
  const key = known.find(({ name }) => name === position.path[0]);
  return (key?.suggestions ?? []).map((value, index) =>
    completeKeyValue(facts, flag, key as JsonKey, value, index, position),
  );
}

function completeKey(
  facts: Facts,
  flag: Flag,
  key: JsonKey,
  index: number,
  text: string,
  position: MapCursor,
): Completion {
  const printed = position.isJson ? JSON.stringify(key.name) : key.name;
  const isFollowed = /^\s*:/.test(text.slice(position.span.end, position.span.end + 20));
  return {
    label: key.name,
    kind: 'flag',
    detail: key.detail,
    summary: key.summary,
    sort: `${key.summary === '' ? '1' : '0'}${String(index).padStart(3, '0')}`,
    filter: printed,
    edit: { span: position.span, newText: isFollowed ? printed : `${printed}: ` },
    topic: { of: flag.name, key: key.name, command: facts.config.command, version: facts.release.version },
  };
}

function completeKeyValue(
  facts: Facts,
  flag: Flag,
  key: JsonKey,
  value: JsonKey['suggestions'][number],
  index: number,
  position: MapCursor,
): Completion {
  const printed = position.isJson ? JSON.stringify(value) : String(value);
  return {
    label: String(value),
    kind: 'value',
    detail: '',
    summary: '',
    sort: String(index).padStart(3, '0'),
    filter: printed,
    edit: { span: position.span, newText: printed },
    topic: { of: flag.name, key: key.name, command: facts.config.command, version: facts.release.version },
  };
}

/** Describes a key of the map of a flag as Markdown. Returns undefined for an unknown key. */
export function describeKey(
  catalog: Catalog,
  { of, key, command, version }: { of: string; key: string; command: Config['command']; version: string },
): string | undefined {
  const known = listKnownKeys(catalog, of, version, command).find(
    ({ name }) => name === toUnderscores(key) || name === key,
  );
  if (!known) return undefined;
  const valueList =
    known.suggestions.length > 1
      ? `\n\n${known.suggestions.map((value) => `- ${toCodeSpan(String(value))}`).join('\n')}`
      : '';
  return `**${known.name}** · key of **${of}** · ${known.detail}${known.summary ? `\n\n${known.summary}` : ''}${valueList}`;
}

/** Finds the top-level key at an offset inside a value. */
export function findKey(scalar: Scalar, offset: number): { key: string; span: Scalar['span'] } | undefined {
  const part = jsonPartsOf(scalar).find(
    ({ path, key }) => path.length === 1 && key && key.start <= offset && offset <= key.end,
  );
  return part?.key ? { key: String(part.path[0]), span: part.key } : undefined;
}
