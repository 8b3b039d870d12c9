import type { Entry } from '../../config/config';
import { targetOf, type YamlNode } from '../pyyaml/node';
import { resolvePlainType } from '../pyyaml/scalar';

/**
 * What OmegaConf, which reads the files behind `--config` from 3.10 to 4.0.4, takes for something else than
 * `safe_load` does: numbers with an exponent are floats, dates are text. Source: omegaconf/_utils.py, get_yaml_loader.
 */
export function applyOmegaConfTypes(node: YamlNode | undefined, seen = new Set<YamlNode>()): void {
  if (!node || seen.has(node)) return;
  seen.add(node);
  const target = targetOf(node);
  if (target !== node) applyOmegaConfTypes(target, seen);
  else if (target.kind === 'sequence') for (const item of target.items) applyOmegaConfTypes(item, seen);
  else if (target.kind === 'mapping') {
    for (const { key, value } of target.pairs) {
      applyOmegaConfTypes(key, seen);
      applyOmegaConfTypes(value, seen);
    }
  } else if (target.kind === 'scalar' && target.plain && target.tag === undefined) {
    if (EXPONENT.test(target.text)) target.tag = 'tag:yaml.org,2002:float';
    else if (resolvePlainType(target.text) === 'timestamp') target.tag = 'tag:yaml.org,2002:str';
  }
}

const EXPONENT = /^[-+]?\d[\d_]*(?:\.[\d_]*)?[eE][-+]?\d+$/;

/** `${other_key}` and `${oc.env:NAME}` are put in when the file is read. */
export const isInterpolated = (text: string): boolean => /\$\{/.test(text);

/** A value that is nothing but another key. */
const REFERENCE = /^(["']?)\$\{(\w+)\}\1$/;

/** Puts in what entries of one word ask of others; what a variable or a longer text would give stays unknown. */
export function interpolate(entries: readonly Entry[]): void {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const resolve = ({ values }: Entry, visited: readonly string[]): string | undefined => {
    const [scalar, ...more] = values;
    if (!scalar || more.length > 0) return undefined;
    const name = REFERENCE.exec(scalar.text)?.[2];
    if (scalar.value !== undefined || name === undefined || visited.includes(name)) return scalar.value;
    const other = byName.get(name);
    return other && resolve(other, [...visited, name]);
  };
  for (const entry of entries) {
    const [scalar] = entry.values;
    const value = resolve(entry, [entry.name]);
    if (scalar && value !== undefined) scalar.value = value;
  }
}

/** Values of the top map that ask for a key which it does not have. */
export function findMissingKeys(root: YamlNode | undefined): { name: string; node: YamlNode }[] {
  if (root?.kind !== 'mapping') return [];
  const keys = new Set(root.pairs.map(({ key }) => (key.kind === 'scalar' ? key.text : '')));
  return root.pairs.flatMap(({ value: node }) => {
    const names = node.kind === 'scalar' ? [...node.text.matchAll(/(?<!\\)\$\{(\w+)\}/g)] : [];
    return names.flatMap(([, name = '']) => (keys.has(name) ? [] : [{ name, node }]));
  });
}
