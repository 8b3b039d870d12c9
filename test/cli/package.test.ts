import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPage } from '../../scripts/extensionPage.mjs';
import { packageExtension } from '../../scripts/package.mjs';
import { root } from '../../scripts/setup.mjs';

const folder = mkdtempSync(join(tmpdir(), 'preflight-package-'));
afterAll(() => rmSync(folder, { recursive: true }));

const readText = (name: string): string => readFileSync(join(root, name), 'utf8');
const PAGES = ['README.md', 'CHANGELOG.md'];
const ADDRESS = 'https://git.example.org/team/preflight';

/** The targets of all pictures and links of a Markdown text, outside of code. */
function listTargets(markdown: string): string[] {
  const text = markdown.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, target = '']) => target,
  );
}

const isRelative = (target: string): boolean => !/^(?:https?:|mailto:|#)/.test(target);

describe('the packaged extension', () => {
  let files: Record<string, string>;
  beforeAll(async () => {
    const vsix = await packageExtension(join(folder, 'extension.vsix'));
    const entries = Object.entries(unzipSync(readFileSync(vsix)));
    files = Object.fromEntries(
      entries.map(([name, data]) => [name.replace(/^extension\//, ''), strFromU8(data, true)]),
    );
  }, 300_000);

  it('has pages without dead links and broken pictures while there is no address', () => {
    expect(JSON.parse(files['package.json'] ?? '{}').repository.url).toBe('');
    for (const page of ['readme.md', 'changelog.md']) {
      expect(files[page]?.length, page).toBeGreaterThan(1000);
      expect(listTargets(files[page] ?? '').filter(isRelative), page).toEqual([]);
      expect(files[page], page).not.toMatch(/!\[|\(\)|\[\]/);
    }
  });

  it('has the files that its documents link to', () => {
    const documents = Object.keys(files).filter((name) => /^docs\/.*\.md$|^SECURITY\.md$/i.test(name));
    expect(documents.length).toBeGreaterThan(5);
    const names = Object.keys(files).map((name) => name.toLowerCase());
    const dead = documents.flatMap((name) =>
      listTargets(files[name] ?? '')
        .filter(isRelative)
        .map((target) => posix.join(posix.dirname(name), target.replace(/#.*/, '')))
        .filter((target) => !names.includes(target.toLowerCase()))
        .map((target) => `${name}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('has the files that its manifest names', () => {
    const { main, browser, icon, contributes } = JSON.parse(files['package.json'] ?? '{}');
    const steps: { media: { image: Record<'dark' | 'light' | 'hc' | 'hcLight', string> } }[] =
      contributes.walkthroughs.flatMap(({ steps: each }: { steps: never[] }) => each);
    const paths: string[] = [
      ...[`${main}.js`, browser, icon, 'samples/qwen3-sft.sh', 'snippets/shell.json', 'snippets/yaml.json'],
      ...contributes.grammars.map(({ path }: { path: string }) => path),
      ...steps.flatMap(({ media: { image } }) => [image.dark, image.light, image.hc, image.hcLight]),
    ];
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => files[path.replace(/^\.\//, '')] === undefined)).toEqual([]);
  });

  it('ships no picture that nothing shows', () => {
    const pictures = Object.keys(files).filter((name) => /\.(?:png|svg)$/.test(name));
    expect(pictures.filter((name) => !files['package.json']?.includes(name))).toEqual([]);
  });
});

describe.each(PAGES)('the page %s', (name) => {
  it('links to files that exist', () => {
    const targets = listTargets(readText(name)).filter((target) => isRelative(target) && !target.startsWith('../../'));
    expect(targets.filter((target) => !existsSync(join(root, target.replace(/#.*/, ''))))).toEqual([]);
  });

  it('has only whole addresses, all below that of the repository, once there is one', () => {
    for (const address of [ADDRESS, `git+${ADDRESS}.git`, `${ADDRESS}/`]) {
      const targets = listTargets(createPage(readText(name), address));
      expect(targets.filter(isRelative)).toEqual([]);
      expect(targets.length).toBe(listTargets(readText(name)).length);
    }
  });
});

describe('the page of a repository', () => {
  it('names pictures, files and pages by their addresses', () => {
    const page = createPage('![a](docs/a.png) [b](docs/b.md#c) [d](../../issues) [e](https://e.org) [f](#g)', ADDRESS);
    expect(page).toBe(
      `![a](${ADDRESS}/raw/HEAD/docs/a.png) [b](${ADDRESS}/blob/HEAD/docs/b.md#c) [d](${ADDRESS}/issues) [e](https://e.org) [f](#g)`,
    );
  });

  it('keeps the texts of links, and leaves out pictures, without an address', () => {
    expect(createPage('# A\n\n![a](docs/a.png)\n![b](docs/b.png)\n\nSee [`c`](docs/c.md) and [d](#d).\n', '')).toBe(
      '# A\n\nSee `c` and [d](#d).\n',
    );
  });
});

describe('the README', () => {
  const readme = readText('README.md');

  it('begins with findings, one picture and the first step, and ends with the two commands for developers', () => {
    const [intro = '', start = ''] = readme.split(/^## /m);
    expect(intro.match(/!\[/g)).toHaveLength(1);
    expect(start).toMatch(/^Start\n\nOpen a script/);
    expect(readme.split(/^## /m).at(-1)).toMatch(/^For developers\n[\s\S]*`npm start`[\s\S]*`npm test`/);
    expect(readme.split('## For developers')[0]).not.toMatch(/\bnpm (?:start|test|run)\b/);
  });
});
