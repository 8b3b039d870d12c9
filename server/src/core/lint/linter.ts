import { inRange, type Release } from '../catalog/release';
import type { Command } from '../config/config';
import { type Facts, hasTooMany } from '../facts/facts';
import type { Finding, Found, Rule, Severity } from './rule';
import { withoutReplaced } from './supersede';

/** Which rules a release and a command have is worked out once for each. */
export function createJudge(rules: readonly Rule[]): Judge {
  const chosen = new Map<string, Chosen>();
  const insteadOf = new Map(rules.flatMap(({ id, instead }) => (instead ? [[id, [instead].flat()] as const] : [])));
  const rulesFor = ({ release, config: { command } }: Facts): Chosen => {
    const key = `${release.version} ${command}`;
    const known = chosen.get(key) ?? chosenOf(rules.filter((rule) => applies(rule, release.version, command)));
    chosen.set(key, known);
    return known;
  };
  const judge = (facts: Facts): Finding[] => {
    if (!facts.release.known || hasTooMany(facts)) return [];
    const findings: Finding[] = [];
    for (const rule of rulesFor(facts).all) {
      if (!speaksOf(rule, facts)) continue;
      for (const found of rule.check(facts)) findings.push(findingOf(rule, found));
    }
    return withoutReplaced(insteadOf, findings).sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  };
  const only = (id: string, facts: Facts): Severity[] =>
    (rulesFor(facts).byId.get(id) ?? []).flatMap((rule) =>
      rule.finds ? (rule.finds(facts) ?? []) : rule.check(facts).map(({ severity }) => severity ?? rule.severity),
    );
  return Object.assign(judge, { only, ids: rules.map(({ id }) => id) });
}

/** The rules of a release and a command. */
interface Chosen {
  all: readonly Rule[];
  byId: ReadonlyMap<string, readonly Rule[]>;
}

function chosenOf(all: readonly Rule[]): Chosen {
  const byId = new Map<string, Rule[]>();
  for (const rule of all) byId.set(rule.id, [...(byId.get(rule.id) ?? []), rule]);
  return { all, byId };
}

const applies = (rule: Rule, release: Release, command: Command): boolean =>
  inRange(release, rule.releases) && (!rule.commands || rule.commands.includes(command));

/** Rules of how words are read; values of a file that becomes fields are never words. */
const OF_WORDS = /^(?:cli\.(?!unknown-flag)|yaml\.(?!top-level|json))/;

const speaksOf = ({ id }: Rule, { config }: Facts): boolean => !(config.reader === 'fields' && OF_WORDS.test(id));

const findingOf = ({ id, severity, outcome }: Rule, found: Found): Finding => ({
  rule: id,
  severity,
  outcome,
  related: [],
  fixes: [],
  ...found,
});

/** Judges one run by the rules of its release. Findings come in the order of the text. */
export interface Judge {
  (facts: Facts): Finding[];
  /** How severe what one rule finds by itself is: cheap enough to try many values. */
  only: (id: string, facts: Facts) => Severity[];
  /** The rules that there are, whatever the release. */
  ids: readonly string[];
}
