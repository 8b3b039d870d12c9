/** Path of the rule pages from the root of the package; `npm run generate` writes them. */
export const RULE_PAGES_PATH = ['docs', 'rules.md'] as const;

/** Extracts the Markdown page of one rule from the text of all pages. */
export function extractRulePage(pages: string, id: string): string | undefined {
  const anchor = `<a id="${id}"></a>`;
  const start = pages.indexOf(anchor);
  if (start < 0) return undefined;
  const page = pages.slice(start + anchor.length);
  const end = /\n(?:<a id=|## )/.exec(page)?.index ?? page.length;
  return page.slice(0, end).trim();
}
