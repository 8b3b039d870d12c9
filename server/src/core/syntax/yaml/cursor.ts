import { type Config, contains, type Entry, entriesOf, type Reading } from '../../config/config';
import { startOfLine } from '../../text/lines';
import { type Cursor, typed } from '../syntax';

/** What the cursor is on in a YAML config. Half-typed lines are not in the tree yet; those are read from their line. */
export function yamlCursor(text: string, reading: Reading, offset: number): Cursor | undefined {
  const [config] = reading.configs;
  if (!config) return undefined;
  return inTree(text, config, offset) ?? onLine(text, config, offset);
}

function inTree(text: string, config: Config, offset: number): Cursor | undefined {
  for (const entry of entriesOf(config)) {
    // What a merge or an alias brings here is not written here.
    if (/[<*]/.test(text[entry.key.start] ?? '')) continue;
    const isEnv = entry.kind === 'env';
    if (contains(entry.key, offset)) {
      return { at: isEnv ? 'env' : 'flag', config, entry, span: entry.key, prefix: typed(text, entry.key, offset) };
    }
    const index = entry.values.findIndex((value) => value.text !== '' && contains(value.span, offset));
    const value = entry.values[index];
    if (!value || value.text.includes('\n')) continue;
    const at = { config, entry, span: value.span, prefix: typed(text, value.span, offset) };
    return isEnv ? { at: 'envValue', ...at } : { at: 'value', index, ...at };
  }
  return undefined;
}

/** Nobody types a word that long. */
const MOST_TYPED = 1000;

/** Reads the line up to the cursor: an indented word belongs to the last key above that is not indented. */
function onLine(text: string, config: Config, offset: number): Cursor | undefined {
  const lineStart = startOfLine(text, offset);
  const line = text.slice(lineStart, offset);
  if (/(?:^|\s)#/.test(line)) return undefined;
  const word = /[\w.+-]*$/.exec(line.slice(-MOST_TYPED))?.[0] ?? '';
  const rest = /^[\w-]*/.exec(text.slice(offset))?.[0] ?? '';
  const span = { start: offset - word.length, end: offset + rest.length };
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const entry = ownerOf(config, line, lineStart);
  if (indent === '' && /^[\w-]*$/.test(line)) return { at: 'flag', config, span, prefix: word };
  if (indent !== '' && isUnderEnv(text, lineStart) && /^\s+[\w-]*$/.test(line))
    return { at: 'env', config, span, prefix: word };
  if (!entry) return undefined;
  if (entry.kind === 'env') return { at: 'envValue', config, entry, span, prefix: word };
  return {
    at: 'value',
    config,
    entry,
    index: entry.values.findIndex((value) => value.text !== '') < 0 ? 0 : entry.values.length,
    span,
    prefix: word,
  };
}

/** The entry whose key stands on the line, or for a list item the last key above. */
function ownerOf(config: Config, line: string, lineStart: number): Entry | undefined {
  if (/^\s*-(?:\s|$)/.test(line)) return config.flags.findLast((entry) => entry.key.start < lineStart);
  if (!/:\s+/.test(line) && !/:$/.test(line)) return undefined;
  return entriesOf(config).find((entry) => entry.key.start >= lineStart && entry.key.end <= lineStart + line.length);
}

function isUnderEnv(text: string, lineStart: number): boolean {
  const above = text.slice(0, lineStart).split('\n');
  const owner = above.findLast((line) => /^[^\s#]/.test(line));
  return owner !== undefined && /^ENV\s*:/.test(owner);
}
