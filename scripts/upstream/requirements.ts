/** The requirements of a package: the allowed versions by name, with the extra that asks for them. */
export function readRequirements(metadata: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, key = '', value = ''] of metadata.matchAll(/^(Requires-Python|Requires-Dist): (.*)$/gm)) {
    if (key === 'Requires-Python') found.set('Python', value.trim());
    else {
      const [, name = '', range = '', extra = ''] =
        /^([\w.-]+(?:\[[\w,]+\])?)\s*([^;]*)(?:;\s*(.*))?$/.exec(value) ?? [];
      // The extra for everything repeats all others.
      if (/extra == .all./.test(extra)) continue;
      found.set(extra ? `${name} (${extra})` : name, range.trim().replace(/[()]/g, '').split(',').sort().join(','));
    }
  }
  return found;
}

/** The requirements that differ between two releases, as `name: before -> after`. */
export function compareRequirements(before: Map<string, string>, after: Map<string, string>): string[] {
  const print = (value: string | undefined): string => (value === undefined ? 'not required' : value || 'any version');
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => `${name}: ${print(before.get(name))} -> ${print(after.get(name))}`);
}
