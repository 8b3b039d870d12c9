/** Where the pages of all rules stand, from the root of the package; written by `npm run generate`. */
export const RULE_PAGES_PATH = ['docs', 'rules.md'] as const;

/** The page of one rule in the text of all of them, as Markdown. */
export function extractRulePage(pages: string, id: string): string | undefined {
  const anchor = `<a id="${id}"></a>`;
  const start = pages.indexOf(anchor);
  if (start < 0) return undefined;
  const page = pages.slice(start + anchor.length);
  const end = /\n(?:<a id=|## )/.exec(page)?.index ?? page.length;
  return page.slice(0, end).trim();
}
