import { formOf } from '../catalog/catalog';
import type { Catalog } from '../catalog/types';
import { toCurrentRuleId } from '../comments/formerRuleIds';
import type { Command } from '../config/config';
import { toUnderscores } from '../config/lookup';
import { chooseReleaseOfText } from '../document/releases';
import type { LintRule } from '../lint/rule';
import { findNearestNames } from '../text/spelling';
import { describeFlag, listExplainableNames } from './markdown/describeFlag';

/**
 * The page of a flag as Markdown, the id of a rule, whose page is in docs/rules.md, or names close to an unknown one.
 */
export type Explanation = { markdown: string } | { rule: string } | { unknown: string[] };

/** The commands whose form of a flag is explained, most common first. */
const PREFERRED_COMMANDS: readonly Command[] = ['sft', 'rlhf', 'pt', 'export', 'swift export'];

/** Explains a flag or a rule. A flag that the release does not have is explained for the newest release that has it. */
export function explain(
  catalog: Catalog,
  rules: readonly LintRule[],
  name: string,
  swiftVersion: string | undefined,
): Explanation {
  const rule = toCurrentRuleId(name);
  if (rules.some(({ id }) => id === rule)) return { rule };
  const flag = catalog.byName.get(toUnderscores(name.replace(/^--/, '')));
  const release = chooseReleaseOfText(catalog, { modeline: {}, scriptPin: undefined, context: { swiftVersion } });
  for (const version of flag ? [release.version, ...catalog.releases.toReversed()] : []) {
    for (const command of PREFERRED_COMMANDS) {
      const form = flag && formOf(flag, version, command);
      if (flag && form) return { markdown: describeFlag(catalog, flag, form, { ...release, version }, command) };
    }
  }
  return { unknown: findNearestNames(name.replace(/^--/, ''), listExplainableNames(catalog, rules)) };
}
