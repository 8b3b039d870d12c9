// The pages of the site as Markdown: the documents of the repository, and one page for each rule, flag and variable, with
// the texts that hovers and `preflight explain` show.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { importBundled } from '../bundle.mjs';
import { createPage } from '../extensionPage.mjs';
import { root } from '../setup.mjs';

/** Documents outside of docs/, with the addresses of their pages. */
const ROOT_DOCUMENTS = {
  'README.md': 'index',
  'ARCHITECTURE.md': 'architecture',
  'CHANGELOG.md': 'changelog',
  'CONTRIBUTING.md': 'contributing',
  'SECURITY.md': 'security-policy',
};

/** The document of all rules, which has a page for each instead. */
const RULES_DOCUMENT = 'rules.md';

const read = (path) => readFileSync(join(root, path), 'utf8');

/**
 * A page. `address` is its path on the site without `.html`. A list leads to other pages, so that the search finds those
 * instead.
 * @typedef {{address: string, title: string, kind: string, markdown: string, isList?: boolean}} Page
 * @returns {Promise<Page[]>}
 */
export async function collectPages() {
  const { service, extractRulePage, rulePathOf } = await importBundled(
    'site',
    `export { service } from './test/support/service';
     export { extractRulePage } from './server/src/data/rulePage';
     export { rulePathOf } from './server/src/core/features/ruleAddress';`,
  );
  const { flags, environment, releases } = service.catalog;
  const explain = (name) => service.explain(name, releases.at(-1)).markdown;
  const createTopic = (folder, kind) => (name) => ({
    address: `${folder}/${name}`,
    title: name,
    kind,
    markdown: `# ${name}\n\n${explain(name)}`,
  });
  const ids = [...new Set(service.rules.map(({ id }) => id))].sort();
  const rules = ids.map((id) => ({ id, ...service.docs.rule(id) }));
  const allRules = read(`docs/${RULES_DOCUMENT}`);
  return [
    ...listDocuments(),
    createListOfRules(rules),
    ...ids.map((id) => ({
      address: rulePathOf(id),
      title: id,
      kind: 'rule',
      markdown: extractRulePage(allRules, id).replace(/^###/, '#'),
    })),
    ...flags.map(({ name }) => name).map(createTopic('flags', 'flag')),
    ...environment.map(({ name }) => name).map(createTopic('variables', 'variable')),
  ];
}

/** The documents of the repository, without those that the pages of rules replace. */
function listDocuments() {
  const { repository } = JSON.parse(read('package.json'));
  const inDocs = readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md') && name !== RULES_DOCUMENT)
    .map((name) => [`docs/${name}`, name.replace(/\.md$/, '')]);
  return [...Object.entries(ROOT_DOCUMENTS), ...inDocs].map(([path, address]) => {
    const text = moveLinks(read(path), path.startsWith('docs/'));
    return {
      address,
      title: /^# (.*)/m.exec(text)?.[1] ?? address,
      kind: 'document',
      // Files without a page are linked in the repository, or not at all while it has no address.
      markdown: restoreLinks(createPage(text, repository.url)),
      isList: ['flags', 'environment', 'models', 'changelog'].includes(address),
    };
  });
}

/** The mark of an address that is one of the site. */
const ON_SITE = '#site:';

const LINK = /\]\(([^)\s:#]*)(#[^)\s]*)?\)/g;

/** Rewrites the links of a document to pages and pictures of the site, marked so that they count as whole addresses. */
const moveLinks = (markdown, isInDocs) =>
  markdown.replace(LINK, (link, path, hash = '') => {
    if (path === '') return link;
    const file = isInDocs ? join('docs', path) : path;
    if (file === `docs/${RULES_DOCUMENT}`) return `](${ON_SITE}${hash ? `rules/${hash.slice(1)}.html` : 'rules.html'})`;
    if (file.startsWith('docs/images/')) return `](${ON_SITE}${file.slice('docs/'.length)})`;
    const address = ROOT_DOCUMENTS[file] ?? /^docs\/([\w-]+)\.md$/.exec(file)?.[1];
    return address === undefined ? `](${file}${hash})` : `](${ON_SITE}${address}.html${hash})`;
  });

const restoreLinks = (markdown) => markdown.replaceAll(`](${ON_SITE}`, '](');

/** The list of all rules by group. */
function createListOfRules(rules) {
  const groups = [...new Set(rules.map(({ id }) => id.split('.')[0]))];
  const rowsOf = (group) =>
    rules
      .filter(({ id }) => id.startsWith(`${group}.`))
      .map(({ id, title }) => `| \`${id}\` | ${title.replaceAll('|', '\\|')} |`);
  const tables = groups.map((group) => `## ${group}\n\n| Rule | Mistake |\n|---|---|\n${rowsOf(group).join('\n')}`);
  const intro = `${rules.length} rules. \`# preflight: ignore[rule.id]\` suppresses one at one location, the setting \`preflight.rules.severity\` everywhere.`;
  return {
    address: 'rules',
    title: 'Rules',
    kind: 'document',
    markdown: ['# Rules', intro, ...tables].join('\n\n'),
    isList: true,
  };
}
