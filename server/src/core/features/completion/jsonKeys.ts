import { formOf } from '../../catalog/catalog';
import type { Catalog, Flag } from '../../catalog/types';
import { printValue } from '../../catalog/value';
import { type Config, type Scalar, underscored } from '../../config/config';
import type { Facts } from '../../facts/facts';
import { EXTRA_FLAGS } from '../../facts/givens';
import type { Inside } from '../../syntax/inside';
import { partsOf } from '../../text/jsonSpans';
import { code } from '../markdown/describeFlag';
import type { Completion } from './item';

/** Help inside values that are maps: their known keys, and what those take. */

/** One key that a map may have. */
interface Known {
  name: string;
  /** Type and default in a few words. */
  detail: string;
  summary: string;
  /** Values worth offering. */
  words: (string | number | boolean)[];
}

/** The keys that the map of a flag may have, at its top level. */
function knownKeys(catalog: Catalog, flag: string, release: string, command: Config['command']): Known[] {
  if (EXTRA_FLAGS.includes(flag)) {
    const { forms } = catalog.view(release, command);
    return (catalog.coreOf(release)?.options ?? [])
      .filter(({ name }) => !forms.has(name))
      .map(({ name, type, choices = [], list, default: byItself, summary = '' }) => ({
        name,
        detail: `${type}${list ? ' list' : ''}${byItself === undefined ? '' : ` = ${printValue(byItself)}`}`,
        summary,
        words: type === 'switch' ? [true] : choices,
      }));
  }
  const { properties = {} } = catalog.jsonByFlag.get(flag) ?? {};
  return Object.entries(properties).map(([name, { description = '', type, enum: words }]) => ({
    name,
    detail: words ? 'choice' : [type ?? 'any'].flat().join(' or '),
    summary: description,
    words: words ?? (type === 'boolean' ? [true, false] : []),
  }));
}

/** What can stand at the cursor inside a map; undefined where nothing is known of the map. */
export function completeInside(facts: Facts, text: string, inside: Inside): Completion[] | undefined {
  const { catalog, release, config } = facts;
  const flag = facts.given.find(({ entry }) => entry === inside.entry)?.flag;
  const form = flag && formOf(flag, release.version, config.command);
  if (!flag || form?.type !== 'json') return undefined;
  const known = knownKeys(catalog, flag.name, release.version, config.command);
  const depth = inside.at === 'key' ? 0 : 1;
  if (known.length === 0 || inside.path.length !== depth) return undefined;
  if (inside.at === 'key') {
    const own = inside.prefix === '' ? '' : inside.prefix.replaceAll('"', '');
    const free = known.filter(({ name }) => !inside.siblings.includes(name) || name === own);
    return free.map((key, index) => keyCompletion(facts, flag, key, index, text, inside));
  }
  const key = known.find(({ name }) => name === inside.path[0]);
  return (key?.words ?? []).map((word, index) => valueCompletion(facts, flag, key as Known, word, index, inside));
}

function keyCompletion(facts: Facts, flag: Flag, key: Known, index: number, text: string, inside: Inside): Completion {
  const written = inside.isJson ? JSON.stringify(key.name) : key.name;
  const isFollowed = /^\s*:/.test(text.slice(inside.span.end, inside.span.end + 20));
  return {
    label: key.name,
    kind: 'flag',
    detail: key.detail,
    summary: key.summary,
    sort: `${key.summary === '' ? '1' : '0'}${String(index).padStart(3, '0')}`,
    filter: written,
    edit: { span: inside.span, newText: isFollowed ? written : `${written}: ` },
    topic: { of: flag.name, key: key.name, command: facts.config.command, version: facts.release.version },
  };
}

function valueCompletion(
  facts: Facts,
  flag: Flag,
  key: Known,
  word: Known['words'][number],
  index: number,
  inside: Inside,
): Completion {
  const written = inside.isJson ? JSON.stringify(word) : String(word);
  return {
    label: String(word),
    kind: 'value',
    detail: '',
    summary: '',
    sort: String(index).padStart(3, '0'),
    filter: written,
    edit: { span: inside.span, newText: written },
    topic: { of: flag.name, key: key.name, command: facts.config.command, version: facts.release.version },
  };
}

/** One key of the map of a flag, as Markdown; undefined for one that is not known. */
export function describeKey(
  catalog: Catalog,
  { of, key, command, version }: { of: string; key: string; command: Config['command']; version: string },
): string | undefined {
  const known = knownKeys(catalog, of, version, command).find(({ name }) => name === underscored(key) || name === key);
  if (!known) return undefined;
  const words = known.words.length > 1 ? `\n\n${known.words.map((word) => `- ${code(String(word))}`).join('\n')}` : '';
  return `**${known.name}** · key of **${of}** · ${known.detail}${known.summary ? `\n\n${known.summary}` : ''}${words}`;
}

/** The key under the cursor inside a value. */
export function keyAt(scalar: Scalar, offset: number): { key: string; span: Scalar['span'] } | undefined {
  const part = partsOf(scalar).find(
    ({ path, key }) => path.length === 1 && key && key.start <= offset && offset <= key.end,
  );
  return part?.key ? { key: String(part.path[0]), span: part.key } : undefined;
}
