import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShell, readYaml, service } from '../../../support/service';

interface Snippet {
  prefix: string;
  description: string;
  body: string[];
}

const root = resolve(import.meta.dirname, '../../../..');
const load = (name: string): Record<string, Snippet> =>
  JSON.parse(readFileSync(resolve(root, 'snippets', name), 'utf8'));

/** Expands a snippet as the editor does while the user keeps every default. */
function expand({ body }: Snippet): string {
  const text = body.join('\n');
  const defaults = Object.fromEntries(
    [...text.matchAll(/(?<!\\)\$\{(\d):([^}]*)\}/g)].map(([, number = '', value = '']) => [number, value]),
  );
  const findValue = (number: string): string => defaults[number] ?? '';
  return text
    .replace(/(?<!\\)\$\{(\d):[^}]*\}/g, (_, number) => findValue(number))
    .replace(/(?<!\\)\$(\d)/g, (_, number) => findValue(number))
    .replace(/\\([\\$}])/g, '$1');
}

const findingsOf = (text: string, read: typeof readShell): string[] => {
  const document = read(text);
  expect(document.reading.configs).toHaveLength(1);
  return service.lintDocument(document).flatMap(({ severity, message }) => (severity === 'hint' ? [] : [message]));
};

describe.each([
  ['shell.json', readShell],
  ['yaml.json', readYaml],
] as const)('the snippets of %s', (name, read) => {
  const snippets = Object.entries(load(name));

  it('cover every recipe of the newest release', () => {
    const recipes = service.newConfigs.listRecipes(service.catalog.releases.at(-1) ?? '');
    expect(snippets.map(([title]) => title)).toEqual(recipes.map(({ title }) => title));
    expect(snippets.map(([, { prefix }]) => prefix)).toEqual(recipes.map(({ id }) => `megatron-${id}`));
  });

  it.each(snippets)('expand to a config without findings: %s', (_, snippet) => {
    expect(findingsOf(expand(snippet), read)).toEqual([]);
    expect(expand(snippet)).not.toMatch(/\$\d|\$\{\d/);
  });
});
