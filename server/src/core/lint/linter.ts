import { memoize } from '../catalog/memoize';
import { compareReleases, isInRange, type Release } from '../catalog/release';
import type { VerifiedReleases } from '../catalog/types';
import type { Command } from '../config/config';
import { compareSpans } from '../config/lookup';
import { type Facts, hasTooManyFlags } from '../facts/facts';
import { trackFacts } from '../facts/trackedFacts';
import { softenGuessedModel } from './guessedModel';
import { wordForLauncher } from './launcherWords';
import { askRule, createLintMemory, type EarlierLint, type LintMemory, selectEarlier } from './lintMemory';
import { dropEffectsOfNames } from './misspelledFlags';
import type { Finding, Found, LintRule, Located, RuleState, Severity } from './rule';
import type { RuleRunner } from './ruleRunner';
import { settleFindings } from './settle';
import { softenDefaults } from './softenDefaults';
import { dropSuperseded } from './supersede';

/** Creates a linter. The rules of each release and command are selected once. */
export function createLinter(rules: readonly LintRule[], verified: VerifiedReleases): Linter {
  const selections = new Map<string, RuleSelection>();
  const supersededRules = new Map(
    rules.flatMap(({ id, supersedes }) => (supersedes ? [[id, [supersedes].flat()] as const] : [])),
  );
  const selectRules = ({ release, config: { command } }: Facts): RuleSelection => {
    const key = `${release.version} ${command}`;
    const selection =
      selections.get(key) ??
      selectionOf(
        rules.filter((rule) => applies(rule, release.version, command) && isVerified(rule, release.version, verified)),
      );
    selections.set(key, selection);
    return selection;
  };
  const checkEach = (facts: Facts, check: (rule: LintRule) => readonly Finding[]): Finding[] => {
    if (hasTooManyFlags(facts)) return [];
    const findings: Finding[] = [];
    for (const rule of selectRules(facts).all)
      if (appliesToReader(rule, facts)) for (const finding of check(rule)) findings.push(finding);
    return findings;
  };
  const checkAll = (facts: Facts): Finding[] => checkEach(facts, (rule) => checkFully(rule, facts));
  const runner: RuleRunner = {
    rulesOf: memoize((id: string) => rules.filter((rule) => rule.id === id)),
    locate: (id, facts) => (selectRules(facts).byId.get(id) ?? []).flatMap((rule) => locateFindings(rule, facts)),
    checkAll,
  };
  /** Refines what the rules found: the findings depend on each other, and on what is uncertain about the run. */
  const refine = (found: Finding[], facts: Facts, memory: LintMemory): Finding[] => {
    const findings = dropEffectsOfNames(dropSuperseded(supersededRules, found), facts);
    const settled = settleFindings(softenGuessedModel(findings, facts, runner), facts, runner, memory);
    return settled.toSorted((a, b) => compareSpans(a.span, b.span));
  };
  const lintAsWritten = (facts: Facts): Finding[] => refine(checkAll(facts), facts, createLintMemory(facts));
  const lint = (facts: Facts): Finding[] => softenDefaults(lintAsWritten(facts), facts, runner.locate);
  const lintAgain = (facts: Facts, earlier: EarlierLint | undefined): { findings: Finding[]; memory: LintMemory } => {
    const memory = createLintMemory(facts);
    const tracked = trackFacts(facts, memory.tracker);
    const kept = selectEarlier(earlier, memory);
    const found = checkEach(facts, (rule) => askRule(rule, () => checkFully(rule, tracked), memory, kept));
    return { findings: softenDefaults(refine(found, facts, memory), facts, runner.locate), memory };
  };
  const checkRule = (id: string, facts: Facts): Severity[] => runner.locate(id, facts).map(({ severity }) => severity);
  const listStates = (facts: Facts, flag: string): RuleState[] =>
    selectRules(facts).all.flatMap((rule) =>
      rule.stateIn && rule.listSubjects?.().includes(flag) && appliesToReader(rule, facts) ? [rule.stateIn(facts)] : [],
    );
  return Object.assign(lint, { lintAgain, lintAsWritten, checkRule, listStates, ruleIds: rules.map(({ id }) => id) });
}

/** The rules that apply to a release and a command. */
interface RuleSelection {
  all: readonly LintRule[];
  byId: ReadonlyMap<string, readonly LintRule[]>;
}

function selectionOf(all: readonly LintRule[]): RuleSelection {
  const byId = new Map<string, LintRule[]>();
  for (const rule of all) byId.set(rule.id, [...(byId.get(rule.id) ?? []), rule]);
  return { all, byId };
}

/** Groups of rules about the text itself, which are the same for every command. */
const TEXT_GROUPS = new Set(['cli', 'ignore', 'json', 'release', 'slurm', 'yaml']);

/** A rule about the run holds for the megatron commands, unless it names its commands. */
const holdsFor = ({ id, commands }: LintRule, command: Command): boolean =>
  commands ? commands.includes(command) : command !== 'swift export' || TEXT_GROUPS.has(id.replace(/\..*/, ''));

const applies = (rule: LintRule, release: Release, command: Command): boolean =>
  isInRange(release, rule.releases) && holdsFor(rule, command);

/** Whether a rule was verified for a release. A closed range was verified up to its end when it was written. */
const isVerified = ({ id, releases }: LintRule, release: Release, { rules, exceptions }: VerifiedReleases): boolean =>
  !releases.endsWith('+') || compareReleases(release, exceptions[id] ?? rules) <= 0;

/** Values of a file that becomes fields are never arguments. */
const appliesToReader = ({ needsWords }: LintRule, { config }: Facts): boolean =>
  !(needsWords && config.reader === 'fields');

/** The findings of a rule without their texts. */
function locateFindings(rule: LintRule, facts: Facts): readonly Located[] {
  if (!appliesToReader(rule, facts)) return [];
  if (rule.locate) return [rule.locate(facts) ?? []].flat();
  const { severity, outcome } = rule;
  return rule.check(facts).map((found) => ({ severity, outcome, ...found }));
}

const checkFully = (rule: LintRule, facts: Facts): Finding[] =>
  rule.check(facts).map((found) => wordForLauncher(completeFinding(rule, found), facts));

const completeFinding = ({ id, severity, outcome, isStructural, isAboutName }: LintRule, found: Found): Finding => ({
  rule: id,
  severity,
  outcome,
  ...(isStructural && { isStructural }),
  ...(isAboutName && { isAboutName }),
  related: [],
  fixes: [],
  ...found,
});

/** Checks one run by the rules of its release. Returns the findings in the order of the text. */
export interface Linter {
  (facts: Facts): Finding[];
  /** Checks a run that is being edited, and asks the rules only about what has changed since the version before. */
  lintAgain: (facts: Facts, earlier: EarlierLint | undefined) => { findings: Finding[]; memory: LintMemory };
  /** Checks a run as if nothing in it could be set elsewhere; see `softenDefaults.ts`. */
  lintAsWritten: (facts: Facts) => Finding[];
  /** Returns the severities of the findings of a single rule: cheap enough to try many values. */
  checkRule: (id: string, facts: Facts) => Severity[];
  /** Returns the states of the rules about a flag in a run, as far as the rules are data. */
  listStates: (facts: Facts, flag: string) => RuleState[];
  /** The ids of all rules of all releases. */
  ruleIds: readonly string[];
}
