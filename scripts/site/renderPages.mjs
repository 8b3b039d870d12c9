// Renders the pages of the site with Eleventy.
import { cpSync, mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import Eleventy from '@11ty/eleventy';
import { root } from '../setup.mjs';
import { createDocument } from './createDocument.mjs';
import { addHeadingIds, linkNames, showTagsLiterally } from './markdownRules.mjs';

/**
 * @param {import('./collectPages.mjs').Page[]} pages
 * @param {string} folder the folder that the pages are written into
 */
export async function renderPages(pages, folder) {
  const addresses = new Map(
    pages.filter(({ kind }) => kind !== 'document').map(({ title, address }) => [title, address]),
  );
  const byUrl = new Map(pages.map((page) => [`/${page.address}.html`, page]));
  const site = new Eleventy('scripts/site', relative(root, folder), {
    config: (config) => {
      config.setTemplateFormats(['md']);
      config.amendLibrary('md', (markdown) => {
        markdown.set({ html: true });
        showTagsLiterally(markdown);
        addHeadingIds(markdown);
        linkNames(markdown, addresses);
      });
      // Texts are Markdown and nothing else: braces are no placeholders.
      for (const { address, markdown } of pages)
        config.addTemplate(`${address}.md`, markdown, { permalink: `${address}.html`, templateEngineOverride: 'md' });
      config.addTransform('document', function (html) {
        return createDocument(byUrl.get(this.page.url.replace(/\/$/, '/index.html')), html);
      });
    },
  });
  // Errors are thrown as well.
  site.disableLogger();
  await site.write();
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, 'docs/images'), join(folder, 'images'), { recursive: true });
  cpSync(join(import.meta.dirname, 'style.css'), join(folder, 'style.css'));
}
