// `npm run site [-- FOLDER]`: builds the documentation as static pages with search, and prints where they are.
import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createIndex } from 'pagefind';
import { root } from './setup.mjs';
import { collectPages } from './site/collectPages.mjs';
import { renderPages } from './site/renderPages.mjs';

/** Builds the site into a folder, which is emptied first. Returns its pages. */
export async function buildSite(folder) {
  rmSync(folder, { recursive: true, force: true });
  const pages = await collectPages();
  await renderPages(pages, folder);
  await indexPages(folder);
  return pages;
}

/** Writes the search: an index of all pages, and the scripts that read it in the browser. */
async function indexPages(folder) {
  const { index, errors } = await createIndex();
  const results = [errors, (await index.addDirectory({ path: folder })).errors];
  results.push((await index.writeFiles({ outputPath: join(folder, 'pagefind') })).errors);
  await index.deleteIndex();
  const problems = results.flat();
  if (problems.length > 0) throw new Error(`The pages cannot be indexed: ${problems.join('; ')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = resolve(process.argv[2] ?? join(root, 'out/site'));
  const pages = await buildSite(folder);
  console.log(
    `${folder}: ${pages.length} pages. Serve the folder with any web server, since the search loads its index.`,
  );
  process.exit();
}
