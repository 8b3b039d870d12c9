import type { Config, Entry, Reading } from '../../config/config';
import { containsOffset, entriesOf } from '../../config/lookup';
import { startOfLine } from '../../text/lines';
import { type Cursor, typedPrefixOf } from '../syntax';

/**
 * Finds the element at the cursor of a YAML config. Incomplete lines are not in the tree yet and are parsed separately.
 */
export function findYamlCursor(text: string, reading: Reading, offset: number): Cursor | undefined {
  const [config] = reading.configs;
  if (!config) return undefined;
  return findInTree(text, config, offset) ?? findOnLine(text, config, offset);
}

function findInTree(text: string, config: Config, offset: number): Cursor | undefined {
  for (const entry of entriesOf(config)) {
    // Entries of a merge or an alias are written elsewhere.
    if (/[<*]/.test(text[entry.key.start] ?? '')) continue;
    const isEnv = entry.kind === 'env';
    if (containsOffset(entry.key, offset)) {
      return {
        at: isEnv ? 'env' : 'flag',
        config,
        entry,
        span: entry.key,
        prefix: typedPrefixOf(text, entry.key, offset),
      };
    }
    const index = entry.values.findIndex((value) => value.text !== '' && containsOffset(value.span, offset));
    const value = entry.values[index];
    if (!value || value.text.includes('\n')) continue;
    const common = { config, entry, span: value.span, prefix: typedPrefixOf(text, value.span, offset) };
    return isEnv ? { at: 'envValue', ...common } : { at: 'value', index, ...common };
  }
  return undefined;
}

/** Characters of a name or value being typed. */
const MAX_TYPED_LENGTH = 1000;

/** Parses the line up to the cursor. An indented value belongs to the last key above that is not indented. */
function findOnLine(text: string, config: Config, offset: number): Cursor | undefined {
  const lineStart = startOfLine(text, offset);
  const line = text.slice(lineStart, offset);
  if (/(?:^|\s)#/.test(line)) return undefined;
  const prefix = /(?<![\w.+-])[\w.+-]*$/.exec(line.slice(-MAX_TYPED_LENGTH))?.[0] ?? '';
  const rest = /^[\w-]*/.exec(text.slice(offset))?.[0] ?? '';
  const span = { start: offset - prefix.length, end: offset + rest.length };
  const indent = /^[ \t]*/.exec(line)?.[0] ?? '';
  const entry = findOwner(config, line, lineStart);
  if (indent === '' && /^[\w-]*$/.test(line)) return { at: 'flag', config, span, prefix };
  if (indent !== '' && isUnderEnv(text, lineStart) && /^\s+[\w-]*$/.test(line))
    return { at: 'env', config, span, prefix };
  if (!entry) return undefined;
  if (entry.kind === 'env') return { at: 'envValue', config, entry, span, prefix };
  return {
    at: 'value',
    config,
    entry,
    index: entry.values.findIndex((value) => value.text !== '') < 0 ? 0 : entry.values.length,
    span,
    prefix,
  };
}

/** Finds the entry whose key is on the line, or for a list item the last key above. */
function findOwner(config: Config, line: string, lineStart: number): Entry | undefined {
  if (/^\s*-(?:\s|$)/.test(line)) return config.flags.findLast((entry) => entry.key.start < lineStart);
  if (!/:\s+/.test(line) && !/:$/.test(line)) return undefined;
  return entriesOf(config).find((entry) => entry.key.start >= lineStart && entry.key.end <= lineStart + line.length);
}

function isUnderEnv(text: string, lineStart: number): boolean {
  const above = text.slice(0, lineStart).split('\n');
  const owner = above.findLast((line) => /^[^\s#]/.test(line));
  return owner !== undefined && /^ENV\s*:/.test(owner);
}
