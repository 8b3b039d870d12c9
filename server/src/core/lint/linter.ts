import { memoize } from '../catalog/memoize';
import { compareReleases, isInRange, type Release } from '../catalog/release';
import type { VerifiedReleases } from '../catalog/types';
import type { Command, Entry } from '../config/config';
import { compareSpans } from '../config/lookup';
import { type Facts, hasTooManyFlags } from '../facts/facts';
import { trackFacts } from '../facts/trackedFacts';
import { softenGuessedModel } from './guessedModel';
import { wordForLauncher } from './launcherWords';
import {
  askAgain,
  createLintMemory,
  type EarlierLint,
  findKept,
  keepAnswer,
  type LintMemory,
  type Question,
  selectEarlier,
} from './lintMemory';
import { dropEffectsOfNames } from './misspelledFlags';
import type { Finding, Found, LintRule, Located, RuleState, Severity } from './rule';
import type { RuleRunner } from './ruleRunner';
import { settleFindings } from './settle';
import { softenDefaults } from './softenDefaults';
import { dropSuperseded } from './supersede';

/** Creates a linter. */
export function createLinter(rules: readonly LintRule[], verified: VerifiedReleases): Linter {
  const supersededRules = new Map(
    rules.flatMap(({ id, supersedes }) => (supersedes ? [[id, [supersedes].flat()] as const] : [])),
  );
  const selectRules = createSelector(rules, verified);
  /** Asks the rules about a run, and those that look at each flag on its own about each flag. */
  const checkEach = (facts: Facts, { entries }: LintMemory, ask: Ask): Finding[] => {
    if (hasTooManyFlags(facts)) return [];
    const findings: Finding[] = [];
    const { ofRuns, ofFlags, ranks } = selectRules(facts);
    for (const rule of ofRuns)
      if (appliesToReader(rule, facts))
        findings.push(...ask(rule, () => completeAll(rule, checkRun(rule, facts), facts)));
    const flagRules = ofFlags.filter((rule) => appliesToReader(rule, facts));
    for (const given of facts.givenFlags) {
      const found = ask(given.entry, () =>
        flagRules.flatMap((rule) => completeAll(rule, rule.checkFlag(given, facts), facts)),
      );
      for (const finding of found) entries.set(finding, given.entry);
      findings.push(...found);
    }
    return findings.toSorted((a, b) => (ranks.get(a.rule) ?? 0) - (ranks.get(b.rule) ?? 0));
  };
  const checkPlainly = (facts: Facts, memory: LintMemory): Finding[] =>
    checkEach(facts, memory, (_question, check) => check());
  const runner: RuleRunner = {
    rulesOf: memoize((id: string) => rules.filter((rule) => rule.id === id)),
    locate: (id, facts, entry) =>
      (selectRules(facts).byId.get(id) ?? []).flatMap((rule) => locateFindings(rule, facts, entry)),
    checkAll: (facts) => checkPlainly(facts, createLintMemory(facts)),
  };
  /** Refines what the rules found: the findings depend on each other, and on what is uncertain about the run. */
  const refine = (found: Finding[], facts: Facts, memory: LintMemory, isWanted?: IsWanted): Finding[] => {
    const all = dropEffectsOfNames(dropSuperseded(supersededRules, found), facts);
    const findings = isWanted ? keepRulesWith(all, isWanted) : all;
    const settled = settleFindings(softenGuessedModel(findings, facts, runner), facts, runner, memory);
    return settled.toSorted((a, b) => compareSpans(a.span, b.span));
  };
  const lintAsWritten = (facts: Facts, earlier?: EarlierLint): Finding[] => {
    const memory = createLintMemory(facts);
    const kept = selectEarlier(earlier, memory);
    const found = checkEach(facts, memory, (question, check) => keepAnswer(question, memory, kept) ?? check());
    return refine(found, facts, memory);
  };
  const lint = (facts: Facts, earlier?: EarlierLint): Finding[] =>
    softenDefaults(lintAsWritten(facts, earlier), facts, runner.locate);
  const checkAgain = (facts: Facts, earlier?: EarlierLint): { found: Finding[]; memory: LintMemory } => {
    const memory = createLintMemory(facts);
    const tracked = trackFacts(facts, memory.tracker);
    const kept = selectEarlier(earlier, memory);
    return { found: checkEach(tracked, memory, (question, check) => askAgain(question, check, memory, kept)), memory };
  };
  const lintAgain = (facts: Facts, earlier: EarlierLint | undefined): { findings: Finding[]; memory: LintMemory } => {
    const { found, memory } = checkAgain(facts, earlier);
    return { findings: softenDefaults(refine(found, facts, memory), facts, runner.locate), memory };
  };
  const lintTrial = (facts: Facts, earlier: EarlierLint | undefined, isWanted: IsWanted): Finding[] => {
    const memory = createLintMemory(facts);
    const kept = selectEarlier(earlier, memory);
    const found = checkEach(facts, memory, (question, check) => (kept && findKept(question, kept)) ?? check());
    return refine(found, facts, memory, isWanted);
  };
  const checkRule = (id: string, facts: Facts): Severity[] => runner.locate(id, facts).map(({ severity }) => severity);
  const listStates = (facts: Facts, flag: string): RuleState[] =>
    selectRules(facts).all.flatMap((rule) =>
      rule.stateIn && rule.listSubjects?.().includes(flag) && appliesToReader(rule, facts) ? [rule.stateIn(facts)] : [],
    );
  const ruleIds = rules.map(({ id }) => id);
  const remember = (facts: Facts): LintMemory => checkAgain(facts).memory;
  return Object.assign(lint, { lintAgain, remember, lintTrial, lintAsWritten, checkRule, listStates, ruleIds });
}

