// The HTML document around the text of a page: navigation, search and styles.
import { pathToRoot } from './markdownRules.mjs';

/** The pages in the navigation, by their addresses. Other documents are reached through links and the search. */
const NAVIGATION = [
  ['index', 'Start'],
  ['rules', 'Rules'],
  ['flags', 'Flags'],
  ['environment', 'Variables'],
  ['models', 'Models'],
  ['launch', 'Launching'],
  ['memory', 'Memory'],
  ['performance', 'Performance'],
  ['security', 'Security'],
  ['changelog', 'Changes'],
];

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeText = (text) => text.replace(/[&<>"]/g, (character) => ENTITIES[character]);

/**
 * @param {import('./collectPages.mjs').Page} page
 * @param {string} html its text
 */
export function createDocument({ address, title, kind, isList }, html) {
  const toRoot = pathToRoot(`/${address}`);
  const links = NAVIGATION.map(([target, name]) => {
    const current = target === address ? ' aria-current="page"' : '';
    return `<a href="${toRoot}${target}.html"${current}>${name}</a>`;
  });
  const search = isList ? 'data-pagefind-ignore' : `data-pagefind-body data-pagefind-filter="kind:${kind}"`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)} · Training Preflight</title>
<link rel="icon" href="${toRoot}images/icon.png">
<link rel="stylesheet" href="${toRoot}pagefind/pagefind-ui.css">
<link rel="stylesheet" href="${toRoot}style.css">
</head>
<body>
<header>
<a class="name" href="${toRoot}index.html">Training Preflight</a>
<nav aria-label="Pages">${links.join('\n')}</nav>
<div id="search"></div>
</header>
<main ${search}>
${html}
</main>
<script src="${toRoot}pagefind/pagefind-ui.js"></script>
<script>new PagefindUI({ element: '#search', showSubResults: false, showImages: false });</script>
</body>
</html>
`;
}
