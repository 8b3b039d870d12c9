import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWebviewPage } from '../../client/src/webviewPage';

const root = resolve(import.meta.dirname, '../..');

/** The part of a webview that a page uses. */
function showPage(name: string) {
  const webview = {
    html: '',
    options: {},
    cspSource: 'https://page.example',
    asWebviewUri: (uri: unknown) => `https://page.example${uri}`,
  };
  createWebviewPage(webview as never, '/extension' as never, name, 'Title');
  return webview;
}

describe('the page of a webview', () => {
  const { html, options } = showPage('run');

  it('allows its own script and style sheet, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1];
    expect(policy).toBe("default-src 'none'; script-src https://page.example; style-src https://page.example");
    expect([...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address)).toEqual([
      'https://page.example/extension/dist/run.css',
      'https://page.example/extension/dist/run.js',
    ]);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script>[^<]/);
    expect(options).toEqual({ enableScripts: true, localResourceRoots: ['/extension/dist'] });
  });

  it('inserts no text as markup', () => {
    const folders = ['client/src/page', 'client/src/launch/run/page', 'client/src/memory/page'];
    const sources = folders.flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => readFileSync(join(root, folder, name), 'utf8')),
    );
    expect(sources.length).toBeGreaterThan(6);
    for (const source of sources)
      expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });
});
