/**
 * Returns the address of the site of the documentation, where GitHub and GitLab publish the pages of a repository; empty
 * without a repository, and for one that is elsewhere.
 */
export function siteOf(repository: string): string {
  const [, host, owner, name] =
    /^https:\/\/(github|gitlab)\.com\/([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(repository) ?? [];
  return host === undefined ? '' : `https://${owner?.toLowerCase()}.${host}.io/${name}`;
}

/** Returns the path of the page of a rule on the site, without its ending. */
export const rulePathOf = (id: string): string => `rules/${encodeURIComponent(id)}`;

/** Returns the address of the page of a rule on a site, whose pages scripts/site writes; undefined without a site. */
export const ruleAddressOf = (site: string, id: string): string | undefined =>
  site === '' ? undefined : `${site.replace(/\/$/, '')}/${rulePathOf(id)}.html`;
