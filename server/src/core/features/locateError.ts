import type { Catalog } from '../catalog/types';
import type { Config, Span } from '../config/config';
import { isInJoined, toUntaggedSpan } from '../config/joinConfigs';
import { toFlagName } from '../config/lookup';
import type { Document } from '../document/document';
import type { Linter } from '../lint/linter';
import type { LintRule, RuleDocs, RuleSubject } from '../lint/rule';
import { lintConfig } from './diagnostics';

/** A flag that the error of a run is about, its span, and the rule that covers it. */
export interface ErrorLocation {
  flag: string;
  span: Span;
  /** The name of the other text of the run, where the span is in that text. */
  in?: string;
  rule?: { id: string; title: string };
}

/** Locates the flags that the error of a run names, such as `remaining_argv: ['--packng']`. */
export function locateError(
  catalog: Catalog,
  rules: readonly LintRule[],
  docsOfRule: (id: string) => RuleDocs | undefined,
  lint: Linter,
  document: Document,
  config: Config,
  message: string,
): ErrorLocation[] {
  const join = document.joins.get(config);
  const names = findFlagNames(message);
  const entries = (join?.config ?? config).flags.filter(({ name }) => names.has(toFlagName(name)));
  const flags = [...new Set(entries.map(({ name }) => toFlagName(name)))];
  const findings = lintConfig(catalog, lint, document, config);
  const findRule = (flag: string): string | undefined => {
    const finding = findings.find((each) => each.flags.some((name) => toFlagName(name) === flag));
    if (finding) return finding.rule;
    if (/remaining_argv|unrecognized arguments/.test(message)) return 'cli.unknown-flag';
    // A rule about exactly these flags is more specific than a rule about one of them.
    return flags.length > 1 ? rules.find(({ id }) => isAbout(docsOfRule(id)?.subject, config, flags))?.id : undefined;
  };
  return entries.map((entry): ErrorLocation => {
    const id = findRule(toFlagName(entry.name));
    const docs = id === undefined ? undefined : docsOfRule(id);
    const isInJoinedText = join !== undefined && isInJoined(entry.key);
    return {
      flag: entry.name,
      span: isInJoinedText ? toUntaggedSpan(entry.key) : entry.key,
      ...(isInJoinedText && { in: join.other.name }),
      ...(id !== undefined && docs && { rule: { id, title: docs.title } }),
    };
  });
}

/**
 * Finds possible flag names in a message: words that follow dashes, are quoted or contain an underscore. Other words,
 * such as `model`, are usually plain English.
 */
function findFlagNames(message: string): Set<string> {
  const words = [...message.matchAll(/--?([A-Za-z][\w-]*)|["'`]([A-Za-z][\w-]*)["'`]|\b([A-Za-z]\w*_\w+)\b/g)];
  return new Set(words.map(([, dashed, quoted, compound]) => toFlagName(dashed ?? quoted ?? compound ?? '')));
}

const isAbout = (subject: RuleSubject | undefined, { command }: Config, flags: readonly string[]): boolean =>
  subject?.command === command && flags.every((flag) => subject.flags.includes(flag));
