import type { ScriptPin } from './pin';
import { compareReleases, type FoundRelease, type Release, type ReleaseChoice } from './release';
import { parseRequest, type ReleaseRequest, uniteRequests } from './request';
import type { Catalog } from './types';

/** The sources of a release, highest precedence first. */
export interface ReleaseSources {
  modeline?: string | undefined;
  setting?: string | undefined;
  /** The release that the settings of the project name, and their file. */
  project?: { version: string; file: string } | undefined;
  /** The release that the script itself installs. */
  script?: ScriptPin | undefined;
  found?: FoundRelease | undefined;
}

/** The releases among some that know all that a text contains. */
export interface Fit {
  /** The newest of them. */
  version: Release;
  others: readonly Release[];
  /** The flag, value or model that excludes the most releases; absent if it excludes none. */
  evidence?: string;
}

type FindFit = (among: readonly Release[]) => Fit;

/** Chooses the release by precedence, as a release of the catalog. `findFit` decides where a source leaves several. */
export function chooseRelease(catalog: Catalog, sources: ReleaseSources, findFit: FindFit): ReleaseChoice {
  const { releases } = catalog;
  const source = listSources(sources).find(({ version }) => parseRequest(version, releases) !== undefined);
  const choice = source ? resolveSource(catalog, source, findFit) : guess(findFit(releases), releases.length);
  const { setting } = sources;
  const isUnreadable = setting !== undefined && parseRequest(setting, releases) === undefined;
  return isUnreadable && !sources.modeline ? { ...choice, unreadable: cleanVersion(setting) } : choice;
}

interface Source extends Omit<FoundRelease, 'from' | 'evidence'>, Pick<ReleaseChoice, 'from' | 'evidence'> {
  /** The versions that the run may have instead. */
  others?: readonly string[];
}

function listSources({ modeline, setting, project, script, found }: ReleaseSources): Source[] {
  const listed: Source[] = [];
  // A comment or setting that names the version of the package at hand means that package.
  const withTree = (version: string): Pick<Source, 'tree'> =>
    found?.tree && cleanVersion(version) === cleanVersion(found.version) ? { tree: found.tree } : {};
  if (modeline) listed.push({ version: modeline, from: 'modeline', ...withTree(modeline) });
  if (setting) listed.push({ version: setting, from: 'setting', ...withTree(setting) });
  if (project)
    listed.push({ version: project.version, from: 'project', evidence: project.file, ...withTree(project.version) });
  // A page of a checkout is about that.
  if (script && !(script.isOnPage && found?.tree))
    listed.push({ version: script.version, from: 'script', evidence: `line ${script.line}`, others: script.others });
  return found ? [...listed, found] : listed;
}

/** Describes a guess: without evidence, all releases fit. */
function guess({ version, others, evidence }: Fit, count: number): ReleaseChoice {
  const isDefault = evidence === undefined || others.length === count - 1;
  return {
    version,
    from: isDefault ? 'default' : 'flags',
    ...(!isDefault && { evidence }),
    ...(others.length > 0 && { doubt: 'guess', others }),
  };
}

function resolveSource(catalog: Catalog, source: Source, findFit: FindFit): ReleaseChoice {
  const { version, from, evidence, tree, others = [] } = source;
  const { releases, reference } = catalog;
  const origin = { from, ...(evidence !== undefined && { evidence }) };
  const named = [version, ...others];
  const request = uniteRequests(named, releases) ?? { kind: 'commit' };
  const overlay = tree && catalog.withTree(tree);
  const requested = cleanVersion(named.join(','));
  if (overlay && (request.kind !== 'named' || overlay.changed.size > 0))
    return { version: overlay.base, ...origin, requested, tree, ...neighborsOf(request, overlay.base) };
  if (request.kind === 'named') return { version: spellRelease(releases, reference, request.version), ...origin };
  return { ...origin, requested, ...resolveRequest(request, releases, findFit) };
}

/** The releases around a tree, besides the one whose flags are the nearest. */
function neighborsOf(request: ReleaseRequest, base: Release): Pick<ReleaseChoice, 'others'> {
  const neighbors =
    request.kind === 'between'
      ? [request.older, request.newer]
      : request.kind === 'after' || request.kind === 'before'
        ? [request.nearest]
        : [];
  const others = neighbors.filter((release) => release !== base);
  return others.length > 0 ? { others } : {};
}

function resolveRequest(
  request: Exclude<ReleaseRequest, { kind: 'named' }>,
  releases: readonly Release[],
  findFit: FindFit,
): Pick<ReleaseChoice, 'version' | 'doubt' | 'others'> {
  if (request.kind === 'between') return { version: request.newer, doubt: 'between', others: [request.older] };
  if (request.kind === 'after' || request.kind === 'before') return { version: request.nearest, doubt: request.kind };
  const { version, others } = findFit(request.kind === 'range' ? request.releases : releases);
  return { version, ...(others.length > 0 && { doubt: 'guess', others }) };
}

/** Spells a release as in the catalog: `3.8` becomes the reference release if that is a 3.8, else the newest 3.8. */
const spellRelease = (releases: readonly Release[], reference: Release, version: Release): Release =>
  compareReleases(version, reference) === 0
    ? reference
    : (releases.findLast((release) => compareReleases(release, version) === 0) ?? version);

/** Limit of the length of a version that is shown. */
const MAX_VERSION_LENGTH = 60;

/** Cleans the name of a release, which may be any text of a setting: it is shown in Markdown, terminals and status bars. */
const cleanVersion = (version: string): string =>
  version
    .trim()
    .replace(/^v(?=\d)|^==+/, '')
    .slice(0, MAX_VERSION_LENGTH)
    .replace(/[^A-Za-z0-9.+<>=~!,^*/@:_-]/g, '?');
