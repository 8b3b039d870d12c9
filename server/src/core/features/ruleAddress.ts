/**
 * Returns the address of the page of a rule on the site of the documentation, whose pages scripts/site writes; undefined
 * while the site has no address.
 */
export const ruleAddressOf = (site: string, id: string): string | undefined =>
  site === '' ? undefined : `${site.replace(/\/$/, '')}/rules/${encodeURIComponent(id)}.html`;
