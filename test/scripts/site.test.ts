import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../../package.json';
import { renderPages } from '../../scripts/site/renderPages.mjs';
import { buildSite } from '../../scripts/site.mjs';
import { ruleAddressOf, siteOf } from '../../server/src/core/features/ruleAddress';
import { service } from '../support/service';

const folder = mkdtempSync(join(tmpdir(), 'preflight-site-'));
afterAll(() => rmSync(folder, { recursive: true }));

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decode = (html: string): string => html.replace(/&(#?\w+);/g, (all, name) => ENTITIES[name] ?? all);

/** The text of a page as a reader sees it. */
const textOf = (html: string): string =>
  decode((/<main[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1] ?? '').replace(/<[^>]*>/g, '')).trim();

const listTargets = (html: string): string[] =>
  [...html.matchAll(/<(?:a|link|script|img)\b[^>]*?\b(?:href|src)="([^"]*)"/g)].map(([, target = '']) =>
    decode(target),
  );

describe('the documentation as a site', () => {
  const site = join(folder, 'site');
  /** All pages by their paths. */
  let pages: Map<string, string>;
  let server: Server;
  let search: (query: string) => Promise<string[]>;

  beforeAll(async () => {
    await buildSite(site);
    const names = readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
    pages = new Map(names.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(site, name), 'utf8')]));
    server = createServer(({ url = '' }, response) => response.end(readFileSync(join(site, url.replace(/\?.*/, '')))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const pagefind = await import(/* @vite-ignore */ pathToFileURL(join(site, 'pagefind/pagefind.js')).href);
    await pagefind.options({ basePath: `${address}/pagefind/`, baseUrl: '/' });
    search = async (query) => {
      const { results } = await pagefind.search(query);
      const found = await Promise.all(results.slice(0, 3).map((result: { data: () => unknown }) => result.data()));
      return found.map(({ url }) => url);
    };
  }, 300_000);
  afterAll(() => void server?.close());

  it('has a page for each rule, flag and variable', () => {
    const wanted = [
      ...service.rules.map(({ id }) => `rules/${id}.html`),
      ...service.catalog.flags.map(({ name }) => `flags/${name}.html`),
      ...service.catalog.environment.map(({ name }) => `variables/${name}.html`),
    ];
    expect(wanted.length).toBeGreaterThan(1000);
    expect(wanted.filter((name) => !pages.has(name))).toEqual([]);
  });

  it('has the page that a finding leads to, once the site has an address', () => {
    const addresses = service.rules.map(({ id }) => ruleAddressOf('https://docs.example.org/preflight/', id) ?? '');
    const paths = addresses.map((address) => new URL(address).pathname.replace(/^\/preflight\//, ''));
    expect(paths.filter((path) => !pages.has(path))).toEqual([]);
    expect(service.ruleAddress('cli.bool')).toBe(ruleAddressOf(siteOf(repository.url), 'cli.bool'));
    expect(siteOf('https://github.com/Owner/training-preflight.git')).toBe(
      'https://owner.github.io/training-preflight',
    );
    expect(siteOf('')).toBe('');
  });

  it('has no dead link, and no link to a place that is missing on a page', () => {
    const dead = [...pages].flatMap(([name, html]) =>
      listTargets(html)
        .filter((target) => !/^(?:https?|mailto):/.test(target))
        .map((target) => {
          const [path = '', hash] = target.split('#');
          const file = path === '' ? name : posix.join(posix.dirname(name), decodeURIComponent(path));
          if (!existsSync(join(site, file))) return `${name}: ${target}`;
          const isThere = !hash || pages.get(file)?.includes(`id="${decodeURIComponent(hash)}"`);
          return isThere ? '' : `${name}: ${target}`;
        })
        .filter(Boolean),
    );
    expect([...new Set(dead)]).toEqual([]);
  });

  it('says the same about a flag and a rule as the editor', () => {
    const newest = service.catalog.releases.at(-1);
    const explained = service.explain('recompute_granularity', newest) as { markdown: string };
    const [, summary = ''] = explained.markdown.split('\n\n');
    expect(textOf(pages.get('flags/recompute_granularity.html') ?? '')).toContain(summary);
    expect(textOf(pages.get('rules/cli.bool.html') ?? '')).toContain(service.docs.rule('cli.bool')?.title);
  });

  it('links names of flags and rules in texts to their pages', () => {
    expect(pages.get('flags/recompute_granularity.html')).toContain(
      '<a href="../flags/recompute_method.html"><code>recompute_method</code></a>',
    );
    expect(pages.get('rules.html')).toContain('<a href="rules/cli.bool.html"><code>cli.bool</code></a>');
  });

  it.each([
    ['recompute_granularity', '/flags/recompute_granularity.html'],
    ['cli.bool', '/rules/cli.bool.html'],
    ['neither true nor false', '/rules/cli.bool.html'],
    ['NPROC_PER_NODE', '/variables/NPROC_PER_NODE.html'],
  ])('finds the page of %s', async (query, url) => {
    expect(await search(query)).toContain(url);
  });

  it('shows every page of a rule without loading anything from elsewhere', () => {
    const loaded = [...pages.values()].flatMap((html) =>
      [...html.matchAll(/<(?:link|script|img)\b[^>]*?\b(?:href|src)="(https?:[^"]*)"/g)].map(([, target]) => target),
    );
    expect([...new Set(loaded)]).toEqual([]);
  });
});

describe('a text on the site', () => {
  it.each([
    ['{{ page.url }} {% for x in y %} {# note #} <%= 1 %>', '{{ page.url }} {% for x in y %} {# note #} <%= 1 %>'],
    ['`{{ constructor }}` <script>alert(1)</script>', '{{ constructor }} <script>alert(1)</script>'],
    ['<img src=x onerror=alert(1)> and <run-id>', '<img src=x onerror=alert(1)> and <run-id>'],
    ['<style>\nmain { display: none }\n</style>', '<style>\nmain { display: none }\n</style>'],
    ['<a id="x" onclick="alert(1)">a</a>', '<a id="x" onclick="alert(1)">a'],
    ['Press <kbd>Ctrl+.</kbd>.<!-- a note -->', 'Press Ctrl+..'],
  ])('is shown literally: %s', async (markdown, shown) => {
    const output = join(folder, 'text');
    await renderPages([{ address: 'text', title: 'A {{ title }} <b>', kind: 'document', markdown }], output);
    const html = readFileSync(join(output, 'text.html'), 'utf8');
    expect(textOf(html)).toBe(shown);
    expect(html).toContain('<title>A {{ title }} &lt;b&gt; · Training Preflight</title>');
    expect(html).not.toMatch(/<(?:script>alert|img|style)\b|onclick="/);
  });
});
