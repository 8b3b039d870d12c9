// The packages that belong to two releases of ms-swift, and their facts.
import { downloadPackage, readFacts, readMetadata } from './packages.mjs';

/** The names on PyPI of the packages, by their names in Python. */
const NAMES = { swift: 'ms-swift', mcore_bridge: 'mcore-bridge', megatron: 'megatron-core' };

/**
 * Returns folder and version of each package before and after, by their names in Python. The bridge before is the oldest
 * that its release allows; the core before is the newest in which a rule was read. Releases before 4.0 have no bridge.
 */
export function findPackages(upstream, rules, { folder, release, previous, bridge, core }) {
  const requiredBy = (at, name, wanted) => {
    const requirements = upstream.readRequirements(readMetadata(at, name));
    return [...requirements].find(([requirement]) => requirement.split(' ')[0] === wanted)?.[1];
  };
  const before = downloadPackage(NAMES.swift, `==${previous}`);
  const swift = { before, after: { folder, version: release } };
  const lowest = /(?:>=|==)([\w.]+)/.exec(requiredBy(before.folder, NAMES.swift, NAMES.mcore_bridge) ?? '')?.[1];
  if (!lowest) return { swift };
  const bridgeRange = bridge ? `==${bridge}` : (requiredBy(folder, NAMES.swift, NAMES.mcore_bridge) ?? '');
  const bridgeAfter = downloadPackage(NAMES.mcore_bridge, bridgeRange);
  const coreRange = core ? `==${core}` : (requiredBy(bridgeAfter.folder, NAMES.mcore_bridge, NAMES.megatron) ?? '');
  const coreAfter = downloadPackage(NAMES.megatron, coreRange);
  const read = upstream.findNewestRelease(rules, 'megatron', coreAfter.version);
  return {
    swift,
    mcore_bridge: { before: downloadPackage(NAMES.mcore_bridge, `==${lowest}`), after: bridgeAfter },
    ...(read && { megatron: { before: downloadPackage(NAMES.megatron, `==${read}`), after: coreAfter } }),
  };
}

/** Reads the facts of each package, also in the releases that rules cite. Those that PyPI lacks are left out. */
export function readPackages(upstream, rules, packages) {
  return new Map(
    Object.entries(packages).map(([name, { before, after }]) => {
      const cited = upstream.findCitedReleases(rules, name).flatMap((version) => {
        // `core_r0.13.0` is a branch; the newest version from it is the closest one.
        const range = name === 'megatron' ? version.replace(/\.0$/, '.*') : version;
        try {
          return [[version, downloadPackage(NAMES[name], `==${range}`).folder]];
        } catch {
          return [];
        }
      });
      const [first, second, ...others] = readFacts([before.folder, after.folder, ...cited.map(([, at]) => at)]);
      const byRelease = new Map(cited.map(([version], index) => [version, others[index]]));
      return [name, { before: first, after: second, version: before.version, cited: byRelease }];
    }),
  );
}
