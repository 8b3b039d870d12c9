import { compareReleases, type Release } from './release';
import { findSatisfying } from './specifiers';
import { hasSpecifiers, parseVersion } from './version';

/**
 * A release as a comment, a setting or a file names it, placed among the releases of the catalog.
 *
 * `named`: one of them, or all of a series such as `4.1`. `range`: several satisfy it, in order. `between`: a
 * development version or a candidate, which lies between two. `after`: a later version than `nearest`, whose flags
 * may differ. `before`: an earlier version than all of the catalog. `commit`: a commit, whose place is unknown.
 */
export type ReleaseRequest =
  | { kind: 'named'; version: Release }
  | { kind: 'range'; releases: readonly Release[] }
  | { kind: 'between'; older: Release; newer: Release }
  | { kind: 'after' | 'before'; nearest: Release }
  | { kind: 'commit' };

const PACKAGE = /^ms[-_.]swift(?:\[[^\][]{0,100}\])?\s*(?=[@=<>~!^\s])@?\s*/i;
const BRANCHES = /^(?:main|master|head|latest|nightly|dev|develop)$/i;
const COMMIT = /^[0-9a-f]{7,40}$/i;
const SERIES = /^v?(\d+(?:\.\d+)?)\.[x*]$/i;

/**
 * Reads the name of a release: `3.8.1`, `v4.1`, `4.1.x`, `4.0.0.dev0`, `main`, `>=4.1,<4.4`, `~=4.1.0`, a reference of
 * Git such as `refs/tags/v4.1.0` or `release/4.1`, or a requirement with the name of the package. Undefined for any
 * other text. `known` are the releases of the catalog, oldest first.
 */
export function parseRequest(text: string, known: readonly Release[]): ReleaseRequest | undefined {
  const spec = refOf(text.trim().replace(PACKAGE, '').trim());
  const newest = known.at(-1) ?? '';
  if (hasSpecifiers(spec)) return parseSpecifiers(spec, known);
  if (BRANCHES.test(spec)) return { kind: 'after', nearest: newest };
  const series = SERIES.exec(spec)?.[1];
  const version = parseVersion(series ?? spec);
  if (!version) return COMMIT.test(spec) ? { kind: 'commit' } : undefined;
  const { release, isBefore, isAfter } = version;
  const older = known.findLast((each) => compareReleases(each, release) < 0);
  if (isBefore) return placeBefore(release, older, known);
  const named = known.findLast((each) => compareReleases(each, release) === 0);
  if (named !== undefined) return isAfter ? { kind: 'after', nearest: named } : { kind: 'named', version: release };
  return older === undefined ? { kind: 'before', nearest: known[0] ?? '' } : { kind: 'after', nearest: older };
}

/** The request for any of several releases. */
export function uniteRequests(texts: readonly string[], known: readonly Release[]): ReleaseRequest | undefined {
  const [first, ...others] = texts.flatMap((text) => parseRequest(text, known) ?? []);
  if (!first || others.length === 0) return first;
  const allowed = new Set([first, ...others].flatMap((request) => releasesOf(request, known)));
  return { kind: 'range', releases: known.filter((release) => allowed.has(release)) };
}

/** The releases of the catalog that a request allows. */
function releasesOf(request: ReleaseRequest, known: readonly Release[]): readonly Release[] {
  if (request.kind === 'range') return request.releases;
  if (request.kind === 'between') return [request.older, request.newer];
  if (request.kind === 'named') return known.filter((each) => compareReleases(each, request.version) === 0);
  return request.kind === 'commit' ? known : [request.nearest];
}

/** The reference of a URL of Git, without the folders of its kind: `main` of `git+https://.../ms-swift.git@main`. */
function refOf(text: string): string {
  const [address = ''] = text.split('#', 1);
  const ref = /^(?:git\+|https?:)/.test(address) ? address.slice(address.lastIndexOf('@') + 1) : address;
  return ref.replace(/^(?:(?:refs\/)?(?:tags|heads)\/|(?:origin|upstream)\/)/, '').replace(/^release[/-]/, '');
}

/** A version before a release of the catalog lies between it and the one before it, and a later one after the newest. */
function placeBefore(release: Release, older: Release | undefined, known: readonly Release[]): ReleaseRequest {
  const newer = known.find((each) => compareReleases(each, release) >= 0);
  if (older !== undefined && newer !== undefined) return { kind: 'between', older, newer };
  return older === undefined ? { kind: 'before', nearest: known[0] ?? '' } : { kind: 'after', nearest: older };
}

function parseSpecifiers(spec: string, known: readonly Release[]): ReleaseRequest | undefined {
  const found = findSatisfying(spec, known);
  if (!found) return undefined;
  if ('exact' in found) return parseRequest(found.exact, known);
  const { releases, lower } = found;
  const [only] = releases;
  if (releases.length === 1 && only !== undefined && !found.isOpen) return { kind: 'named', version: only };
  if (only !== undefined) return { kind: 'range', releases };
  return lower === undefined ? { kind: 'before', nearest: known[0] ?? '' } : parseRequest(lower, known);
}