/** Whether a finding decides anything for the caller. */
type IsWanted = (finding: Finding) => boolean;

/** Keeps the findings of the rules with a wanted one: what is uncertain about a finding depends on its own rule only. */
function keepRulesWith(findings: Finding[], isWanted: IsWanted): Finding[] {
  const rules = new Set(findings.filter(isWanted).map(({ rule }) => rule));
  return findings.filter(({ rule }) => rules.has(rule));
}

/** Asks rules a question, or returns what they answered before. */
type Ask = (question: Question, check: () => readonly Finding[]) => readonly Finding[];

/** A rule that looks at each flag on its own. */
type FlagRule = LintRule & { checkFlag: NonNullable<LintRule['checkFlag']> };

/** The rules that apply to a release and a command. */
interface RuleSelection {
  all: readonly LintRule[];
  byId: ReadonlyMap<string, readonly LintRule[]>;
  ofRuns: readonly LintRule[];
  ofFlags: readonly FlagRule[];
  /** The order of the findings at one place, by the id of their rule. */
  ranks: ReadonlyMap<string, number>;
}

/** Returns a function that selects the rules for a run, once for each release and command. */
function createSelector(rules: readonly LintRule[], verified: VerifiedReleases): (facts: Facts) => RuleSelection {
  const selections = new Map<string, RuleSelection>();
  const select = (release: Release, command: Command): RuleSelection =>
    selectionOf(rules.filter((rule) => applies(rule, release, command) && isVerified(rule, release, verified)));
  return ({ release: { version }, config: { command } }) => {
    const key = `${version} ${command}`;
    const selection = selections.get(key) ?? select(version, command);
    selections.set(key, selection);
    return selection;
  };
}

function selectionOf(all: readonly LintRule[]): RuleSelection {
  const byId = new Map<string, LintRule[]>();
  for (const rule of all) byId.set(rule.id, [...(byId.get(rule.id) ?? []), rule]);
  return {
    all,
    byId,
    ofRuns: all.filter(({ check }) => check),
    ofFlags: all.filter((rule): rule is FlagRule => rule.checkFlag !== undefined),
    ranks: new Map([...byId.keys()].map((id, rank) => [id, rank])),
  };
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

/** The findings of a rule without their texts, in one flag if the rule looks at each of them on its own. */
function locateFindings(rule: LintRule, facts: Facts, entry: Entry | undefined): readonly Located[] {
  if (!appliesToReader(rule, facts)) return [];
  if (rule.locate) return [rule.locate(facts) ?? []].flat();
  const { severity, outcome } = rule;
  const given = entry && facts.givenOf(entry);
  const found = given && rule.checkFlag ? rule.checkFlag(given, facts) : findMistakes(rule, facts);
  return found.map((each) => ({ severity, outcome, ...each }));
}

const NO_MISTAKES: readonly Found[] = [];

const checkRun = (rule: LintRule, facts: Facts): readonly Found[] => rule.check?.(facts) ?? NO_MISTAKES;

/** Returns everything that a rule finds in a run. */
export const findMistakes = (rule: LintRule, facts: Facts): Found[] => [
  ...checkRun(rule, facts),
  ...(rule.checkFlag ? facts.givenFlags.flatMap((given) => rule.checkFlag?.(given, facts) ?? []) : []),
];

const completeAll = (rule: LintRule, found: readonly Found[], facts: Facts): readonly Finding[] =>
  found.map((each) => wordForLauncher(completeFinding(rule, each), facts));

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
  (facts: Facts, earlier?: EarlierLint): Finding[];
  /** Checks a run that is being edited, and asks the rules only about what has changed since the version before. */
  lintAgain: (facts: Facts, earlier: EarlierLint | undefined) => { findings: Finding[]; memory: LintMemory };
  /** Asks the rules about a run, for trials of it. */
  remember: (facts: Facts) => LintMemory;
  /** Checks a run as it could be written, like `lintAsWritten`. Returns only the findings of rules with a wanted one. */
  lintTrial: (facts: Facts, earlier: EarlierLint | undefined, isWanted: IsWanted) => Finding[];
  /** Checks a run as if nothing in it could be set elsewhere; see `softenDefaults.ts`. */
  lintAsWritten: (facts: Facts) => Finding[];
  /** Returns the severities of the findings of a single rule: cheap enough to try many values. */
  checkRule: (id: string, facts: Facts) => Severity[];
  /** Returns the states of the rules about a flag in a run, as far as the rules are data. */
  listStates: (facts: Facts, flag: string) => RuleState[];
  /** The ids of all rules of all releases. */
  ruleIds: readonly string[];
}
