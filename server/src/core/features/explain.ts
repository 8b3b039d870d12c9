import { formOf } from '../catalog/catalog';
import { isInRange, type Release } from '../catalog/release';
import type { Catalog } from '../catalog/types';
import { toCurrentRuleId } from '../comments/formerRuleIds';
import { findSimilarRules } from '../comments/similarRules';
import type { Command } from '../config/config';
import { toUnderscores } from '../config/lookup';
import { chooseReleaseBySetting } from '../document/releases';
import type { LintRule, RuleDocs } from '../lint/rule';
import { findNearestNames } from '../text/spelling';
import { describeFlag } from './markdown/describeFlag';
import { describeVariable } from './markdown/describeVariable';

/**
 * The page of a flag or an environment variable as Markdown, the id of a rule, whose page is in docs/rules.md, or names close to an unknown one.
 */
export type Explanation = { markdown: string } | { rule: string } | { unknown: string[] };

/** The commands whose form of a flag is explained, most common first. */
const PREFERRED_COMMANDS: readonly Command[] = ['sft', 'rlhf', 'pt', 'export', 'swift export'];
const PREFERRED_FOR_RLHF: readonly Command[] = ['rlhf', ...PREFERRED_COMMANDS];

/** Sections of flags that matter to `megatron rlhf` alone, although other commands accept them. */
const RLHF_SECTIONS = new Set(['RLHF', 'DPO', 'GRPO', 'GKD', 'vLLM', 'Generation']);

/**
 * Explains a flag, an environment variable or a rule. A flag that the release does not have is explained for the newest
 * release that has it.
 */
export function explain(
  catalog: Catalog,
  rules: readonly LintRule[],
  name: string,
  swiftVersion: string | undefined,
): Explanation {
  const rule = toCurrentRuleId(name);
  if (rules.some(({ id }) => id === rule)) return { rule };
  const variable = catalog.environmentByName.get(name);
  const flag = catalog.byName.get(toUnderscores(name.replace(/^--/, '')));
  const release = chooseReleaseBySetting(catalog, swiftVersion);
  if (variable) return { markdown: describeVariable(catalog, variable, release.version) };
  for (const version of flag ? [release.version, ...catalog.releases.toReversed()] : []) {
    for (const command of listCommandsOf(catalog, flag?.name ?? '', version)) {
      const form = flag && formOf(flag, version, command);
      if (flag && form) return { markdown: describeFlag(catalog, flag, form, { ...release, version }, command) };
    }
  }
  const ids = rules.map(({ id }) => id);
  const nearest = findNearestNames(name.replace(/^--/, ''), listExplainableNames(catalog, ids));
  return { unknown: nearest.length > 0 ? nearest : findSimilarRules(name, ids) };
}

const listCommandsOf = ({ docs }: Catalog, name: string, version: Release): readonly Command[] =>
  RLHF_SECTIONS.has(docs.flag(name, version).section) ? PREFERRED_FOR_RLHF : PREFERRED_COMMANDS;

/** Something that can be explained, with its summary. */
export interface ExplainedTopic {
  name: string;
  kind: 'flag' | 'variable' | 'rule';
  summary: string;
}

/** Lists the flags of a release, the environment variables that it reads, and the rules that apply to it. */
export function listTopics(
  catalog: Catalog,
  rules: readonly LintRule[],
  ruleDocs: (id: string) => RuleDocs | undefined,
  swiftVersion: string | undefined,
): { version: Release; topics: ExplainedTopic[] } {
  const { version } = chooseReleaseBySetting(catalog, swiftVersion);
  const flags = catalog.flags.filter((flag) => PREFERRED_COMMANDS.some((command) => formOf(flag, version, command)));
  const variables = catalog.environment.filter(({ releases }) => isInRange(version, releases));
  const ids = rules.filter(({ releases }) => isInRange(version, releases)).map(({ id }) => id);
  const topics: ExplainedTopic[] = [
    ...flags.map(({ name }) => ({ name, kind: 'flag' as const, summary: catalog.docs.flag(name, version).summary })),
    ...variables.map(({ name }) => ({
      name,
      kind: 'variable' as const,
      summary: catalog.docs.variable(name, version).summary,
    })),
    ...[...new Set(ids)].map((id) => ({ name: id, kind: 'rule' as const, summary: ruleDocs(id)?.title ?? '' })),
  ];
  return { version, topics };
}

/** Lists the names that can be explained, for “did you mean”. */
const listExplainableNames = (catalog: Catalog, ruleIds: readonly string[]): string[] => [
  ...[...catalog.flags, ...catalog.environment].map(({ name }) => name),
  ...ruleIds,
];
