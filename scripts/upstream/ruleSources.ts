import { boundsOfRange, compareReleases, type Release } from '../../server/src/core/catalog/release';
import { type Citation, readCitations } from './citations';
import { type CitedCode, FATES, type Fate, followCitation } from './citedCode';
import type { SourceFacts } from './sourceFacts';

/** A rule that applies to new releases, with the flags that its data names. */
export interface CitingRule {
  id: string;
  source: string;
  flags: readonly string[];
}

/** What became of the code on which a rule rests. */
export interface RuleSource {
  id: string;
  fate: Fate;
  cited: CitedCode[];
}

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

/** Follows the citations of each rule. Rules that cite no code of the packages are left out. */
export function followRules(
  rules: readonly CitingRule[],
  packages: ReadonlyMap<Citation['package'], PackageFacts>,
): RuleSource[] {
  return rules.flatMap((rule) => {
    const cited = findNewestCitations(rule.source).flatMap((citation): CitedCode[] => {
      const facts = packages.get(citation.package);
      if (!facts) return [];
      const isHere = citation.release === undefined || citation.release === facts.version;
      const cited = isHere ? facts.before : facts.cited.get(citation.release ?? '');
      return [followCitation(citation, rule.flags, { ...facts, cited })];
    });
    return cited.length > 0 ? [{ id: rule.id, fate: worstFate(cited), cited }] : [];
  });
}

/** The gravest fate. What cannot be located does not count beside what can. */
function worstFate(cited: readonly CitedCode[]): Fate {
  const located = cited.filter(({ fate }) => fate !== 'unlocated');
  const rank = Math.max(...(located.length > 0 ? located : cited).map(({ fate }) => FATES.indexOf(fate)));
  return FATES[rank] ?? 'unlocated';
}
