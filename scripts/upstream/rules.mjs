// The rules that apply to new releases, with their sources and the flags that their data names.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';

/** Reads the rules with an open range. A rule in code has no data, so its flags are unknown. */
export function readRules(service) {
  const flags = readFlagsOfRules(service.catalog.byName);
  return service.rules
    .filter(({ releases, source }) => typeof source === 'string' && (releases ?? '+').endsWith('+'))
    .map(({ id, source }) => ({ id, source, flags: flags.get(id) ?? [] }));
}

function readFlagsOfRules(byName) {
  const folder = join(root, 'schemas/constraints');
  const constraints = readdirSync(folder).flatMap(
    (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).constraints ?? [],
  );
  return new Map(
    constraints.map(({ id, at, when, must }) => {
      const texts = JSON.stringify([at, when, must]).match(/"[^"]+"/g) ?? [];
      const names = texts.map((text) => text.slice(1, -1)).filter((text) => byName.has(text));
      return [id, [...new Set(names)]];
    }),
  );
}
