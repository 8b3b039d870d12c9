import { isInRange, type Release } from '../catalog/release';
import type { Command } from '../config/config';
import { type Facts, hasTooManyFlags } from '../facts/facts';
import type { Finding, Found, LintRule, Severity } from './rule';
import { dropSuperseded } from './supersede';

/** Which rules a release and a command have is worked out once for each. */
export function createLinter(rules: readonly LintRule[]): Linter {
  const selections = new Map<string, RuleSelection>();
  const supersededRules = new Map(
    rules.flatMap(({ id, supersedes }) => (supersedes ? [[id, [supersedes].flat()] as const] : [])),
  );
  const selectRules = ({ release, config: { command } }: Facts): RuleSelection => {
    const key = `${release.version} ${command}`;
    const selection =
      selections.get(key) ?? selectionOf(rules.filter((rule) => applies(rule, release.version, command)));
    selections.set(key, selection);
    return selection;
  };
  const lint = (facts: Facts): Finding[] => {
    if (!facts.release.known || hasTooManyFlags(facts)) return [];
    const findings: Finding[] = [];
    for (const rule of selectRules(facts).all) {
      if (!appliesToReader(rule, facts)) continue;
      for (const found of rule.check(facts)) findings.push(completeFinding(rule, found));
    }
    return dropSuperseded(supersededRules, findings).sort(
      (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
    );
  };
  const checkRule = (id: string, facts: Facts): Severity[] =>
    (selectRules(facts).byId.get(id) ?? []).flatMap((rule) =>
      rule.checkSeverity
        ? (rule.checkSeverity(facts) ?? [])
        : rule.check(facts).map(({ severity }) => severity ?? rule.severity),
    );
  return Object.assign(lint, { checkRule, ruleIds: rules.map(({ id }) => id) });
}

/** The rules of a release and a command. */
interface RuleSelection {
  all: readonly LintRule[];
  byId: ReadonlyMap<string, readonly LintRule[]>;
}

function selectionOf(all: readonly LintRule[]): RuleSelection {
  const byId = new Map<string, LintRule[]>();
  for (const rule of all) byId.set(rule.id, [...(byId.get(rule.id) ?? []), rule]);
  return { all, byId };
}

const applies = (rule: LintRule, release: Release, command: Command): boolean =>
  isInRange(release, rule.releases) && (!rule.commands || rule.commands.includes(command));

/** Rules of how words are read; values of a file that becomes fields are never words. */
const ARGUMENT_RULE_IDS = /^(?:cli\.(?!unknown-flag)|yaml\.(?!top-level|json))/;

const appliesToReader = ({ id }: LintRule, { config }: Facts): boolean =>
  !(config.reader === 'fields' && ARGUMENT_RULE_IDS.test(id));

const completeFinding = ({ id, severity, outcome }: LintRule, found: Found): Finding => ({
  rule: id,
  severity,
  outcome,
  related: [],
  fixes: [],
  ...found,
});

/** Judges one run by the rules of its release. Findings come in the order of the text. */
export interface Linter {
  (facts: Facts): Finding[];
  /** How severe what one rule finds by itself is: cheap enough to try many values. */
  checkRule: (id: string, facts: Facts) => Severity[];
  /** The rules that there are, whatever the release. */
  ruleIds: readonly string[];
}
