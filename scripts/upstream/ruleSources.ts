import { memoize } from '../../server/src/core/catalog/memoize';
import { boundsOfRange, compareReleases, type Release } from '../../server/src/core/catalog/release';
import { type Citation, readCitations } from './citations';
import { type CitedCode, FATES, type Fate, followCitation } from './citedCode';
import { listStatements, type SourceFacts } from './sourceFacts';

/** A rule that applies to new releases, with the flags that its data names. */
export interface CitingRule {
  id: string;
  source: string;
  flags: readonly string[];
}

/** The fate of the code on which a rule rests. */
export interface RuleSource {
  id: string;
  fate: Fate;
  cited: CitedCode[];
}

/**
 * Whether a rule must be read again before it applies to the new release: its code in ms-swift or the bridge changed. A
 * Megatron core does not belong to one release, so its changes concern the earlier ones as much, and are only reported.
 */
export const mustBeRead = ({ cited }: RuleSource): boolean =>
  cited.some(({ citation, fate }) => isGrave(fate) && citation.package !== 'megatron');

export const isGrave = (fate: Fate): boolean => fate === 'changed' || fate === 'vanished';

/** The facts of one package: up to where rules are verified, in the new release, and in each cited release. */
export interface PackageFacts {
  before: SourceFacts;
  after: SourceFacts;
  /** The version that `before` has, which stands for citations without a release. */
  version: string;
  cited: ReadonlyMap<string, SourceFacts>;
}

/** Whether a rule continues into releases after the verified one. */
export const isOpen = (range: string): boolean => boundsOfRange(range).last === undefined;

/** The citations that count: for each package, those of the newest release in which the rule was read. */
export function findNewestCitations(source: string): Citation[] {
  const all = readCitations(source);
  const newestOf = (name: Citation['package']): Release | undefined =>
    all
      .flatMap((each) => (each.package === name && each.release !== undefined ? [each.release] : []))
      .sort(compareReleases)
      .at(-1);
  return all.filter((each) => {
    const newest = newestOf(each.package);
    return each.release === undefined || newest === undefined || compareReleases(each.release, newest) === 0;
  });
}

/** The newest release of a package in which a rule was read, up to a limit. */
export const findNewestRelease = (
  rules: readonly CitingRule[],
  name: Citation['package'],
  limit: Release,
): Release | undefined =>
  rules
    .flatMap(({ source }) => findNewestCitations(source))
    .flatMap((each) => (each.package === name && each.release !== undefined ? [each.release] : []))
    .filter((each) => compareReleases(each, limit) <= 0)
    .sort(compareReleases)
    .at(-1);

/** The releases of a package of which rules cite lines. */
export function findCitedReleases(rules: readonly CitingRule[], name: Citation['package']): Release[] {
  const all = rules.flatMap(({ source }) => findNewestCitations(source));
  const cited = all.filter((each) => each.package === name && each.line !== undefined);
  return [...new Set(cited.flatMap(({ release }) => release ?? []))];
}

/** Follows the citations of each rule. Rules that cite no code of the packages are left out. */
export function followRules(
  rules: readonly CitingRule[],
  packages: ReadonlyMap<Citation['package'], PackageFacts>,
): RuleSource[] {
  const isReached = memoize((path: string) => isImported(path, packages));
  return rules.flatMap((rule) => {
    const cited = findNewestCitations(rule.source).flatMap((citation): CitedCode[] => {
      const facts = packages.get(citation.package);
      if (!facts) return [];
      if (!isReached(citation.path)) return [{ citation, fate: 'unlocated' }];
      const isHere = citation.release === undefined || citation.release === facts.version;
      const cited = isHere ? facts.before : facts.cited.get(citation.release ?? '');
      return [followCitation(citation, rule.flags, { ...facts, cited })];
    });
    return cited.length > 0 ? [{ id: rule.id, fate: worstFate(cited), cited }] : [];
  });
}

/**
 * Whether ms-swift or its bridge imports the folder of a file of Megatron: releases from 4.0 on run no code of
 * `megatron/training`, even if the package contains it.
 */
function isImported(path: string, packages: ReadonlyMap<Citation['package'], PackageFacts>): boolean {
  const [top, folder] = path.split('/');
  if (top !== 'megatron') return true;
  const importing = new RegExp(`^(?:from|import) megatron\\.${folder}\\b`);
  return (['swift', 'mcore_bridge'] as const).some((name) => {
    const facts = packages.get(name)?.after;
    return facts && [...listStatements(facts, () => true)].some(({ statement }) => importing.test(statement.text));
  });
}

/** The gravest fate. What cannot be located does not count beside what can. */
function worstFate(cited: readonly CitedCode[]): Fate {
  const located = cited.filter(({ fate }) => fate !== 'unlocated');
  const rank = Math.max(...(located.length > 0 ? located : cited).map(({ fate }) => FATES.indexOf(fate)));
  return FATES[rank] ?? 'unlocated';
}
