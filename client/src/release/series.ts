/** Releases that share their first two numbers. */
export interface ReleaseSeries {
  name: string;
  releases: string[];
}

/** Groups releases by series, in the given order: `4.5` holds 4.5.3 and 4.5.2. */
export function groupBySeries(releases: readonly string[]): ReleaseSeries[] {
  const groups = new Map<string, string[]>();
  for (const release of releases) {
    const name = release.split('.').slice(0, 2).join('.');
    groups.set(name, [...(groups.get(name) ?? []), release]);
  }
  return [...groups].map(([name, members]) => ({ name, releases: members }));
}
