import type { Reading } from '../../config/config';
import { containsOffset } from '../../config/lookup';
import { findJsonMapCursor, type MapCursor } from '../mapCursor';

/**
 * Finds the cursor inside a map below a key. An incomplete line is not in the tree yet, so the lines are read directly:
 * the keys above with decreasing indentation lead to the flag.
 */
export function findYamlMapCursor(text: string, { configs: [config] }: Reading, offset: number): MapCursor | undefined {
  if (!config) return undefined;
  for (const entry of config.flags) {
    const [scalar] = entry.values;
    if (!scalar || scalar.jsonParts || !containsOffset(scalar.span, offset)) continue;
    const cursor = findJsonMapCursor(config, entry, scalar, offset);
    if (cursor) return cursor;
  }
  const lines = text.slice(0, offset).split('\n');
  const line = lines.pop() ?? '';
  const match = /^([ ]+)(?:([\w.-]+):[ ]+)?("?[\w.-]*)$/.exec(line);
  if (!match) return undefined;
  const [, indent = '', key, prefix = ''] = match;
  const above = findKeysAbove(lines, indent.length);
  const entry = config.flags.find(({ name }) => name === above?.flag);
  if (!above || !entry) return undefined;
  const rest = /^[\w.-]*"?/.exec(text.slice(offset))?.[0] ?? '';
  return {
    config,
    entry,
    at: key === undefined ? 'key' : 'value',
    path: key === undefined ? above.path : [...above.path, key],
    span: { start: offset - prefix.length, end: offset + rest.length },
    prefix,
    siblings: findSiblings(text.split('\n'), lines.length, indent.length),
    isJson: false,
  };
}

const KEY = /^([ ]*)(["']?)([\w.-]+)\2[ ]*:[ ]*(?:#.*)?$/;

/** Finds the flag and the keys in it that contain a line with this indentation. */
function findKeysAbove(lines: readonly string[], indentation: number): { flag: string; path: string[] } | undefined {
  const path: string[] = [];
  let limit = indentation;
  for (let at = lines.length - 1; at >= 0 && limit > 0; at--) {
    const line = lines[at]?.trimEnd() ?? '';
    const indent = /^[ ]*/.exec(line)?.[0].length ?? 0;
    if (line.trim() === '' || /^\s*#/.test(line) || indent >= limit) continue;
    const key = KEY.exec(line)?.[3];
    // A line with less indentation that does not begin a map: the cursor is in another construct.
    if (key === undefined) return undefined;
    limit = indent;
    if (indent === 0) return { flag: key, path };
    path.unshift(key);
  }
  return undefined;
}

/** Finds the keys of the block that contains a line. */
function findSiblings(lines: readonly string[], lineIndex: number, indentation: number): string[] {
  const names: string[] = [];
  const visit = (step: number): void => {
    for (let index = lineIndex + step; index >= 0 && index < lines.length; index += step) {
      const line = lines[index] ?? '';
      const indent = /^[ ]*/.exec(line)?.[0].length ?? 0;
      if (line.trim() !== '' && indent < indentation) return;
      const name = indent === indentation ? /^[ ]*["']?([\w.-]+)["']?[ ]*:/.exec(line)?.[1] : undefined;
      if (name !== undefined) names.push(name);
    }
  };
  visit(-1);
  visit(1);
  return names;
}
