import type { Config, Span } from '../../config/config';
import { applyEdits, type Change, type Edit } from '../../config/edit';
import { toFlagName } from '../../config/lookup';
import type { Document } from '../../document/document';
import type { Finding } from '../../lint/rule';
import { countCheckedConfigs, lintConfig } from '../diagnostics';
import { lintCostOf } from './budget';
import { compareFindings, type FixEffect, listIntroducedRules } from './fixEffect';
import { configsIn, type LintContext, lintPart, type Scope, scopeOf } from './lintScope';
import { applyToNeighbors, composeTextEdits, printEdits } from './printEdits';

/** A finding whose fixes are tried, and the findings around it before any of them. */
export interface Trial {
  context: LintContext;
  finding: Finding;
  scope: Scope;
  before: readonly Finding[];
  /** The cost of trying one change. */
  cost: number;
}

/** A state of the text, and the edits that lead to it. */
export interface TrialState {
  document: Document;
  edits: Edit[];
  /** The flags and variables that were changed on the way. */
  changedNames: readonly string[];
}

/** A changed text, and how its findings differ from those before. */
export interface Attempt extends TrialState, FixEffect {
  /** Another command, which shares the text that was changed, has a finding that it did not have before. */
  harmsOthers: boolean;
}

export function createTrial(
  context: LintContext,
  document: Document,
  config: Config | undefined,
  finding: Finding,
): Trial {
  const scope = scopeOf(context, document, config);
  const before = lintPart(context, document, scope);
  const cost = lintCostOf(document, configsIn(document, scope), before.length);
  return { context, finding, scope, before, cost };
}

/** The command of a finding in a state of the text; undefined where the finding is about the text as a whole. */
export const configIn = ({ scope }: Trial, { document }: TrialState): Config | undefined =>
  scope.hasText ? undefined : document.reading.configs[scope.start];

/** Applies changes to a state of the text and lints the result. Returns undefined once the budget is spent. */
export function attemptChanges(trial: Trial, state: TrialState, changes: readonly Change[]): Attempt | undefined {
  const { context, finding, scope, before, cost } = trial;
  if (!context.budget.spend(cost)) return undefined;
  const { document } = state;
  const config = configIn(trial, state);
  const edits = printEdits(document, config, changes);
  const changed = context.reread(applyEdits(document.text, edits), applyToNeighbors(document, edits));
  const reachesOthers = config !== undefined && edits.some(({ span, in: file }) => !file && !isInside(span, config));
  const harmsOthers = reachesOthers && countOthers(document) > 0 ? doesHarmOthers(trial, document, changed) : false;
  if (harmsOthers === undefined) return undefined;
  return {
    document: changed,
    harmsOthers,
    edits: state.edits.length === 0 ? edits : composeTextEdits(state.edits, edits),
    changedNames: [...state.changedNames, ...changes.flatMap(namesOf)],
    ...compareFindings(finding, before, lintPart(context, changed, scope)),
  };
}

const isInside = ({ start, end }: Span, { fullSpan }: Config): boolean =>
  fullSpan.start <= start && end <= fullSpan.end;

const countOthers = ({ reading }: Document): number => reading.configs.length - 1;

/** Whether other commands have a finding that they did not have before. Returns undefined once the budget is spent. */
function doesHarmOthers({ context, scope }: Trial, document: Document, changed: Document): boolean | undefined {
  const { catalog, lint, budget } = context;
  const count = countCheckedConfigs(catalog, lint, document);
  const listOthers = ({ reading }: Document): Config[] =>
    reading.configs.slice(0, count).filter((_, index) => index !== scope.start);
  const lintOthers = (version: Document): Finding[] =>
    listOthers(version).flatMap((config) => lintConfig(catalog, lint, version, config));
  const before = lintOthers(document);
  if (!budget.spend(lintCostOf(document, listOthers(document), before.length))) return undefined;
  return listIntroducedRules(before, lintOthers(changed)).length > 0;
}

/** The flags and variables that a change names. */
export function namesOf(change: Change): string[] {
  if (change.op === 'text') return [];
  if (change.op === 'set') return [change.flag];
  if (change.op === 'setEnv') return [change.name];
  const name = toFlagName(change.entry.name);
  return change.op === 'rename' ? [name, change.to] : [name];
}
