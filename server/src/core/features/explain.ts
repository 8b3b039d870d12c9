import { formOf } from '../catalog/catalog';
import type { Catalog } from '../catalog/types';
import { toCurrentRuleId } from '../comments/formerRuleIds';
import type { Command } from '../config/config';
import { toUnderscores } from '../config/lookup';
import { chooseReleaseOfText } from '../document/releases';
import type { LintRule } from '../lint/rule';
import { findNearestNames } from '../text/spelling';
import { describeFlag } from './markdown/describeFlag';
import { describeVariable } from './markdown/describeVariable';

/**
 * The page of a flag or an environment variable as Markdown, the id of a rule, whose page is in docs/rules.md, or names close to an unknown one.
 */
export type Explanation = { markdown: string } | { rule: string } | { unknown: string[] };

/** The commands whose form of a flag is explained, most common first. */
const PREFERRED_COMMANDS: readonly Command[] = ['sft', 'rlhf', 'pt', 'export', 'swift export'];

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
  const release = chooseReleaseOfText(catalog, { modeline: {}, scriptPin: undefined, context: { swiftVersion } });
  if (variable) return { markdown: describeVariable(catalog, variable, release.version) };
  for (const version of flag ? [release.version, ...catalog.releases.toReversed()] : []) {
    for (const command of PREFERRED_COMMANDS) {
      const form = flag && formOf(flag, version, command);
      if (flag && form) return { markdown: describeFlag(catalog, flag, form, { ...release, version }, command) };
    }
  }
  return { unknown: findNearestNames(name.replace(/^--/, ''), listExplainableNames(catalog, rules)) };
}

/** Lists the names that can be explained, for “did you mean”. */
const listExplainableNames = (catalog: Catalog, rules: readonly LintRule[]): string[] => [
  ...[...catalog.flags, ...catalog.environment].map(({ name }) => name),
  ...rules.map(({ id }) => id),
];
