import type { Entry } from '../../config/config';
import { targetOf, type YamlNode } from '../pyyaml/node';
import { resolvePlainType } from '../pyyaml/scalar';

/**
 * Applies the types of OmegaConf, which reads the files of `--config` from 3.10 to 4.0.4. It differs from `safe_load`:
 * numbers with an exponent are floats, dates are text. Source: omegaconf/_utils.py, get_yaml_loader.
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

/** Whether a text contains `${other_key}` or `${oc.env:NAME}`, which OmegaConf replaces when it reads the file. */
export const isInterpolated = (text: string): boolean => /\$\{/.test(text);

/** A value that consists of a reference to another key only. */
const REFERENCE = /^(["']?)\$\{(\w+)\}\1$/;

/** References that lead to one another; no config has more. */
const MAX_REFERENCES = 50;

/** Resolves references between entries of one value. Those to a variable or within a longer text stay unknown. */
export function interpolate(entries: readonly Entry[]): void {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const resolve = ({ values: [scalar, ...more] }: Entry, remaining: number): string | undefined => {
    if (!scalar || more.length > 0) return undefined;
    const name = REFERENCE.exec(scalar.text)?.[2];
    if (scalar.value !== undefined || name === undefined || remaining === 0) return scalar.value;
    const other = byName.get(name);
    return other && resolve(other, remaining - 1);
  };
  for (const entry of entries) {
    const [scalar] = entry.values;
    const value = resolve(entry, MAX_REFERENCES);
    if (scalar && value !== undefined) scalar.value = value;
  }
}

/** Finds values of the top-level map that refer to a key which it does not have. */
export function findMissingKeys(root: YamlNode | undefined): { name: string; node: YamlNode }[] {
  if (root?.kind !== 'mapping') return [];
  const keys = new Set(root.pairs.map(({ key }) => (key.kind === 'scalar' ? key.text : '')));
  return root.pairs.flatMap(({ value: node }) => {
    const names = node.kind === 'scalar' ? [...node.text.matchAll(/(?<!\\)\$\{(\w+)\}/g)] : [];
    return names.flatMap(([, name = '']) => (keys.has(name) ? [] : [{ name, node }]));
  });
}
